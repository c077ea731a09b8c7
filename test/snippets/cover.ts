/**
 * Holds a traced value against what was really sent. `covers` is promise 1 (nothing missed): the traced value admits the
 * real one once symbols have the row's values. `excess` is promise 2 (nothing made up): what it admits beyond those.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Traced, TracePiece } from '../../src/trace/types.js'

/** What the row ran with. */
export interface World {
  readonly env: Readonly<Record<string, string>>
  readonly events: readonly unknown[]
}

type Text = Extract<Traced, { kind: 'text' }>

/** Values that a piece can have in the row's world; null: any. */
function valuesOf(piece: TracePiece, world: World): readonly unknown[] | null {
  switch (piece.kind) {
    case 'literal':
      return [piece.text]
    case 'env': {
      const set = world.env[piece.name] ?? RUNTIME_ENV[piece.name]
      if (set !== undefined) return [set]
      return piece.fallback === null ? [undefined] : concrete(piece.fallback, world)
    }
    case 'event':
      // A part of the JSON that an environment variable holds.
      if (piece.path[0] === '()env') return read(world.env[piece.path[1] ?? ''], piece.path.slice(2))
      return world.events.flatMap((event) => read(event, piece.path))
    case 'context':
      return read(CONTEXT, piece.path)
    case 'part': {
      const values = concrete({ kind: 'text', pieces: piece.of }, world)
      return values === null ? null : values.flatMap((value) => partsOf(String(value), piece))
    }
    case 'replaced': {
      const values = concrete({ kind: 'text', pieces: piece.of }, world)
      return values === null ? null : values.map((value) => replacedIn(String(value), piece))
    }
    case 'json': {
      const values = concrete(piece.value, world)
      return values === null ? null : values.map((value) => JSON.stringify(value))
    }
    default:
      return null
  }
}

function partsOf(text: string, { by, at, rest }: Extract<TracePiece, { kind: 'part' }>): readonly (string | undefined)[] {
  const parts = text.split(by)
  return at === '*' ? parts : [rest ? parts.slice(at).join(by) : parts.at(at)]
}

function replacedIn(text: string, { what, by, where }: Extract<TracePiece, { kind: 'replaced' }>): string {
  if (where === 'all') return text.replaceAll(what, () => by)
  if (where === 'first') return text.replace(what, () => by)
  if (where === 'start') return text.startsWith(what) ? by + text.slice(what.length) : text
  return text.endsWith(what) ? text.slice(0, -what.length) + by : text
}

/** What the child process sets for every row, as Lambda does. */
const RUNTIME_ENV: Readonly<Record<string, string>> = { AWS_REGION: 'eu-west-1', AWS_LAMBDA_FUNCTION_NAME: 'snippet' }

const CONTEXT = {
  functionName: 'snippet',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:snippet',
  awsRequestId: '00000000-0000-0000-0000-000000000000',
}

/** Follows a path through an event: `*` is any element or member, `()json` reads the text so far. */
export function read(value: unknown, path: readonly string[]): readonly unknown[] {
  const [step, ...rest] = path
  if (step === undefined) return [value]
  if (step === '()json') return typeof value === 'string' ? parsed(value).flatMap((inner) => read(inner, rest)) : [undefined]
  if (typeof value !== 'object' || value === null) return [undefined]
  if (step === '*') return Object.values(value).flatMap((inner) => read(inner, rest))
  return read((value as Record<string, unknown>)[step], rest)
}

function parsed(text: string): readonly unknown[] {
  try {
    return [JSON.parse(text)]
  } catch {
    return []
  }
}

