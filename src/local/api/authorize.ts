/**
 * Who calls a route, and whether it may: IAM with SigV4, Lambda authorizers, JWTs, and the API's own policy.
 * Source: API Gateway Developer Guide, "Control and manage access to REST APIs", "How API Gateway resource policies affect
 * authorization workflow", "Use API Gateway Lambda authorizers" and "Control access to HTTP APIs with AWS Lambda authorizers".
 */
import type { Readable } from 'node:stream'
import { authorizer as compilePolicies, type PoliciesInput } from '../../decide/index.js'
import type { Caller, LocalAws } from '../types.js'
import type { AuthorizerCache } from './authorizer-cache.js'
import { verifyFor } from './jwt.js'
import { context1, context2, payload1, payload2 } from './payload.js'
import type { GatewayResponseType } from './reply.js'
import type { Matched } from './routes.js'
import { type Api, type ApiRequest, type Authorizer, header, type Identity } from './types.js'

export type InvokeFunction = (
  functionArn: string,
  /** A role's ARN, or the caller of the API; null: the API itself, by the function's resource policy; `function-url`: decided before. */
  credentials: string | Caller | null,
  sourceArn: string,
  event: unknown,
  /** Answered at once, run later. */
  isAsync?: boolean,
) => Promise<InvokeAnswer | { readonly refused: string }>

export interface InvokeAnswer {
  readonly payload: Buffer
  readonly functionError: string | null
  readonly stream?: { readonly contentType: string; readonly body: Readable } | null
}

export interface AuthorizeInput {
  readonly aws: LocalAws
  readonly api: Api
  readonly request: ApiRequest
  readonly matched: Matched
  readonly answers: AuthorizerCache
  readonly invoke: InvokeFunction
  /** The event of a Lambda authorizer, where it is not made of the request as it is; gets the ARN of the method. */
  readonly event?: (methodArn: string) => unknown
  /** What a person at the console should know. */
  readonly report: (note: string) => void
  /** Who signed the request as it came; asked for routes with `AWS_IAM` alone. */
  readonly authenticate: () => Caller | { readonly code: string; readonly message: string }
}

export type Authorized =
  | { readonly identity: Identity; readonly refused?: never }
  | { readonly refused: GatewayResponseType; readonly message?: string; readonly identity?: never }

export async function authorizeRequest(input: AuthorizeInput): Promise<Authorized> {
  const { api, matched } = input
  const { authorization } = matched.route
  switch (authorization.kind) {
    case 'none':
      return api.kind === 'url' ? byUrl(input, anonymous(input.request), { kind: 'none' }) : checkResourcePolicy(input, { kind: 'none' })
    case 'iam':
      return byIam(input)
    case 'named': {
      const found = api.authorizers.get(authorization.authorizer)
      if (found === undefined) return { refused: 'AUTHORIZER_CONFIGURATION_ERROR' }
      const said = found.kind === 'jwt' ? await byJwt(input, found, authorization.scopes) : await byFunction(input, found)
      return said.identity === undefined ? said : checkResourcePolicy(input, said.identity)
    }
  }
}

/** `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/path` of the request as it came. */
export const methodArn = (api: Api, method: string, path: string): string =>
  `arn:aws:execute-api:${api.region}:${api.account}:${api.apiId}/${api.stage}/${method}${path}`

function byIam(input: AuthorizeInput): Authorized {
  const { aws, api, request } = input
  const caller = input.authenticate()
  if ('code' in caller) {
    const type = FAULTS.get(caller.code) ?? 'ACCESS_DENIED'
    return { refused: type, ...(type === 'MISSING_AUTHENTICATION_TOKEN' ? {} : { message: caller.message }) }
  }
  const identity: Identity = {
    kind: 'iam',
    accessKey: caller.accessKeyId ?? '',
    accountId: caller.account,
    callerId: caller.identity.principalId ?? '',
    userArn: caller.principal,
    caller,
  }
  if (api.kind === 'url') return byUrl(input, caller, identity)
  const outcome = aws.authorize({
    as: caller,
    action: 'execute-api:Invoke',
    resource: methodArn(api, request.method, request.path),
    ...(api.resourcePolicy !== null && { resourcePolicy: api.resourcePolicy }),
  })
  if (outcome.decision !== 'allowed' && isEnforced(aws))
    return { refused: 'ACCESS_DENIED', message: denial(outcome.because, caller, input) }
  return { identity }
}

