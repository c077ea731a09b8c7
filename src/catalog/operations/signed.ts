/**
 * Requests that code signs by hand, and tokens that are signed requests: services without a client, whose operations are HTTP
 * methods and whose input is the one member `url`.
 */
import type { ApiMethod, OperationCheck } from '../types.js'
import { absent, arn, check, row, type ServiceRows, set } from './rows.js'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'ANY'] as const

const eachMethod = (source: string, checks: (method: (typeof METHODS)[number]) => readonly OperationCheck[]) =>
  METHODS.map((method) => row(method, source, checks(method)))

export const executeApi: ServiceRows = {
  clients: ['execute-api'],
  rows: eachMethod('API Gateway Developer Guide, "Control access for invoking an API"', (method) => [
    check('execute-api:Invoke', arn('{url}', { url: `api-${method.toLowerCase() as ApiMethod}` })),
  ]),
}

export const graphql: ServiceRows = {
  clients: ['appsync'],
  rows: eachMethod('AppSync Developer Guide, "Configuring authorization and authentication", AWS_IAM authorization', () => [
    check('appsync:GraphQL', arn('arn:{P}:appsync:{R}:{A}:apis/{url}/*', { url: 'graphql-url' }), { when: [absent('fields')] }),
    check('appsync:GraphQL', arn('arn:{P}:appsync:{R}:{A}:apis/{url}/types/{fields[]}', { url: 'graphql-url' }), {
      when: [set('fields')],
    }),
  ]),
}

export const search: ServiceRows = {
  clients: ['es'],
  rows: METHODS.filter((method) => method !== 'OPTIONS').flatMap((method) => {
    const verbs = method === 'ANY' ? ['Get', 'Head', 'Post', 'Put', 'Delete', 'Patch'] : [method[0] + method.slice(1).toLowerCase()]
    return row(
      method,
      'OpenSearch Service Developer Guide, "Identity and Access Management in Amazon OpenSearch Service"',
      verbs.map((verb) => check(`es:ESHttp${verb}`, arn('arn:{P}:es:{R}:{A}:domain/{url}/*', { url: 'search-url' }))),
    )
  }),
}

export const collections: ServiceRows = {
  clients: ['aoss'],
  rows: eachMethod('OpenSearch Service Developer Guide, "Identity and Access Management for Amazon OpenSearch Serverless"', () => [
    check('aoss:APIAccessAll', arn('arn:{P}:aoss:{R}:{A}:collection/{url}', { url: 'collection-url' })),
  ]),
}

export const functionUrls: ServiceRows = {
  clients: ['lambda-url'],
  rows: eachMethod('Lambda Developer Guide, "Control access to Lambda function URLs"', () => [
    check('lambda:InvokeFunctionUrl', arn('arn:{P}:lambda:{R}:{A}:function:{url}', { url: 'function-url' })),
    // Both are asked for since October 2025.
    check('lambda:InvokeFunction', arn('arn:{P}:lambda:{R}:{A}:function:{url}', { url: 'function-url' }), {
      conditions: [{ operator: 'Bool', key: 'lambda:InvokedViaFunctionUrl', values: ['true'] }],
    }),
  ]),
}

export const databaseTokens: ServiceRows = {
  clients: ['rds-signer'],
  rows: [
    row('GetAuthToken', 'RDS User Guide, "Creating and using an IAM policy for IAM database access"', [
      check('rds-db:connect', arn('arn:{P}:rds-db:{R}:{A}:dbuser:{hostname}/{username}', { hostname: 'database-host' })),
    ]),
  ],
}

/** The name of a cache is the host that a token is signed for. `User` is the ID of a user of the service. */
const cacheToken = (client: string, source: string, types: readonly string[]): ServiceRows => {
  const prefix = client.replace(/-token$/, '')
  const on = (type: string): OperationCheck =>
    check(`${prefix}:Connect`, arn(`arn:{P}:${prefix}:{R}:{A}:${type}`), {
      when: type.startsWith('serverlesscache')
        ? [set('ResourceType')]
        : type.startsWith('replicationgroup')
          ? [absent('ResourceType')]
          : [],
    })
  return { clients: [client], rows: [row('Connect', source, types.map(on))] }
}

export const cacheTokens: ServiceRows = cacheToken('elasticache-token', 'ElastiCache User Guide, "Authenticating with IAM"', [
  'serverlesscache:{Name}',
  'replicationgroup:{Name}',
  'user:{User}',
])

export const memoryTokens: ServiceRows = cacheToken('memorydb-token', 'MemoryDB Developer Guide, "Authenticating with IAM"', [
  'cluster/{Name}',
  'user/{User}',
])

const cluster = arn('arn:{P}:dsql:{R}:{A}:cluster/{hostname}', { hostname: 'cluster-host' })

export const dsqlTokens: ServiceRows = {
  clients: ['dsql-signer'],
  rows: [
    row('GetDbConnectAuthToken', 'Aurora DSQL User Guide, "Authentication and authorization"', [check('dsql:DbConnect', cluster)]),
    row('GetDbConnectAdminAuthToken', 'Aurora DSQL User Guide, "Authentication and authorization"', [
      check('dsql:DbConnectAdmin', cluster),
    ]),
  ],
}

export const cloudfrontSigner: ServiceRows = {
  clients: ['cloudfront-signer'],
  rows: [],
  nothing: [['it signs with a key pair of its own, and calls nothing', ['GetSignedUrl', 'GetSignedCookies']]],
}
