/** For tests: an app from the text of a template, and calls as a trace would give them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type App, readApp } from '../../app/index.js'
import { printSym } from '../../policy/index.js'
import type { Call, Trace, Traced, TracePiece } from '../../trace/index.js'
import { type NeedsOptions, needsOf } from '../needs-of.js'
import type { Grant, Needs } from '../types.js'

/** @param files beside the template, by their relative path */
export async function appOf(template: string, files: Readonly<Record<string, string>> = {}): Promise<App> {
  const folder = mkdtempSync(join(tmpdir(), 'rolewright-needs-'))
  try {
    const all = { 'template.yaml': template, 'index.js': 'exports.handler = async () => {}\n', ...files }
    for (const [name, text] of Object.entries(all)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    const app = await readApp(folder)
    if (!app.ok) throw new Error(JSON.stringify(app.error))
    return app.value
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export const NO_OPTIONS: NeedsOptions = { hints: [], add: [], refuse: [] }

export const piece = {
  env: (name: string, fallback: Traced | null = null): TracePiece => ({ kind: 'env', name, fallback }),
  event: (path: string): TracePiece => ({ kind: 'event', path: path.split('.') }),
  any: (why = 'a value of a loop'): TracePiece => ({ kind: 'any', why }),
  literal: (text: string): TracePiece => ({ kind: 'literal', text }),
}

/** Plain values become constants; pieces become texts. */
export type Given =
  | string
  | number
  | boolean
  | null
  | TracePiece
  | readonly Given[]
  | { readonly [key: string]: Given }
  | { readonly traced: Traced }

const isPiece = (value: object): value is TracePiece =>
  'kind' in value && ['literal', 'env', 'event', 'context', 'response', 'part', 'replaced', 'json', 'any'].includes(String(value.kind))

export function traced(value: Given): Traced {
  if (value === null) return { kind: 'nothing' }
  if (typeof value === 'string') return { kind: 'text', pieces: [piece.literal(value)] }
  if (typeof value === 'number') return { kind: 'number', number: value }
  if (typeof value === 'boolean') return { kind: 'boolean', boolean: value }
  if (Array.isArray(value)) return { kind: 'list', items: (value as readonly Given[]).map(traced), element: null }
  if (isPiece(value as object)) return { kind: 'text', pieces: [value as TracePiece] }
  if ('traced' in (value as object)) return (value as { readonly traced: Traced }).traced
  const entries = Object.entries(value as { readonly [key: string]: Given }).map(([key, item]) => [key, traced(item)] as const)
  return { kind: 'object', entries: new Map(entries), computed: null, open: false }
}

/** A text of several pieces. */
export const joined = (...pieces: readonly (string | TracePiece)[]): Given => ({
  traced: { kind: 'text', pieces: pieces.map((p) => (typeof p === 'string' ? piece.literal(p) : p)) },
})

export const oneOf = (...options: readonly Given[]): Given => ({ traced: { kind: 'union', options: options.map(traced) } })

export const json = (value: Given): TracePiece => ({ kind: 'json', value: traced(value) })

export function callOf(service: string, operation: string, input: Given, more: Partial<Call> = {}): Call {
  const at = { file: 'index.js', line: 1, column: 1 }
  return {
    service,
    operation,
    input: traced(input),
    region: null,
    endpoint: null,
    assumedRole: null,
    at,
    via: [{ name: 'handler', at }],
    handles: [],
    origin: 'call',
    atLoad: false,
    ...more,
  }
}

export const traceOf = (calls: readonly Call[]): Trace => ({ calls, unresolved: [], handed: [], files: ['index.js'] })

export const needsWith = (app: App, calls: Readonly<Record<string, readonly Call[]>>, options: NeedsOptions = NO_OPTIONS): Needs =>
  needsOf(app, new Map(Object.entries(calls).map(([id, list]) => [id, traceOf(list)])), options)

/** `dynamodb:PutItem table/${Items}`: what an ARN says of its resource, the certainty where it is not resolved, sorted. */
export function cells(grants: readonly Grant[], kind?: Grant['kind']): readonly string[] {
  const chosen = kind === undefined ? grants : grants.filter((g) => g.kind === kind)
  return chosen
    .flatMap((g) =>
      g.actions.flatMap((action) =>
        g.resources.map((r) => `${action} ${short(printSym(r))}${g.certainty === 'resolved' ? '' : ` ?${g.certainty}`}`),
      ),
    )
    .sort()
}

/** Partition, region and account of the app's own are left out. */
const short = (arn: string): string =>
  arn.replace(/^arn:\$\{AWS::Partition\}:([\w-]+):(?:\$\{AWS::Region\})?:(?:\$\{AWS::AccountId\})?:(?=.)/, (_, service: string) =>
    service === 's3' || service === 'sqs' ? `${service}:` : '',
  )