/**
 * A function URL asks for two permissions. Source: AWS Lambda Developer Guide, "Control access to Lambda function URLs".
 */
function byUrl({ aws, matched }: AuthorizeInput, caller: Caller, identity: Identity): Authorized {
  const { integration, authorization } = matched.route
  const resource = integration.kind === 'lambda' ? integration.functionArn : ''
  const authType = authorization.kind === 'iam' ? 'AWS_IAM' : 'NONE'
  const reach = aws.authorize({
    as: caller,
    action: 'lambda:InvokeFunctionUrl',
    resource,
    context: { 'lambda:FunctionUrlAuthType': [authType] },
  })
  const run = aws.authorize({
    as: caller,
    action: 'lambda:InvokeFunction',
    resource,
    context: { 'lambda:InvokedViaFunctionUrl': ['true'] },
  })
  return (reach.decision === 'allowed' && run.decision === 'allowed') || !isEnforced(aws) ? { identity } : { refused: 'ACCESS_DENIED' }
}

const anonymous = (request: ApiRequest): Caller => ({
  principal: '*',
  account: 'anonymous',
  accessKeyId: null,
  context: { 'aws:SourceIp': [request.sourceIp] },
  identity: { type: 'Unknown', principalId: '', accountId: 'anonymous' },
  subject: null,
  via: null,
})

const FAULTS: ReadonlyMap<string, GatewayResponseType> = new Map([
  ['MissingAuthenticationToken', 'MISSING_AUTHENTICATION_TOKEN'],
  ['MissingAuthenticationTokenException', 'MISSING_AUTHENTICATION_TOKEN'],
  ['ExpiredToken', 'EXPIRED_TOKEN'],
  ['ExpiredTokenException', 'EXPIRED_TOKEN'],
  ['SignatureDoesNotMatch', 'INVALID_SIGNATURE'],
  ['InvalidSignatureException', 'INVALID_SIGNATURE'],
])

const isEnforced = (aws: LocalAws): boolean => aws.mode === 'enforce'

/** Source: API Gateway Developer Guide, "Troubleshooting issues with HTTP API", and the message of REST APIs as users see it. */
function denial(because: string, caller: Caller, { api, request }: AuthorizeInput): string {
  return `User: ${caller.principal} is not authorized to perform: execute-api:Invoke on resource: ${maskedArn({ api, request })} ${because}`
}

/** API Gateway hides the account of its APIs. */
const maskedArn = ({ api, request }: Pick<AuthorizeInput, 'api' | 'request'>): string =>
  methodArn(api, request.method, request.path).replace(`:${api.account}:`, `:********${api.account.slice(-4)}:`)

/** A REST API's policy speaks of callers without an IAM identity as `*`. */
function checkResourcePolicy(input: AuthorizeInput, identity: Identity): Authorized {
  const { aws, api, request } = input
  if (api.kind !== 'rest' || api.resourcePolicy === null) return { identity }
  const outcome = aws.authorize({
    as: anonymous(request),
    action: 'execute-api:Invoke',
    resource: methodArn(api, request.method, request.path),
    resourcePolicy: api.resourcePolicy,
  })
  return outcome.decision === 'allowed' || !isEnforced(aws)
    ? { identity }
    : {
        refused: 'ACCESS_DENIED',
        message: `User: anonymous is not authorized to perform: execute-api:Invoke on resource: ${maskedArn(input)}${outcome.decision === 'explicitDeny' ? ' with an explicit deny' : ''}`,
      }
}

