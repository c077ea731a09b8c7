/** What a route leads to: a function, a service, an HTTP endpoint, or an answer of its own. */
import { Readable } from 'node:stream'
import type { Caller, Credentials } from '../types.js'
import type { AuthorizeInput, InvokeFunction } from './authorize.js'
import { proxied } from './http-parameters.js'
import { jsonPath } from './json-path.js'
import { type IntegrationAnswer, type MappingInput, mapRequest, mapResponse, requestValue } from './mapping.js'
import { context2, payload1, payload2 } from './payload.js'
import { type GatewayResponseType, gatewayResponse, proxyReply1, proxyReply2 } from './reply.js'
import { outgoing, subtypeCall } from './service-call.js'
import { callService } from './sign.js'
import { type Api, type ApiReply, CALLER_CREDENTIALS, header, type Identity, type Integration, type Route } from './types.js'

export interface IntegrateInput extends Pick<AuthorizeInput, 'aws' | 'api' | 'request' | 'matched'> {
  readonly identity: Identity
  readonly invoke: InvokeFunction
  /** Credentials of an integration's role; text says why there are none. */
  readonly roleOf: (roleArn: string) => Credentials | { readonly refused: string }
  /** What a person at the console should know of this request. */
  readonly report: (message: string) => void
}

export async function integrate(input: IntegrateInput): Promise<ApiReply> {
  const { integration } = input.matched.route
  const limit = 'timeoutMs' in integration ? integration.timeoutMs : 29_000
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<ApiReply>((resolve) => {
    timer = setTimeout(() => resolve(refuse(input, 'INTEGRATION_TIMEOUT')), limit)
  })
  try {
    return await Promise.race([run(integration, input), timeout])
  } finally {
    clearTimeout(timer)
  }
}

const refuse = ({ api, request }: IntegrateInput, type: GatewayResponseType): ApiReply => gatewayResponse(api, request, type)

function run(integration: Integration, input: IntegrateInput): Promise<ApiReply> {
  switch (integration.kind) {
    case 'lambda':
      return integration.mapping === null ? lambdaProxy(integration, input) : lambdaCustom(integration, input)
    case 'service':
      return direct(integration, input)
    case 'subtype':
      return firstClass(integration, input)
    case 'http':
      return http(integration, input)
    case 'mock':
      return mock(integration, input)
    case 'unsupported':
      input.report(integration.why)
      return Promise.resolve(refuse(input, 'API_CONFIGURATION_ERROR'))
  }
}

/** `…:API/STAGE/METHOD/items/{id}`: the route, not the request. */
export const routeArn = (api: Api, route: Route): string => {
  const method = route.method === 'ANY' ? '*' : route.method
  const rest = route.path === '$default' || api.kind === 'websocket' ? route.path : `${method}${route.path}`
  return `arn:aws:execute-api:${api.region}:${api.account}:${api.apiId}/${api.stage}/${rest}`
}

type LambdaIntegration = Extract<Integration, { kind: 'lambda' }>

const invoker = ({ credentials }: LambdaIntegration, { identity }: IntegrateInput): string | Caller | null =>
  credentials === CALLER_CREDENTIALS && identity.kind === 'iam' ? identity.caller : credentials

async function lambdaProxy(it: LambdaIntegration, input: IntegrateInput): Promise<ApiReply> {
  const { api, request, matched } = input
  const event = it.payload === '2.0' ? payload2(input) : payload1(input)
  const answer = await input.invoke(
    it.functionArn,
    api.kind === 'url' ? 'function-url' : invoker(it, input),
    routeArn(api, matched.route),
    event,
  )
  if ('refused' in answer) {
    input.report(answer.refused)
    return refuse(input, 'API_CONFIGURATION_ERROR')
  }
  if (answer.stream !== undefined && answer.stream !== null) return streamed(answer.stream.contentType, answer.stream.body)
  const isRest = api.kind === 'rest'
  if (answer.functionError !== null) return isRest ? badGateway() : refuse(input, 'DEFAULT_5XX')
  const reply = it.payload === '2.0' ? proxyReply2(answer.payload) : proxyReply1(api, request, answer.payload)
  if (reply !== null) return reply
  input.report('the function answered in a form that API Gateway does not take (malformed proxy response)')
  return isRest ? badGateway() : refuse(input, 'DEFAULT_5XX')
}

const badGateway = (): ApiReply => ({
  status: 502,
  headers: [
    ['content-type', 'application/json'],
    ['x-amzn-errortype', 'InternalServerErrorException'],
  ],
  body: JSON.stringify({ message: 'Internal server error' }),
})

