/** Filters on refusals of the app's roles, and the alarm: made, and kept true in every edit after it. */
import type { Json } from '../../yaml.js'
import type { State } from '../editing.js'
import { mapAt, removeResource, resourceIn, resourcesOf, type Template, typeIn } from '../template.js'
import {
  ALARM,
  countsIntoMetric,
  deniedAlarm,
  FILTER,
  metricFilters,
  TOPIC_CONDITION,
  TOPIC_PARAMETER,
  topicCondition,
  topicParameter,
} from './metric-filters.js'
import { putAtEnd } from './put-at-end.js'
import { LOG_ROLE } from './trail.js'
import { watchedRoles } from './watched-roles.js'

const FILTER_ID = new RegExp(`^${FILTER}\\d*$`)

/** A filter is this tool's where it counts into its metric, whatever it is called. */
const isOwnFilter = (template: Template, id: string): boolean =>
  typeIn(template, id) === 'AWS::Logs::MetricFilter' && countsIntoMetric(mapAt(resourceIn(template, id)?.Properties)?.MetricTransformations)

/** A resource of somebody else under a filter's name. */
export const foreignFilter = (template: Template): string | null =>
  Object.keys(resourcesOf(template)).find((id) => FILTER_ID.test(id) && !isOwnFilter(template, id)) ?? null

/** The filters of the app's roles, and the alarm on what they count. */
export function putAlarm(logGroup: Json, state: State): void {
  const { template } = state
  if (putFilters(logGroup, state) === 0 || resourceIn(template, ALARM) !== null) return
  putAtEnd(template, ALARM, deniedAlarm())
  putSection(template, 'Parameters', TOPIC_PARAMETER, topicParameter())
  putSection(template, 'Conditions', TOPIC_CONDITION, topicCondition())
}

/** Filters that are not needed any more go. @returns how many there are now */
function putFilters(logGroup: Json, { template, input }: State): number {
  const roleOf = (id: string): string => input.app.functions.get(template.prefix + id)?.role.kind ?? 'implicit'
  const roles = watchedRoles(template, { without: [LOG_ROLE], isImplicit: (id) => roleOf(id) === 'implicit' })
  const filters = metricFilters(roles, logGroup)
  filters.forEach((filter, i) => {
    const id = filterId(i)
    const present = mapAt(resourceIn(template, id)?.Properties)
    if (present === null) putAtEnd(template, id, filter)
    else present.FilterPattern = mapAt(mapAt(filter)?.Properties)?.FilterPattern ?? ''
  })
  for (const id of filtersOf(template, filters.length)) removeResource(template, id)
  return filters.length
}

const filterId = (i: number): string => (i === 0 ? FILTER : `${FILTER}${i + 1}`)

function filtersOf(template: Template, from = 0): readonly string[] {
  const ids: string[] = []
  for (let i = from; isOwnFilter(template, filterId(i)); i++) ids.push(filterId(i))
  return ids
}

/** That a filter names a role is no use of it: nothing may stay for that. `followRoles` writes the patterns anew. */
export function forgetRoles(template: Template): void {
  for (const id of filtersOf(template)) {
    const properties = mapAt(resourceIn(template, id)?.Properties)
    if (properties !== null) properties.FilterPattern = ''
  }
}

/** A template that was given monitoring once keeps its patterns true. */
export function followRoles(state: State): void {
  const { template } = state
  const logGroup = mapAt(resourceIn(template, FILTER)?.Properties)?.LogGroupName
  if (filtersOf(template).length > 0 && logGroup !== undefined) putFilters(logGroup, state)
}

/** A section that is not there stands before the resources. */
function putSection(template: Template, section: string, name: string, value: Json): void {
  const { wanted } = template
  const present = mapAt(wanted[section])
  if (present !== null) {
    if (!Object.hasOwn(present, name)) present[name] = value
    return
  }
  const rest = Object.entries(wanted).filter(([key]) => key !== section)
  const at = rest.findIndex(([key]) => key === 'Resources')
  for (const key of Object.keys(wanted)) delete wanted[key]
  for (const [key, inner] of [...rest.slice(0, at), [section, { [name]: value }] as const, ...rest.slice(at)]) wanted[key] = inner
}
