/**
 * API Gateway writes execution logs with one role of the account and region. Where the template has the account's setting
 * without a role, it gets one; where it has none, nobody knows whether another stack has it, so it is said.
 * Source: API Gateway Developer Guide, "Set up CloudWatch logging for REST APIs in API Gateway".
 */
import type { Grant } from '../../needs/index.js'
import { any, symText } from '../../policy/index.js'
import { type Role, rolesOf } from '../../roles/index.js'
import { stringify } from '../yaml.js'
import { placeFor, type State } from './editing.js'
import { putRole } from './put-role.js'
import { isMap, type JsonMap, listOf, mapAt, propertiesOf, resourceIn, resourcesOf, type Template } from './template.js'

/** Source: AWS Managed Policy Reference, "AmazonAPIGatewayPushToCloudWatchLogs". */
const ACTIONS = [
  'logs:CreateLogGroup',
  'logs:CreateLogStream',
  'logs:DescribeLogGroups',
  'logs:DescribeLogStreams',
  'logs:FilterLogEvents',
  'logs:GetLogEvents',
  'logs:PutLogEvents',
]

export function wireAccountLogging(state: State): void {
  const { template } = state
  const accounts = Object.entries(resourcesOf(template)).filter(([, r]) => isMap(r) && r.Type === 'AWS::ApiGateway::Account')
  for (const [id, value] of accounts) {
    const resource = mapAt(value)
    const properties = resource === null ? null : propertiesOf(resource)
    if (properties !== null && properties.CloudWatchRoleArn === undefined) giveRole(id, properties, state)
  }
  const [logging] = accounts.length > 0 ? [] : Object.entries(resourcesOf(template)).filter(([, r]) => isMap(r) && writesExecutionLogs(r))
  if (logging === undefined || anywhereElse(state)) return
  const [id] = logging
  state.findings.push({
    code: 'emit/account-logging',
    severity: 'info',
    subject: template.prefix + id,
    message: `\`${id}\` writes execution logs, which API Gateway does with the one role of the account and region: this app does not set it`,
    hint: 'paste it where the account is set up, unless it is there already',
    at: state.input.app.resources.get(template.prefix + id)?.at ?? null,
  })
  const role = loggingRole('ApiAccount', state)
  const [policy] = role?.policies ?? []
  if (role === null || policy === undefined) return
  const resources = {
    ApiAccount: { Type: 'AWS::ApiGateway::Account', Properties: { CloudWatchRoleArn: { 'Fn::GetAtt': ['ApiAccountRole', 'Arn'] } } },
    ApiAccountRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: role.trustPolicy,
        Policies: [{ PolicyName: policy.name, PolicyDocument: policy.document }],
      },
    },
  }
  state.pastes.push({ subject: template.prefix + id, text: stringify(structuredClone(resources) as unknown as JsonMap) })
}

/** Another stack of the app may have the setting. */
const anywhereElse = ({ input }: State): boolean => [...input.app.resources.values()].some((r) => r.type === 'AWS::ApiGateway::Account')

/** `LoggingLevel` of a stage's methods; access logs need no role. */
function writesExecutionLogs(resource: JsonMap): boolean {
  if (!/^AWS::(Serverless::Api|ApiGateway::(Stage|Deployment))$/.test(String(resource.Type))) return false
  const properties = isMap(resource.Properties) ? resource.Properties : {}
  const description = isMap(properties.StageDescription) ? properties.StageDescription : {}
  return [...listOf(properties.MethodSettings), ...listOf(description.MethodSettings), description].some(
    (settings) => isMap(settings) && (settings.LoggingLevel === 'INFO' || settings.LoggingLevel === 'ERROR'),
  )
}

function giveRole(account: string, properties: JsonMap, state: State): void {
  const role = loggingRole(account, state)
  const id = `${account}Role`
  if (role === null || resourceIn(state.template, id) !== null) return
  const condition = conditionFor(state.template, account)
  const place = placeFor(state, id, [account], [])
  putRole(state.template, { id, role, after: account, condition, frame: null, place, denials: [], local: state.names.write })
  properties.CloudWatchRoleArn = { 'Fn::GetAtt': [id, 'Arn'] }
}

function conditionFor(template: Template, id: string): string | null {
  const condition = resourceIn(template, id)?.Condition
  return typeof condition === 'string' ? condition : null
}

function loggingRole(account: string, { input, template }: State): Role | null {
  const at = input.app.resources.get(template.prefix + account)?.at ?? { file: template.file, line: 1, column: 1 }
  const grant: Grant = {
    actions: ACTIONS,
    resources: [symText(any)],
    conditions: [],
    kind: 'platform',
    certainty: 'resolved',
    reason: null,
    evidence: [{ at, operation: 'CloudWatchRoleArn', via: [], chain: [] }],
  }
  const own = {
    service: 'apigateway.amazonaws.com',
    declaredRole: null,
    grants: [grant],
    byRole: [{ role: null, grants: [grant] }],
    unresolved: [],
    notes: [],
    at,
  }
  const needs = { functions: new Map(), principals: new Map([[account, own]]), resourceGrants: [] }
  return rolesOf(input.app, needs, { ...input.roleOptions, layout: 'per-function' }).roles[0] ?? null
}
