/**
 * Mapping templates in the Velocity Template Language, with the variables that API Gateway sets.
 * Source: API Gateway Developer Guide, "Variables for data transformations for API Gateway".
 */
import { JAVA_METHODS } from './java-methods.js'
import { jsonPath } from './json-path.js'

export interface TemplateInput {
  readonly body: string
  readonly path: ReadonlyMap<string, string>
  readonly query: ReadonlyMap<string, string>
  readonly headers: ReadonlyMap<string, string>
  readonly context: Readonly<Record<string, unknown>>
  readonly stageVariables: ReadonlyMap<string, string>
}

export interface Rendered {
  readonly text: string
  /** What the template set in `$context.responseOverride`. */
  readonly status: number | null
  readonly headers: ReadonlyMap<string, string>
  /** What it set in `$context.requestOverride`. */
  readonly request: RequestOverride
}

export interface RequestOverride {
  readonly header: ReadonlyMap<string, string>
  readonly path: ReadonlyMap<string, string>
  readonly querystring: ReadonlyMap<string, string>
}

/** @errors a template that is no Velocity answers with what the parser says */
export async function renderTemplate(template: string, input: TemplateInput): Promise<Rendered | { readonly broken: string }> {
  const velocity = await import('velocityjs')
  const responseOverride: { status?: unknown; header: Record<string, unknown> } = { header: {} }
  const requestOverride = { header: {}, path: {}, querystring: {} }
  const context = { ...(withoutNulls(input.context) as object), responseOverride, requestOverride }
  try {
    const compiled = new velocity.Compile(velocity.parse(template), { customMethodHandlers: [JAVA_METHODS] })
    // What is not there prints as nothing, like `$context.identity.user` of a caller without an identity.
    const text = compiled.render(
      { input: inputVariable(input), context, stageVariables: Object.fromEntries(input.stageVariables), util: UTIL },
      {},
      true,
    )
    return {
      text,
      status: responseOverride.status === undefined ? null : Number(responseOverride.status),
      headers: texts(responseOverride.header),
      request: {
        header: texts(requestOverride.header),
        path: texts(requestOverride.path),
        querystring: texts(requestOverride.querystring),
      },
    }
  } catch (error) {
    return { broken: error instanceof Error ? error.message : String(error) }
  }
}

const texts = (values: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(values).map(([name, value]) => [name, String(value)]))

/** A null prints as nothing, and is no member to a template. */
function withoutNulls(value: unknown): unknown {
  if (value === null) return undefined
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutNulls(member)]))
}

function inputVariable({ body, path, query, headers }: TemplateInput): Readonly<Record<string, unknown>> {
  const value = parsed(body)
  const all = { path: Object.fromEntries(path), querystring: Object.fromEntries(query), header: Object.fromEntries(headers) }
  const header = (name: string): string | undefined => [...headers].find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
  return {
    body,
    json: (where: string) => JSON.stringify(jsonPath(value, where)) ?? '""',
    path: (where: string) => withoutNulls(jsonPath(value, where)),
    params: (name?: string) =>
      name === undefined
        ? all
        : all[name as keyof typeof all] !== undefined
          ? all[name as keyof typeof all]
          : (path.get(name) ?? query.get(name) ?? header(name) ?? ''),
  }
}

const UTIL = {
  escapeJavaScript: (text: unknown) =>
    String(text ?? '')
      .replaceAll('\\', '\\\\')
      .replaceAll('"', '\\"')
      .replaceAll("'", "\\'")
      .replaceAll('/', '\\/')
      .replaceAll('\n', '\\n')
      .replaceAll('\r', '\\r')
      .replaceAll('\t', '\\t')
      .replaceAll('\b', '\\b')
      .replaceAll('\f', '\\f')
      .replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`),
  parseJson: (text: unknown) => withoutNulls(parsed(String(text))),
  urlEncode: (text: unknown) => encodeURIComponent(String(text ?? '')).replaceAll('%20', '+'),
  urlDecode: (text: unknown) => decodeURIComponent(String(text ?? '').replaceAll('+', ' ')),
  base64Encode: (text: unknown) => Buffer.from(String(text ?? '')).toString('base64'),
  base64Decode: (text: unknown) => Buffer.from(String(text ?? ''), 'base64').toString('utf8'),
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text)
  } catch {
    return {}
  }
}
