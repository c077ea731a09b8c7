/**
 * Mapping templates in the Velocity Template Language, with the variables that API Gateway sets.
 * Source: API Gateway Developer Guide, "Variables for data transformations for API Gateway".
 */
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
}

/** @errors a template that is no Velocity answers with what the parser says */
export async function renderTemplate(template: string, input: TemplateInput): Promise<Rendered | { readonly broken: string }> {
  const velocity = await import('velocityjs')
  const context: Record<string, unknown> = {
    ...input.context,
    responseOverride: { header: {} },
    requestOverride: { header: {}, path: {}, querystring: {} },
  }
  try {
    const text = new velocity.Compile(velocity.parse(template)).render({
      input: inputVariable(input),
      context,
      stageVariables: Object.fromEntries(input.stageVariables),
      util: UTIL,
    })
    const override = context.responseOverride as { status?: unknown; header?: Record<string, unknown> }
    return {
      text,
      status: override.status === undefined ? null : Number(override.status),
      headers: new Map(Object.entries(override.header ?? {}).map(([name, value]) => [name, String(value)])),
    }
  } catch (error) {
    return { broken: error instanceof Error ? error.message : String(error) }
  }
}

function inputVariable({ body, path, query, headers }: TemplateInput): Readonly<Record<string, unknown>> {
  const value = parsed(body)
  const all = { path: Object.fromEntries(path), querystring: Object.fromEntries(query), header: Object.fromEntries(headers) }
  const header = (name: string): string | undefined => [...headers].find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
  return {
    body,
    json: (where: string) => JSON.stringify(jsonPath(value, where)) ?? '""',
    path: (where: string) => jsonPath(value, where),
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
      .replaceAll('\t', '\\t'),
  parseJson: (text: unknown) => parsed(String(text)),
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