/** All concrete values of a traced value, where they can be counted; null: not. */
function concrete(traced: Traced, world: World): readonly unknown[] | null {
  switch (traced.kind) {
    case 'text': {
      const [piece] = traced.pieces
      if (piece === undefined) return ['']
      if (traced.pieces.length === 1) return valuesOf(piece, world)
      return traced.pieces.reduce<readonly string[] | null>(
        (made, next) => {
          const values = made === null ? null : valuesOf(next, world)
          return made === null || values === null ? null : made.flatMap((front) => values.map((value) => front + String(value)))
        },
        [''],
      )
    }
    case 'number':
      return traced.number === null ? null : [traced.number]
    case 'boolean':
      return traced.boolean === null ? [true, false] : [traced.boolean]
    case 'nothing':
      return [undefined]
    case 'union': {
      const all = traced.options.map((option) => concrete(option, world))
      return all.every((values) => values !== null) ? all.flat() : null
    }
    case 'object': {
      if (traced.open || traced.computed !== null) return null
      return [...traced.entries].reduce<readonly unknown[] | null>((made, [key, value]) => product(made, concrete(value, world), key), [{}])
    }
    case 'list':
      if (traced.items === null) return null
      return traced.items.reduce<readonly unknown[] | null>((made, value, at) => product(made, concrete(value, world), at), [[]])
    default:
      return null
  }
}

const product = (made: readonly unknown[] | null, values: readonly unknown[] | null, key: string | number): readonly unknown[] | null =>
  made === null || values === null || made.length * values.length > 256
    ? null
    : made.flatMap((front) => values.map((value) => (Array.isArray(front) ? [...front, value] : { ...(front as object), [key]: value })))

export function covers(traced: Traced, real: unknown, world: World): boolean {
  switch (traced.kind) {
    case 'text':
      return coversText(traced, real, world)
    case 'number':
      return typeof real === 'number' && (traced.number === null || traced.number === real)
    case 'boolean':
      return typeof real === 'boolean' && (traced.boolean === null || traced.boolean === real)
    case 'nothing':
      return real === undefined || real === null
    case 'object':
      return coversObject(traced, real, world)
    case 'list':
      return coversList(traced, real, world)
    case 'union':
      return traced.options.some((option) => covers(option, real, world))
    case 'unknown':
      return true
  }
}

function coversText(traced: Text, real: unknown, world: World): boolean {
  const [piece] = traced.pieces
  // One piece alone stands for the value itself, which need not be text.
  if (traced.pieces.length === 1 && piece !== undefined) {
    const values = valuesOf(piece, world)
    return values === null || values.some((value) => isDeepStrictEqual(value, real))
  }
  if (typeof real !== 'string') return false
  const pattern = traced.pieces.map((part) => {
    const values = valuesOf(part, world)
    return values === null ? '[\\s\\S]*' : `(?:${values.map((value) => quote(String(value))).join('|')})`
  })
  return new RegExp(`^${pattern.join('')}$`).test(real)
}

const quote = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

function coversObject(traced: Extract<Traced, { kind: 'object' }>, real: unknown, world: World): boolean {
  if (typeof real !== 'object' || real === null || Array.isArray(real)) return false
  const members = real as Record<string, unknown>
  for (const [key, value] of traced.entries)
    if (!covers(value, members[key], world) && !bears(traced, key, members[key], world)) return false
  return Object.entries(members).every(([key, value]) => traced.entries.has(key) || traced.open || bears(traced, key, value, world))
}

/** Whether a computed key can be this one, with this value. */
const bears = (traced: Extract<Traced, { kind: 'object' }>, key: string, value: unknown, world: World): boolean =>
  traced.computed !== null && covers(traced.computed.key, key, world) && covers(traced.computed.value, value, world)

function coversList(traced: Extract<Traced, { kind: 'list' }>, real: unknown, world: World): boolean {
  if (!Array.isArray(real)) return false
  const { items, element } = traced
  if (items !== null) return items.length === real.length && items.every((item, i) => covers(item, real[i], world))
  return real.every((item) => element !== null && covers(element, item, world))
}

/**
 * @param reals what was really there, over all calls that the traced one covers
 * @returns a sentence for each thing that the traced value admits and that never was
 */
