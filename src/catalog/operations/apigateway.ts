/** API Gateway: its control plane, the management of WebSocket connections, and AppSync. */
import type { OperationModel } from '../clients.js'
import type { OperationCheck } from '../types.js'
import { any, arn, check, equals, given, row, type ServiceRows, set } from './rows.js'

const CONTROL = 'API Gateway Developer Guide, "Actions and resources for IAM policies: managing APIs"'
const POLICIES = 'Service Authorization Reference, "Actions, resources, and condition keys for Amazon API Gateway Management"'

/**
 * The action of the control plane is the HTTP method, and the resource the request's path, without an account and without the
 * `/v2` of the newer API. Source: API Gateway Developer Guide, "Resource format of permissions for managing API in API Gateway".
 */
function byRoute(operation: OperationModel): readonly OperationCheck[] {
  if (operation.http === null) return []
  const path = (operation.http.uri.split('?')[0] ?? '').replace(/^\/v2(?=\/)/, '').replace(/\+\}/g, '}')
  // A tagged resource's ARN stands in the path with its slashes escaped.
  const named = path.replace(/\{resource_?arn\}/i, '*')
  return [
    {
      action: `apigateway:${operation.http.method}`,
      resource: { kind: 'arn', template: `arn:{P}:apigateway:{R}::${named}` },
      source: CONTROL,
    },
  ]
}

const policyOf = (resource: string, when: readonly ReturnType<typeof set>[]): OperationCheck =>
  check('apigateway:UpdateRestApiPolicy', arn(resource), { when, source: POLICIES })

export const apigateway: ServiceRows = {
  clients: ['api-gateway'],
  rows: [],
  otherwise: byRoute,
  also: new Map([
    ['CreateRestApi', [policyOf('arn:{P}:apigateway:{R}::/restapis/*', [set('policy')])]],
    ['UpdateRestApi', [policyOf('arn:{P}:apigateway:{R}::/restapis/{restApiId}', [equals('patchOperations[].path', '/policy')])]],
  ]),
}

const routingRule = 'arn:{P}:apigateway:{R}:{A}:/domainnames/{DomainName}/routingrules'

export const apigatewayV2: ServiceRows = {
  clients: ['apigatewayv2'],
  rows: [
    // The call makes the rule where there is none.
    row('PutRoutingRule', POLICIES, [
      check('apigateway:CreateRoutingRule', arn(`${routingRule}/*`)),
      check('apigateway:UpdateRoutingRule', arn(`${routingRule}/{RoutingRuleId}`)),
    ]),
  ],
  otherwise: byRoute,
}

const CONNECTIONS = 'API Gateway Developer Guide, "Control access to WebSocket APIs with AWS IAM authorization"'
const connection = (method: string) =>
  arn(`arn:{P}:execute-api:{R}:{A}:{endpoint}/${method}/@connections/{ConnectionId}`, { endpoint: 'api-stage-url' }, { endpoint: '*/*' })

export const connections: ServiceRows = {
  clients: ['apigatewaymanagementapi'],
  rows: [
    row('PostToConnection', CONNECTIONS, [check('execute-api:ManageConnections', connection('POST'))]),
    row('GetConnection', CONNECTIONS, [check('execute-api:ManageConnections', connection('GET'))]),
    row('DeleteConnection', CONNECTIONS, [check('execute-api:ManageConnections', connection('DELETE'))]),
  ],
}

const graphqlApi = arn('arn:{P}:appsync:{R}:{A}:apis/{apiId}')

export const appsync: ServiceRows = {
  clients: ['appsync'],
  rows: [
    row(
      ['EvaluateCode', 'EvaluateMappingTemplate'],
      'Service Authorization Reference, "Actions, resources, and condition keys for AWS AppSync"',
      [check('appsync:EvaluateCode', any)],
    ),
  ],
  members: [
    {
      members: ['apiId', 'typeName', 'fieldName'],
      resource: arn('arn:{P}:appsync:{R}:{A}:apis/{apiId}/types/{typeName}/fields/{fieldName}'),
      types: ['field'],
    },
    { members: ['apiId'], resource: graphqlApi, types: ['graphqlapi', 'api'] },
    { members: ['resourceArn'], resource: given('resourceArn') },
  ],
}