/** The prelude of a streamed response says status and headers; without one all is the body. */
async function streamed(contentType: string, body: NodeJS.ReadableStream): Promise<ApiReply> {
  if (contentType !== 'application/vnd.awslambda.http-integration-response')
    return { status: 200, headers: [['content-type', contentType]], body }
  const iterator = body[Symbol.asyncIterator]()
  let head = Buffer.alloc(0)
  for (;;) {
    const at = head.indexOf(ZEROS)
    if (at >= 0) {
      const prelude = JSON.parse(head.subarray(0, at).toString('utf8')) as {
        statusCode?: number
        headers?: Record<string, string>
        cookies?: string[]
      }
      const headers = [
        ...Object.entries(prelude.headers ?? {}),
        ...(prelude.cookies ?? []).map((cookie): [string, string] => ['set-cookie', cookie]),
      ]
      return { status: prelude.statusCode ?? 200, headers, body: Readable.from(rest(head.subarray(at + ZEROS.length), iterator)) }
    }
    const next = await iterator.next()
    if (next.done === true) return { status: 200, headers: [], body: head }
    head = Buffer.concat([head, Buffer.from(next.value)])
  }
}

const ZEROS = Buffer.alloc(8)

async function* rest(first: Buffer, iterator: AsyncIterator<string | Buffer>): AsyncGenerator<string | Buffer> {
  if (first.length > 0) yield first
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value
}

/** Not a proxy: templates make the event, and the function's error chooses the response. */
async function lambdaCustom(it: LambdaIntegration, input: IntegrateInput): Promise<ApiReply> {
  const { mapping } = it
  if (mapping === null) return refuse(input, 'API_CONFIGURATION_ERROR')
  const mapped = await mapRequest(mapping, input)
  if ('failed' in mapped) return mappingFailed(mapped, input)
  const isAsync = mapped.headers.get('x-amz-invocation-type') === 'Event'
  const event = parsed(String(mapped.body))
  const answer = await input.invoke(it.functionArn, invoker(it, input), routeArn(input.api, input.matched.route), event, isAsync)
  if ('refused' in answer) {
    input.report(answer.refused)
    return refuse(input, 'API_CONFIGURATION_ERROR')
  }
  const error =
    answer.functionError === null
      ? null
      : String((parsed(answer.payload.toString('utf8')) as { errorMessage?: unknown })?.errorMessage ?? '')
  return respond(mapping, { status: 200, headers: new Map(), body: answer.payload, selectedBy: error }, input)
}

async function direct(it: Extract<Integration, { kind: 'service' }>, input: IntegrateInput): Promise<ApiReply> {
  const { aws } = input
  const mapped = await mapRequest(it.mapping, input)
  if ('failed' in mapped) return mappingFailed(mapped, input)
  const call = outgoing(it, mapped)
  if ('unsupported' in call) {
    input.report(call.unsupported)
    return refuse(input, 'API_CONFIGURATION_ERROR')
  }
  if (it.credentials === null) {
    input.report(`the integration with ${it.service} has no role (\`credentials\`)`)
    return refuse(input, 'API_CONFIGURATION_ERROR')
  }
  const credentials = input.roleOf(it.credentials)
  if ('refused' in credentials) {
    input.report(credentials.refused)
    return refuse(input, 'API_CONFIGURATION_ERROR')
  }
  if (it.region !== '' && it.region !== input.api.region)
    input.report(`the integration names ${it.region}, and the app is in ${input.api.region} here: start it with \`--region ${it.region}\``)
  const answer = await callService(aws.endpoint, call, credentials, aws.clock.now(), it.timeoutMs)
  const reply = await respond(it.mapping, { ...answer, selectedBy: String(answer.status) }, input)
  if (answer.status >= 400)
    input.report(
      `${it.service} answered ${answer.status}: ${answer.body
        .toString('utf8')
        .replaceAll(/\s*\n\s*/g, ' ')
        .slice(0, 300)}`,
    )
  if (answer.status >= 400 && reply.status < 400)
    input.report(`the integration's responses make it a ${reply.status}: add a response with a selection pattern for it`)
  return reply
}

async function respond(
  mapping: Parameters<typeof mapResponse>[0],
  answer: IntegrationAnswer,
  input: IntegrateInput & MappingInput,
): Promise<ApiReply> {
  const reply = await mapResponse(mapping, answer, input)
  if (reply !== null) return reply
  input.report('no response of the integration fits what was answered, or its template is broken')
  return refuse(input, 'API_CONFIGURATION_ERROR')
}

function mappingFailed(failure: Exclude<Awaited<ReturnType<typeof mapRequest>>, { body: unknown }>, input: IntegrateInput): ApiReply {
  if (failure.failed === 'UNSUPPORTED_MEDIA_TYPE') return refuse(input, 'UNSUPPORTED_MEDIA_TYPE')
  input.report(`the request template is broken: ${failure.why}`)
  return refuse(input, 'API_CONFIGURATION_ERROR')
}

