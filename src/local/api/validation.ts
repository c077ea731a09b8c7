/**
 * What a REST API holds a request against before it goes on: parameters that must be there, and the model of its body.
 * Source: API Gateway Developer Guide, "Request validation for REST APIs in API Gateway" and "Data models for REST APIs".
 */
import { type ApiRequest, header, type RequestRules, type RequiredParameter } from './types.js'

export type BrokenRule =
  | { readonly rule: 'BAD_REQUEST_PARAMETERS'; readonly message: string }
  /** `errors`: what `$context.error.validationErrorString` says. */
  | { readonly rule: 'BAD_REQUEST_BODY'; readonly errors: string }

/** @returns null where the request keeps all rules */
export async function brokenRule(
  { parameters, models }: RequestRules,
  request: ApiRequest,
  path: ReadonlyMap<string, string>,
): Promise<BrokenRule | null> {
  const missing = parameters.filter((each) => (given(each, request, path) ?? '').trim() === '').map(({ name }) => name)
  if (missing.length > 0) return { rule: 'BAD_REQUEST_PARAMETERS', message: `Missing required request parameters: [${missing.join(', ')}]` }
  const schema = models === null ? undefined : modelFor(models, request)
  if (schema === undefined) return null
  const errors = await errorsOf(schema, request.body.toString('utf8'))
  return errors === null ? null : { rule: 'BAD_REQUEST_BODY', errors }
}

function given({ place, name }: RequiredParameter, request: ApiRequest, path: ReadonlyMap<string, string>): string | null {
  if (place === 'header') return header(request, name)
  if (place === 'path') return path.get(name) ?? null
  return request.query.find(([key]) => key === name)?.[1] ?? null
}

/** A body of a type without a model passes. */
function modelFor(models: ReadonlyMap<string, unknown>, request: ApiRequest): unknown {
  const type = (header(request, 'content-type') ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? ''
  return models.get(type) ?? models.get('$default')
}

async function errorsOf(schema: unknown, text: string): Promise<string | null> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return '[Unable to parse body as JSON]'
  }
  const { Validator } = await import('@cfworker/json-schema')
  try {
    const { valid, errors } = new Validator(schema as ConstructorParameters<typeof Validator>[0], '4', false).validate(value)
    if (valid) return null
    // What is said of a part says more than what is said of the whole.
    const said = errors.filter(({ keyword }) => !WHOLES.has(keyword))
    const shown = said.length > 0 ? said : errors
    return `[${[...new Set(shown.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`))].join(', ')}]`
  } catch (error) {
    return `[the model is no JSON Schema: ${error instanceof Error ? error.message : String(error)}]`
  }
}

const WHOLES: ReadonlySet<string> = new Set(['properties', 'items', '$ref', 'additionalProperties', 'false'])