async function byJwt(input: AuthorizeInput, it: Extract<Authorizer, { kind: 'jwt' }>, scopes: readonly string[]): Promise<Authorized> {
  const token = sourceValue(it.source, input)?.replace(/^Bearer\s+/i, '')
  if (token === undefined) {
    input.report(`there is no token in ${it.source}; ${howToGetToken(input, it, scopes)}`)
    return { refused: 'UNAUTHORIZED' }
  }
  const claims = await verifyFor(it, token, input.aws.issuer)
  if ('invalid' in claims) {
    input.report(`the token is not taken: ${String(claims.invalid)}; ${howToGetToken(input, it, scopes)}`)
    return { refused: 'UNAUTHORIZED' }
  }
  const given = String(claims.scope ?? '')
    .split(' ')
    .filter((each) => each !== '')
  const all = [...given, ...(Array.isArray(claims.scp) ? claims.scp.map(String) : [])]
  if (scopes.length > 0 && !scopes.some((scope) => all.includes(scope))) {
    input.report(`the token has none of the scopes ${scopes.join(', ')}`)
    return { refused: input.api.kind === 'rest' ? 'UNAUTHORIZED' : 'ACCESS_DENIED' }
  }
  return { identity: { kind: 'jwt', claims, scopes: scopes.length > 0 ? scopes : null } }
}

/** The local issuer signs what the authorizer takes. */
function howToGetToken({ aws }: AuthorizeInput, it: Extract<Authorizer, { kind: 'jwt' }>, scopes: readonly string[]): string {
  const [audience] = it.audiences
  const claims = {
    sub: 'me',
    ...(it.issuer !== null && { iss: it.issuer }),
    ...(audience !== undefined && { aud: audience }),
    ...(scopes.length > 0 && { scope: scopes[0] }),
  }
  return `one for here: curl -d '${JSON.stringify(claims)}' ${aws.endpoint}/_jwt/token`
}

type FunctionAuthorizer = Extract<Authorizer, { kind: 'token' | 'request' }>

async function byFunction(input: AuthorizeInput, it: FunctionAuthorizer): Promise<Authorized> {
  const { api, request } = input
  const values = it.sources.map((source) => sourceValue(source, input))
  // A request without an identity source is turned away before the function is asked.
  const missing = it.sources.find((_, i) => (values[i] ?? '') === '')
  if (missing !== undefined) {
    input.report(`the request has no ${missing}, which the authorizer ${it.id} asks for`)
    return { refused: 'UNAUTHORIZED' }
  }
  if (it.kind === 'token' && it.validation !== null && !matchesWhole(it.validation, values[0] ?? '')) return { refused: 'UNAUTHORIZED' }
  const arn = methodArn(api, request.method, request.path)
  // Without an identity source nothing tells callers apart.
  const asked = [api.id, it.id, ...values.map(String)]
  const kept = it.sources.length === 0 ? null : input.answers.get(asked)
  if (kept !== null) return readAnswer(kept, it, arn)
  const sourceArn = `arn:aws:execute-api:${api.region}:${api.account}:${api.apiId}/authorizers/${it.id}`
  const answer = await input.invoke(it.functionArn, it.credentials, sourceArn, authorizerEvent(input, it, arn, values as readonly string[]))
  if ('refused' in answer) {
    input.report(`the authorizer cannot be asked: ${answer.refused}`)
    return { refused: 'AUTHORIZER_CONFIGURATION_ERROR' }
  }
  if (answer.functionError !== null) {
    // A function says `Unauthorized` by failing with that text. Source: the same guide, "Lambda authorizer".
    const { errorMessage } = parsed(answer.payload) ?? {}
    return errorMessage === 'Unauthorized' ? { refused: 'UNAUTHORIZED' } : { refused: 'AUTHORIZER_FAILURE' }
  }
  const said = parsed(answer.payload)
  const authorized = readAnswer(said, it, arn)
  if (authorized.refused === 'AUTHORIZER_CONFIGURATION_ERROR')
    input.report(`the authorizer answered in a form that API Gateway does not take: ${answer.payload.toString('utf8').slice(0, 300)}`)
  const isUsable = authorized.refused === undefined || authorized.refused === 'ACCESS_DENIED'
  if (said !== null && isUsable && it.sources.length > 0) input.answers.set(asked, said, it.ttlSeconds)
  return authorized
}

