/**
 * `--monitoring`: a trail with the data events that an audit reads, and an alarm on refusals of the app's roles. A trail
 * that the template has is completed, and none is added beside it: each copy of an event is paid. What stands there already
 * under these names keeps what somebody set; selectors and patterns follow the app.
 */
import type { Finding } from '../../../outcome/index.js'
import { lower } from '../../../roles/index.js'
import type { Json } from '../../yaml.js'
import { conditionOf, type State } from '../editing.js'
import { waits } from '../graph.js'
import {
  isMap,
  type JsonMap,
  listOf,
  mapAt,
  propertiesOf,
  putResource,
  removeResource,
  resourceIn,
  resourcesOf,
  type Template,
  typeIn,
} from '../template.js'
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
import { eventSelectors, isWatchable, MAX_VALUES, type Watched } from './selectors.js'
import {
  BUCKET,
  BUCKET_POLICY,
  LOG_GROUP,
  LOG_ROLE,
  newTrail,
  TRAIL,
  trailBucket,
  trailBucketPolicy,
  trailLogGroup,
  trailLogRole,
} from './trail.js'
import { watchedRoles } from './watched-roles.js'

/** Names that this gives, and of what type each is. */
const NAMES: ReadonlyMap<string, string> = new Map([
  [TRAIL, 'AWS::CloudTrail::Trail'],
  [BUCKET, 'AWS::S3::Bucket'],
  [BUCKET_POLICY, 'AWS::S3::BucketPolicy'],
  [LOG_GROUP, 'AWS::Logs::LogGroup'],
  [LOG_ROLE, 'AWS::IAM::Role'],
  [FILTER, 'AWS::Logs::MetricFilter'],
  [ALARM, 'AWS::CloudWatch::Alarm'],
])

/** Of the stack that a template is deployed as; nested ones are said. */
export function addMonitoring(state: State): void {
  const { template, input } = state
  if (template.prefix !== '') return
  const clash = clashIn(template)
  if (clash !== null) {
    say(state, {
      code: 'emit/monitoring-name',
      subject: clash,
      message: `\`${clash}\` is something else here`,
      hint: 'rename it, and run this again',
    })
    return
  }
  const trail = ownTrail(state)
  const properties = propertiesOf(trail.resource)
  if (properties === null) {
    say(state, {
      code: 'emit/monitoring-trail',
      subject: trail.id,
      message: `\`${trail.id}\` cannot be edited in place`,
      hint: 'write its properties out',
    })
    return
  }
  selectEvents(trail.id, properties, state)
  const logGroup = deliverLogs(trail.id, properties, state)
  if (logGroup !== null) putAlarm(logGroup, state)
  const nested = [...input.app.functions.keys()].filter((id) => id.includes('/'))
  if (nested.length > 0)
    say(state, {
      code: 'emit/monitoring-nested',
      subject: nested[0] ?? '',
      message: `the trail and the alarm do not see ${nested.length} functions of nested stacks, \`${nested[0]}\` among them`,
      hint: 'run this on the templates of the nested stacks as well',
    })
}

/** A filter is this tool's where it counts into its metric, whatever it is called. */
function clashIn(template: Template): string | null {
  const other = [...NAMES].find(([id, type]) => (typeIn(template, id) ?? type) !== type)?.[0]
  const foreign = Object.keys(resourcesOf(template)).find((id) => FILTER_ID.test(id) && !isOwnFilter(template, id))
  return other ?? foreign ?? null
}

const FILTER_ID = new RegExp(`^${FILTER}\\d*$`)
const isOwnFilter = (template: Template, id: string): boolean =>
  typeIn(template, id) === NAMES.get(FILTER) && countsIntoMetric(mapAt(resourceIn(template, id)?.Properties)?.MetricTransformations)

function say({ findings, input, template }: State, said: Pick<Finding, 'code' | 'subject' | 'message' | 'hint'>): void {
  const at = input.app.resources.get(said.subject)?.at ?? { file: template.file, line: 1, column: 1 }
  findings.push({ ...said, severity: 'warning', at })
}

const trailsOf = (template: Template): readonly string[] =>
  Object.keys(resourcesOf(template)).filter((id) => typeIn(template, id) === 'AWS::CloudTrail::Trail')