export function excess(traced: Traced, reals: readonly unknown[], world: World, path = ''): readonly string[] {
  const say = (what: string): readonly string[] => [`${path === '' ? 'the input' : path} ${what}`]
  switch (traced.kind) {
    case 'unknown':
      return say(`is unknown (${traced.why})`)
    case 'number':
      return traced.number === null ? say('is any number') : reals.includes(traced.number) ? [] : say(`is never ${traced.number}`)
    case 'boolean':
      return traced.boolean === null && new Set(reals).size < 2 ? say('is either boolean') : []
    case 'nothing':
      return reals.some((real) => real === undefined || real === null) ? [] : say('is never left out')
    case 'text':
      return excessText(traced, reals, world, say)
    case 'union':
      return traced.options.flatMap((option) => {
        const own = reals.filter((real) => covers(option, real, world))
        return own.length === 0 ? say(`is never ${printTraced(option)}`) : excess(option, own, world, path)
      })
    case 'list': {
      const lists = reals.filter((real) => Array.isArray(real))
      if (traced.items !== null)
        return traced.items.flatMap((item, i) =>
          excess(
            item,
            lists.map((list) => list[i]),
            world,
            `${path}.${i}`,
          ),
        )
      return traced.element === null ? [] : excess(traced.element, lists.flat(), world, `${path}.*`)
    }
    case 'object': {
      const objects = reals.filter((real) => typeof real === 'object' && real !== null) as Record<string, unknown>[]
      const inside = (key: string): string => (path === '' ? key : `${path}.${key}`)
      const own = [...traced.entries].flatMap(([key, value]) =>
        excess(
          value,
          objects.map((o) => o[key]),
          world,
          inside(key),
        ),
      )
      const { computed } = traced
      const more = computed === null ? [] : excess(computed.key, objects.flatMap(Object.keys), world, inside('(key)'))
      return [...(traced.open ? say('is open') : []), ...own, ...more]
    }
  }
}

function excessText(traced: Text, reals: readonly unknown[], world: World, say: (what: string) => readonly string[]): readonly string[] {
  const loose = traced.pieces.find((piece) => piece.kind === 'any')
  if (loose?.kind === 'any') return say(`has a part that can be anything (${loose.why})`)
  return reals.some((real) => covers(traced, real, world)) ? [] : say(`is never ${printTraced(traced)}`)
}

/** For messages: a traced value in one line. */
export function printTraced(traced: Traced): string {
  switch (traced.kind) {
    case 'text':
      return `'${traced.pieces.map(printPiece).join('')}'`
    case 'number':
      return String(traced.number ?? 'number')
    case 'boolean':
      return String(traced.boolean ?? 'boolean')
    case 'union':
      return traced.options.map(printTraced).join(' | ')
    case 'list':
      return traced.items === null
        ? `[${traced.element === null ? '' : `...${printTraced(traced.element)}`}]`
        : `[${traced.items.map(printTraced).join(', ')}]`
    case 'object': {
      const own = [...traced.entries].map(([key, value]) => `${key}: ${printTraced(value)}`)
      const computed = traced.computed === null ? [] : [`[${printTraced(traced.computed.key)}]: ${printTraced(traced.computed.value)}`]
      return `{${[...own, ...computed, ...(traced.open ? ['…'] : [])].join(', ')}}`
    }
    default:
      return traced.kind
  }
}

function printPiece(piece: TracePiece): string {
  switch (piece.kind) {
    case 'literal':
      return piece.text
    case 'env':
      return `\${env:${piece.name}${piece.fallback === null ? '' : ` ?? ${printTraced(piece.fallback)}`}}`
    case 'event':
    case 'context':
      return `\${${piece.kind}:${piece.path.join('.')}}`
    case 'part':
      return `\${part ${piece.at}${piece.rest ? '…' : ''} by ${piece.by} of ${piece.of.map(printPiece).join('')}}`
    case 'replaced':
      return `\${${piece.of.map(printPiece).join('')} with ${piece.by} for ${piece.what}}`
    case 'json':
      return `\${json:${printTraced(piece.value)}}`
    case 'response':
      return `\${${piece.service}:${piece.operation}.${piece.path.join('.')}}`
    case 'any':
      return '*'
  }
}