function authorizerEvent(input: AuthorizeInput, it: FunctionAuthorizer, arn: string, values: readonly string[]): unknown {
  if (input.event !== undefined) return input.event(arn)
  const given = { ...input, identity: { kind: 'none' } as const }
  if (it.kind === 'token') return { type: 'TOKEN', methodArn: arn, authorizationToken: values[0] }
  if (it.payload === '2.0') {
    const { body: _, isBase64Encoded: __, version: ___, ...rest } = payload2(given)
    return { version: '2.0', type: 'REQUEST', routeArn: arn, identitySource: values, ...rest, requestContext: context2(given) }
  }
  const { body: _, isBase64Encoded: __, version: ___, ...rest } = payload1(given)
  return {
    ...(input.api.kind === 'rest' ? {} : { version: '1.0' }),
    type: 'REQUEST',
    methodArn: arn,
    ...(input.api.kind === 'rest' ? {} : { identitySource: values.join(','), authorizationToken: values.join(',') }),
    ...rest,
    requestContext: context1(given),
  }
}

function readAnswer(answer: Readonly<Record<string, unknown>> | null, it: FunctionAuthorizer, arn: string): Authorized {
  const context = isRecord(answer?.context) ? answer.context : {}
  if (it.simple) {
    if (typeof answer?.isAuthorized !== 'boolean') return { refused: 'AUTHORIZER_CONFIGURATION_ERROR' }
    return answer.isAuthorized ? { identity: { kind: 'lambda', principalId: null, context } } : { refused: 'ACCESS_DENIED' }
  }
  if (!isRecord(answer?.policyDocument) || typeof answer.principalId !== 'string') return { refused: 'AUTHORIZER_CONFIGURATION_ERROR' }
  // Values of a context that are no text, number or Boolean make the authorizer fail.
  if (Object.values(context).some((value) => typeof value === 'object' && value !== null))
    return { refused: 'AUTHORIZER_CONFIGURATION_ERROR' }
  const policies: PoliciesInput = { identity: [{ name: 'authorizer', document: answer.policyDocument }] }
  const compiled = compilePolicies(policies)
  if (!compiled.ok) return { refused: 'AUTHORIZER_CONFIGURATION_ERROR' }
  const account = arn.split(':')[4] ?? ''
  const principal = `arn:aws:iam::${account}:user/${answer.principalId.replace(/[^\w+=,.@-]/g, '_') || 'user'}`
  const { decision } = compiled.value({ principal, action: 'execute-api:Invoke', resource: arn, context: {} })
  if (decision !== 'allowed')
    return {
      refused: 'ACCESS_DENIED',
      message:
        decision === 'explicitDeny'
          ? 'User is not authorized to access this resource with an explicit deny'
          : 'User is not authorized to access this resource',
    }
  const asText = Object.fromEntries(Object.entries(context).map(([name, value]) => [name, String(value)]))
  return { identity: { kind: 'lambda', principalId: answer.principalId, context: asText } }
}

/** `method.request.header.Auth`, `$request.querystring.key`, `$context.x`; undefined where the request has none. */
function sourceValue(source: string, { api, request, matched }: AuthorizeInput): string | undefined {
  const [, place, name = ''] = /^(?:method|route|\$|\$?)\.?request\.(header|querystring|path)\.(.+)$/.exec(source) ?? []
  if (place === 'header') return header(request, name) ?? undefined
  if (place === 'querystring') return request.query.findLast(([key]) => key === name)?.[1]
  if (place === 'path') return matched.pathParameters.get(name)
  const variable = /^\$?stageVariables\.(.+)$/.exec(source)?.[1]
  if (variable !== undefined) return api.stageVariables.get(variable)
  return source.includes('context.') ? 'context' : undefined
}

function matchesWhole(pattern: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(text)
  } catch {
    return false
  }
}

function parsed(payload: Buffer): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(payload.toString('utf8'))
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