function ownTrail({ template }: State): { readonly id: string; readonly resource: JsonMap } {
  const present = trailsOf(template)
  const id = present.includes(TRAIL) ? TRAIL : (present[0] ?? TRAIL)
  const resource = resourceIn(template, id)
  if (resource !== null) return { id, resource }
  putAtEnd(template, BUCKET, trailBucket())
  putAtEnd(template, BUCKET_POLICY, trailBucketPolicy())
  putAtEnd(template, TRAIL, newTrail())
  return { id: TRAIL, resource: resourceIn(template, TRAIL) ?? {} }
}

/** What is there keeps what somebody set. */
function putAtEnd(template: Template, id: string, value: Json): void {
  if (resourceIn(template, id) === null) putResource(template, id, value, Object.keys(resourcesOf(template)).at(-1) ?? '')
}

function selectEvents(trail: string, properties: JsonMap, state: State): void {
  if (properties.EventSelectors !== undefined) {
    say(state, {
      code: 'emit/monitoring-selectors',
      subject: trail,
      message: `\`${trail}\` selects its events in the older way, and keeps that`,
      hint: 'exchange `EventSelectors` for `AdvancedEventSelectors`, which can name resources of every kind, and run this again',
    })
    return
  }
  const watched = watchedResources(trail, state)
  if (watched.length > MAX_VALUES) {
    say(state, {
      code: 'emit/monitoring-too-many',
      subject: trail,
      message: `a trail selects ${MAX_VALUES} resources at most, and this app has ${watched.length}`,
      hint: 'select whole classes of data events by hand',
    })
    return
  }
  properties.AdvancedEventSelectors = eventSelectors(listOf(properties.AdvancedEventSelectors), watched)
}

/** Not where files of trails and access logs go: what is written there for an event would be an event itself. */
function watchedResources(trail: string, { template, graph }: State): readonly Watched[] {
  const targets = new Set(Object.values(resourcesOf(template)).flatMap(logTargets))
  return Object.keys(resourcesOf(template)).flatMap((id): readonly Watched[] => {
    const type = typeIn(template, id) ?? ''
    if (!isWatchable(type) || targets.has(id) || waits(graph, id, trail)) return []
    return [{ id, type, condition: conditionOf(template, id) }]
  })
}

function logTargets(resource: Json): readonly string[] {
  const properties = mapAt(mapAt(resource)?.Properties)
  const named = [properties?.S3BucketName, mapAt(properties?.LoggingConfiguration)?.DestinationBucketName]
  return named.flatMap((name) => (isMap(name) && typeof name.Ref === 'string' ? [name.Ref] : []))
}

/** @returns the name of the log group that the trail delivers to; null where that is not of this template */
function deliverLogs(trail: string, properties: JsonMap, state: State): Json | null {
  const { template, input } = state
  const present = properties.CloudWatchLogsLogGroupArn
  if (present !== undefined) {
    const [id] = isMap(present) ? listOf(present['Fn::GetAtt']) : []
    if (typeof id === 'string' && typeIn(template, id) === 'AWS::Logs::LogGroup') return { Ref: id }
    say(state, {
      code: 'emit/monitoring-log-group',
      subject: trail,
      message: `\`${trail}\` delivers to a log group that is not of this template: there is no alarm on it from here`,
      hint: 'put the filter and the alarm where the log group is',
    })
    return null
  }
  const { path, boundary, tags } = input.roleOptions
  putAtEnd(template, LOG_GROUP, trailLogGroup())
  putAtEnd(
    template,
    LOG_ROLE,
    trailLogRole({ path, tags, boundary: boundary === null ? null : state.names.write(lower(boundary) as Json) }),
  )
  properties.CloudWatchLogsLogGroupArn = { 'Fn::GetAtt': [LOG_GROUP, 'Arn'] }
  properties.CloudWatchLogsRoleArn = { 'Fn::GetAtt': [LOG_ROLE, 'Arn'] }
  return { Ref: LOG_GROUP }
}

function putAlarm(logGroup: Json, state: State): void {
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
  for (const id of filtersOf(template, Math.max(filters.length, 1))) removeResource(template, id)
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
