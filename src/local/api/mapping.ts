/**
 * Mappings of REST APIs: from a request to what an integration gets, and from its answer to the response.
 * Source: API Gateway Developer Guide, "Parameter mapping for REST APIs", "Integration passthrough behaviors" and
 * "x-amazon-apigateway-integration.responses".
 */
import { jsonPath } from './json-path.js'
import { context1 } from './payload.js'
import type { Matched } from './routes.js'
import { type Api, type ApiReply, type ApiRequest, header, type Identity, type IntegrationResponse, type Mapping } from './types.js'
import { type RequestOverride, renderTemplate, type TemplateInput } from './vtl.js'

export interface Mapped {
  readonly body: string | Buffer
  readonly path: ReadonlyMap<string, string>
  readonly query: readonly (readonly [string, string])[]
  readonly headers: ReadonlyMap<string, string>
}

export interface MappingInput {
  readonly api: Api
  readonly request: ApiRequest
  readonly matched: Matched
  readonly identity: Identity
}

export type MappingFailure = { readonly failed: 'UNSUPPORTED_MEDIA_TYPE' } | { readonly failed: 'BROKEN_TEMPLATE'; readonly why: string }

export async function mapRequest(mapping: Mapping, input: MappingInput): Promise<Mapped | MappingFailure> {
  const { request } = input
  const type = (header(request, 'content-type') ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? ''
  const template = mapping.requestTemplates.get(type)
  let body: string | Buffer = request.body
  let override: RequestOverride | null = null
  if (template !== undefined) {
    const rendered = await renderTemplate(template, templateInput(input, request.body.toString('utf8')))
    if ('broken' in rendered) return { failed: 'BROKEN_TEMPLATE', why: rendered.broken }
    body = rendered.text
    override = rendered.request
  } else if (mapping.passthrough === 'NEVER' || (mapping.passthrough === 'WHEN_NO_TEMPLATES' && mapping.requestTemplates.size > 0))
    return { failed: 'UNSUPPORTED_MEDIA_TYPE' }
  const path = new Map<string, string>()
  const query: [string, string][] = []
  const headers = new Map<string, string>([['content-type', header(request, 'content-type') ?? 'application/json']])
  for (const [to, from] of mapping.requestParameters) {
    const [, place, name = ''] =
      /^integration\.request\.(path|querystring|header|multivaluequerystring|multivalueheader)\.(.+)$/.exec(to) ?? []
    const value = requestValue(from, input)
    if (value === null || place === undefined) continue
    if (place === 'path') path.set(name, value)
    else if (place.endsWith('querystring')) query.push([name, value])
    else headers.set(name.toLowerCase(), value)
  }
  for (const [name, value] of override?.path ?? []) path.set(name, value)
  for (const [name, value] of override?.querystring ?? []) putQuery(query, name, value)
  for (const [name, value] of override?.header ?? []) headers.set(name.toLowerCase(), value)
  return { body, path, query, headers }
}

function putQuery(query: [string, string][], name: string, value: string): void {
  const known = query.findIndex(([key]) => key === name)
  if (known >= 0) query.splice(known, 1)
  query.push([name, value])
}

/** `method.request.path.id`, `'text'`, `stageVariables.x`, `context.requestId`; null where nothing is there. */
export function requestValue(from: string, { api, request, matched, identity }: MappingInput): string | null {
  const fixed = /^'(.*)'$/s.exec(from)?.[1]
  if (fixed !== undefined) return fixed
  const stage = /^stageVariables\.(.+)$/.exec(from)?.[1]
  if (stage !== undefined) return api.stageVariables.get(stage) ?? null
  const inContext = /^context\.(.+)$/.exec(from)?.[1]
  if (inContext !== undefined) return printed(jsonPath(context1({ api, request, matched, identity }), inContext))
  const [, place, name = ''] =
    /^method\.request\.(path|querystring|header|multivaluequerystring|multivalueheader|body)(?:\.(.+))?$/.exec(from) ?? []
  switch (place) {
    case 'path':
      return matched.pathParameters.get(name) ?? null
    case 'querystring':
    case 'multivaluequerystring':
      return request.query.findLast(([key]) => key === name)?.[1] ?? null
    case 'header':
    case 'multivalueheader':
      return header(request, name)
    case 'body': {
      const text = request.body.toString('utf8')
      return name === '' ? text : printed(jsonPath(parsed(text), name))
    }
    default:
      return null
  }
}

const printed = (value: unknown): string | null =>
  value === undefined || value === null ? null : typeof value === 'string' ? value : JSON.stringify(value)

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What an integration answered, before it is mapped. */
export interface IntegrationAnswer {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer
  /** What patterns are held against: the status; of a function its error's message, none for success. */
  readonly selectedBy: string | null
}

export async function mapResponse(mapping: Mapping, answer: IntegrationAnswer, input: MappingInput): Promise<ApiReply | null> {
  const chosen = chooseResponse(mapping.responses, answer.selectedBy)
  if (chosen === null) return null
  const type = (header(input.request, 'accept') ?? 'application/json').split(',')[0]?.split(';')[0]?.trim() ?? ''
  const template = chosen.templates.get(type) ?? chosen.templates.get('application/json')
  const headers = new Map<string, string>()
  for (const [to, from] of chosen.parameters) {
    const name = /^method\.response\.(?:header|multivalueheader)\.(.+)$/.exec(to)?.[1]
    const value = responseValue(from, answer, input)
    if (name !== undefined && value !== null) headers.set(name, value)
  }
  let status = chosen.status
  let body: Buffer | string = answer.body
  if (template !== undefined && template !== '') {
    const rendered = await renderTemplate(template, templateInput(input, answer.body.toString('utf8')))
    if ('broken' in rendered) return null
    body = rendered.text
    status = rendered.status ?? status
    for (const [name, value] of rendered.headers) headers.set(name, value)
  }
  const hasType = [...headers.keys()].some((name) => name.toLowerCase() === 'content-type')
  return { status, headers: [...(hasType ? [] : [['Content-Type', 'application/json'] as const]), ...headers], body }
}

/** The first pattern that matches the whole text, else the default; null where neither is there. */
function chooseResponse(responses: readonly IntegrationResponse[], text: string | null): IntegrationResponse | null {
  const matches = (pattern: string): boolean => {
    try {
      return text !== null && new RegExp(`^(?:${pattern})$`, 's').test(text)
    } catch {
      return false
    }
  }
  return responses.find(({ pattern }) => pattern !== null && matches(pattern)) ?? responses.find(({ pattern }) => pattern === null) ?? null
}

function responseValue(from: string, answer: IntegrationAnswer, input: MappingInput): string | null {
  const name = /^integration\.response\.(?:header|multivalueheader)\.(.+)$/.exec(from)?.[1]
  if (name !== undefined) return answer.headers.get(name.toLowerCase()) ?? null
  const [, where] = /^integration\.response\.body(?:\.(.+))?$/.exec(from) ?? []
  if (from.startsWith('integration.response.body')) {
    const text = answer.body.toString('utf8')
    return where === undefined ? text : printed(jsonPath(parsed(text), where))
  }
  return requestValue(from, input)
}

function templateInput({ api, request, matched, identity }: MappingInput, body: string): TemplateInput {
  return {
    body,
    path: matched.pathParameters,
    query: new Map(request.query),
    headers: new Map(request.headers),
    context: context1({ api, request, matched, identity }),
    stageVariables: api.stageVariables,
  }
}