async function firstClass(it: Extract<Integration, { kind: 'subtype' }>, input: IntegrateInput): Promise<ApiReply> {
  const { aws } = input
  const call = subtypeCall(it, (name) => {
    const written = it.parameters.get(name)
    return written === undefined ? null : httpValue(written, input)
  })
  const credentials =
    it.credentials === null ? { refused: `\`${it.subtype}\` has no role (\`CredentialsArn\`)` } : input.roleOf(it.credentials)
  const as = 'refused' in credentials ? null : aws.callerOf(credentials)
  if (call === null || as === null) {
    input.report('refused' in credentials ? credentials.refused : `\`${it.subtype}\` is no call that local AWS can make`)
    return refuse(input, 'DEFAULT_5XX')
  }
  const reply = await aws.call({ as, ...call })
  if ('fault' in reply) {
    const { code, message, status } = reply as { code: string; message: string; status: number }
    input.report(`${call.service}:${call.operation} answered ${code}`)
    return { status, headers: JSON_TYPE, body: JSON.stringify({ __type: code, message }) }
  }
  return { status: 200, headers: JSON_TYPE, body: JSON.stringify(reply) }
}

const JSON_TYPE: readonly (readonly [string, string])[] = [['content-type', 'application/json']]

/** `$request.body.x`, `$request.header.y`, `${context.z}` in a parameter of an HTTP API. Source: "Transform API requests and responses for HTTP APIs". */
function httpValue(written: string, input: IntegrateInput): string | null {
  const one = (name: string): string | null => {
    const { request, matched, api } = input
    const [, place, key = ''] = /^request\.(body|header|querystring|path)\.?(.*)$/.exec(name) ?? []
    if (place === 'body') {
      const text = request.body.toString('utf8')
      return key === '' ? text : printed(jsonPath(parsed(text), key))
    }
    if (place === 'header') return header(request, key)
    if (place === 'querystring') return request.query.findLast(([each]) => each === key)?.[1] ?? null
    if (place === 'path') return key === '' ? request.path : (matched.pathParameters.get(key) ?? null)
    if (name.startsWith('stageVariables.')) return api.stageVariables.get(name.slice('stageVariables.'.length)) ?? null
    return name.startsWith('context.') ? printed(jsonPath(context2(input), name.slice('context.'.length))) : null
  }
  if (/^\$(request|context|stageVariables)[\w.\-[\]]*$/.test(written)) return one(written.slice(1))
  return written.replace(/\$\{([^}]+)\}/g, (_, name: string) => one(name) ?? '')
}

const printed = (value: unknown): string | null =>
  value === undefined || value === null ? null : typeof value === 'string' ? value : JSON.stringify(value)

async function http(it: Extract<Integration, { kind: 'http' }>, input: IntegrateInput): Promise<ApiReply> {
  const { request, matched } = input
  const mapped = it.mapping === null ? null : await mapRequest(it.mapping, input)
  if (mapped !== null && 'failed' in mapped) return mappingFailed(mapped, input)
  const own = { query: request.query, headers: request.headers.filter(([name]) => !HOP.has(name.toLowerCase())) }
  const read = (from: string): string | null => (input.api.kind === 'rest' ? requestValue(from, input) : httpValue(from, input))
  const asked = mapped === null ? proxied(it.parameters, own, read) : { ...mapped, variables: mapped.path, path: null }
  const url = new URL(
    it.url.replace(/\{([^}+]+)\+?\}/g, (_, name: string) => asked.variables.get(name) ?? matched.pathParameters.get(name) ?? ''),
  )
  if (asked.path !== null) url.pathname = asked.path
  for (const [name, value] of asked.query) url.searchParams.append(name, value)
  const headers = new Headers([...asked.headers].map(([name, value]): [string, string] => [name, value]))
  const body = mapped?.body ?? request.body
  try {
    const answer = await fetch(url, {
      method: it.method === 'ANY' ? request.method : it.method,
      headers,
      redirect: 'manual',
      ...(body.length > 0 && { body }),
    })
    const bytes = Buffer.from(await answer.arrayBuffer())
    const answered = [...answer.headers].filter(([name]) => !HOP.has(name) && name !== 'content-encoding')
    if (it.mapping === null) return { status: answer.status, headers: answered, body: bytes }
    return respond(it.mapping, { status: answer.status, headers: new Map(answered), body: bytes, selectedBy: String(answer.status) }, input)
  } catch (error) {
    input.report(`${url.origin} cannot be reached: ${error instanceof Error ? error.message : String(error)}`)
    return refuse(input, 'INTEGRATION_FAILURE')
  }
}

const HOP: ReadonlySet<string> = new Set(['connection', 'content-length', 'host', 'keep-alive', 'te', 'transfer-encoding', 'upgrade'])

/** The request template's `statusCode` chooses the response. Source: API Gateway Developer Guide, "Mock integrations for REST APIs". */
async function mock(it: Extract<Integration, { kind: 'mock' }>, input: IntegrateInput): Promise<ApiReply> {
  const mapped = await mapRequest(it.mapping, input)
  if ('failed' in mapped) return mappingFailed(mapped, input)
  const status = (parsed(String(mapped.body)) as { statusCode?: unknown } | null)?.statusCode
  if (status === undefined) return refuse(input, 'DEFAULT_5XX')
  return respond(it.mapping, { status: 200, headers: new Map(), body: Buffer.alloc(0), selectedBy: String(status) }, input)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
