/**
 * Refusals of the app's roles → a metric, and an alarm on it. A pattern has its length, so that many roles take several
 * filters that count into the same metric.
 *
 * Source: CloudWatch Logs User Guide, "Filter pattern syntax for metric filters"; CloudWatch Logs API Reference,
 * "PutMetricFilter" (a pattern has 1,024 characters at most), and "CloudWatch Logs quotas" (100 filters a log group).
 */
import type { Json } from '../../yaml.js'
import { isMap, listOf } from '../template.js'

export const FILTER = 'AccessDeniedFilter'
export const ALARM = 'AccessDeniedAlarm'
export const TOPIC_PARAMETER = 'AccessAlarmTopicArn'
export const TOPIC_CONDITION = 'HasAccessAlarmTopic'

const NAMESPACE: Json = { 'Fn::Sub': 'Rolewright/${AWS::StackName}' }
const METRIC = 'AccessDenied'
const MAX_PATTERN_CHARS = 1024

/** What AWS services call a refusal, in CloudTrail's `errorCode`: EC2 has its own word, and SNS another. */
const CODES: readonly string[] = ['AccessDenied*', '*UnauthorizedOperation', 'AuthorizationError*']
const REFUSED = CODES.map((code) => `($.errorCode = "${code}")`).join(' || ')

/** The issuer of a role's session, by the role's name where it is the template's, else by its ARN. */
const ISSUER = '$.userIdentity.sessionContext.sessionIssuer'
const MAX_ROLE_NAME_CHARS = 64
/** Of ARNs that come from elsewhere the paths are not known: they are taken to be this long at most. */
const MAX_ROLE_ARN_CHARS = 192

/** A role, as something of the template names it. */
export interface WatchedRole {
  readonly by: 'name' | 'arn'
  readonly value: Json
}

const memberOf = ({ by }: WatchedRole): string => (by === 'name' ? `${ISSUER}.userName` : `${ISSUER}.arn`)
const sizeOf = (role: WatchedRole): number =>
  `(${memberOf(role)} = "") || `.length + (role.by === 'name' ? MAX_ROLE_NAME_CHARS : MAX_ROLE_ARN_CHARS)

/** As few filters as take all roles, in the order of the roles. */
export function metricFilters(roles: readonly WatchedRole[], logGroupName: Json): readonly Json[] {
  const frame = patternOf([]).length
  const groups: WatchedRole[][] = []
  let room = 0
  for (const role of roles) {
    if (sizeOf(role) > room) {
      groups.push([])
      room = MAX_PATTERN_CHARS - frame
    }
    groups.at(-1)?.push(role)
    room -= sizeOf(role)
  }
  return groups.map((group) => ({
    Type: 'AWS::Logs::MetricFilter',
    Properties: {
      LogGroupName: logGroupName,
      FilterPattern: filterPattern(group),
      MetricTransformations: [{ MetricNamespace: NAMESPACE, MetricName: METRIC, MetricValue: '1', DefaultValue: 0 }],
    },
  }))
}

/** Whether a filter's transformations are those of this tool. */
export const countsIntoMetric = (transformations: Json | undefined): boolean =>
  listOf(transformations).some(
    (one) => isMap(one) && one.MetricName === METRIC && JSON.stringify(one.MetricNamespace) === JSON.stringify(NAMESPACE),
  )

const patternOf = (named: readonly string[]): string => `{ (${REFUSED}) && (${named.join(' || ')}) }`

function filterPattern(roles: readonly WatchedRole[]): Json {
  const variables: Record<string, Json> = {}
  const named = roles.map((role, i) => {
    const reference = typeof role.value === 'object' && role.value !== null && 'Ref' in role.value ? String(role.value.Ref) : null
    if (reference === null) variables[`Role${i + 1}`] = role.value
    return `(${memberOf(role)} = "\${${reference ?? `Role${i + 1}`}}")`
  })
  const pattern = patternOf(named)
  return { 'Fn::Sub': Object.keys(variables).length === 0 ? pattern : [pattern, variables] }
}

export const deniedAlarm = (): Json => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmDescription: 'A call of this app was refused by IAM: `rolewright denied` explains the event',
    Namespace: NAMESPACE,
    MetricName: METRIC,
    Statistic: 'Sum',
    Period: 300,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: [{ 'Fn::If': [TOPIC_CONDITION, { Ref: TOPIC_PARAMETER }, { Ref: 'AWS::NoValue' }] }],
  },
})

export const topicParameter = (): Json => ({
  Type: 'String',
  Default: '',
  Description: 'ARN of an SNS topic that is told of refused calls; empty for none',
})
export const topicCondition = (): Json => ({ 'Fn::Not': [{ 'Fn::Equals': [{ Ref: TOPIC_PARAMETER }, ''] }] })
