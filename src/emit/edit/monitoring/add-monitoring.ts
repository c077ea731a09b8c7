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
import { isMap, type JsonMap, listOf, mapAt, propertiesOf, resourceIn, resourcesOf, type Template, typeIn } from '../template.js'
import { foreignFilter, putAlarm } from './alarm.js'
import { ALARM, FILTER } from './metric-filters.js'
import { putAtEnd } from './put-at-end.js'
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

function clashIn(template: Template): string | null {
  return [...NAMES].find(([id, type]) => (typeIn(template, id) ?? type) !== type)?.[0] ?? foreignFilter(template)
}

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
