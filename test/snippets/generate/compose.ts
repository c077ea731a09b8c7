/** Puts idioms together to rows: one of each kind, chosen by a seeded generator so that each idiom comes up equally often. */
import type { Row } from '../row.js'
import { CALLS } from './calls.js'
import { APIS, CLIENTS, HANDLERS, IMPORTS, INPUTS } from './idioms.js'
import { NAMES } from './names.js'
import { OPERATIONS, type Operation } from './operations.js'
import type { ApiIdiom, CallIdiom, ClientIdiom, HandlerIdiom, ImportIdiom, InputIdiom, NameIdiom } from './parts.js'

export interface Choice {
  readonly operation: Operation
  readonly api: ApiIdiom
  readonly imports: ImportIdiom
  readonly client: ClientIdiom
  readonly name: NameIdiom
  readonly input: InputIdiom
  readonly call: CallIdiom
  readonly handler: HandlerIdiom
}

/** @returns as many rows as asked for; the same seed gives the same rows */
export const generateRows = (count: number, seed: number): readonly Row[] => generateChoices(count, seed).map(compose)

/** The same row with a call that is spelled out and not made. */
export const withoutCall = (choice: Choice): Row => {
  const { api } = choice
  const call = (client: string, input: string): string => `Promise.resolve([typeof ${client}, typeof ${input}])`
  return compose({ ...choice, api: { ...api, use: (operation) => ({ ...api.use(operation), call: () => call }) } })
}

export function generateChoices(count: number, seed: number): readonly Choice[] {
  const random = mulberry32(seed)
  const decks = {
    operation: deck(OPERATIONS, random),
    api: deck(APIS, random),
    imports: deck(IMPORTS, random),
    client: deck(CLIENTS, random),
    name: deck(NAMES, random),
    input: deck(INPUTS, random),
    call: deck(CALLS, random),
    handler: deck(HANDLERS, random),
  }
  const choices = new Map<string, Choice>()
  while (choices.size < count) {
    const operation = decks.operation(() => true)
    const imports = decks.imports(() => true)
    // Node gives a CommonJS package's names under `default`, and nobody writes that.
    const api = decks.api((one) => one.fits(operation) && !(imports.async && one.id.startsWith('v2')))
    const choice: Choice = {
      operation,
      api,
      imports,
      client: decks.client((one) => !(imports.async && one.atTop)),
      name: decks.name(() => true),
      input: decks.input(() => true),
      call: decks.call(() => true),
      handler: decks.handler((one) => one.commonjs === undefined || one.commonjs === (imports.commonjs ?? false)),
    }
    choices.set(nameOf(choice), choice)
  }
  return [...choices.values()]
}

const nameOf = ({ operation, api, imports, client, name, input, call, handler }: Choice): string =>
  [operation, api, imports, client, name, input, call, handler].map((idiom) => idiom.id).join(' · ')

/** Gives elements in turn, those first that had to wait. */
function deck<T>(all: readonly T[], random: () => number): (fits: (one: T) => boolean) => T {
  let waiting: T[] = []
  return (fits) => {
    if (!waiting.some(fits)) waiting = [...waiting, ...shuffle(all, random)]
    const [found] = waiting.splice(
      waiting.findIndex((one) => fits(one)),
      1,
    )
    if (found === undefined) throw new Error('no idiom fits')
    return found
  }
}

function shuffle<T>(all: readonly T[], random: () => number): T[] {
  const out = [...all]
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const [a, b] = [out[i], out[j]]
    if (a === undefined || b === undefined) continue
    out[i] = b
    out[j] = a
  }
  return out
}

/** A small generator with a seed, so that a failing row can be made again. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function compose(choice: Choice): Row {
  const { operation, api, imports, client, name, input, call, handler } = choice
  const use = api.use(operation)
  const brought = use.imports.map(([from, names]) => ({ names, ...imports.bring(from, names) }))
  const of = (wanted: string): string => brought.find((one) => one.names.includes(wanted))?.of(wanted) ?? wanted
  const held = client.hold(use.make(of), use.className ?? '')
  const given = name.give(operation.names)
  const built = input.build(operation.member, given.value, use.more)
  const made = call.make(use.call(of), held.get, built.input)
  const body = [...(given.inner ?? []), ...(built.inner ?? []), ...made.inner]
  const wrapped = handler.wrap(body)
  const lines = [
    ...unique(brought.flatMap((one) => one.top)),
    ...held.top,
    ...(given.top ?? []),
    ...(built.top ?? []),
    ...(made.top ?? []),
    ...wrapped.top,
  ]
  const main = imports.commonjs ? 'main.js' : 'main.ts'
  const text = `${sorted(lines).join('\n')}\n`
  const entry = wrapped.entry ?? main
  const files = { [main]: text, ...Object.assign({}, ...brought.map((one) => one.files ?? {})), ...wrapped.files, ...given.files }
  return {
    name: nameOf(choice),
    at: 'generated',
    files: new Map(Object.entries(files)),
    entry: { file: entry, export: 'handler' },
    env: given.env ?? {},
    events: given.events ?? [{}],
    answers: {},
    loose: given.loose === undefined ? [] : [operation.member],
    wider: [],
    unresolved: [],
    told: {},
    libraries: [],
    wants: null,
    throws: false,
    silent: false,
  }
}

const unique = (lines: readonly string[]): readonly string[] => [...new Set(lines)]

/** Imports first, as people write them. */
const sorted = (lines: readonly string[]): readonly string[] => [
  ...lines.filter((line) => /^import /.test(line)),
  ...lines.filter((line) => !/^import /.test(line)),
]
