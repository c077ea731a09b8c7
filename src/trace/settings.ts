/** What a function's code can be told of its environment: the variables of which the template says the texts that they can have. */
import type { App, AppFunction, Value } from '../app/index.js'
import { literalOf } from '../policy/index.js'

export type Settings = ReadonlyMap<string, readonly string[]>

export const NO_SETTINGS: Settings = new Map()

/** Functions of one environment, as far as its texts are known. */
export interface Group {
  readonly settings: Settings
  readonly functions: (readonly [id: string, fn: AppFunction])[]
}

/** @returns groups in the order of their first functions, and these in the order of their IDs */
export function withSameSettings(app: App): readonly Group[] {
  const groups = new Map<string, Group>()
  for (const [id, fn] of [...app.functions].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const settings = settingsOf(fn, app)
    const key = JSON.stringify([...settings])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { settings, functions: [[id, fn]] })
    else group.functions.push([id, fn])
  }
  return [...groups.values()]
}

function settingsOf({ environment }: AppFunction, app: App): Settings {
  const known = [...environment].flatMap(([name, value]): [string, readonly string[]][] => {
    const texts = textsOf(value, app)
    return texts === null ? [] : [[name, texts]]
  })
  return new Map(known.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** @returns null where a text is not known, or is empty: code takes its default then, as for what is not set */
function textsOf(value: Value, app: App): readonly string[] | null {
  if (value.kind === 'number') return [String(value.number)]
  if (value.kind === 'boolean') return [String(value.boolean)]
  if (value.kind === 'options') {
    const all = value.options.map((option) => textsOf(option, app))
    return all.every((each) => each !== null) ? [...new Set(all.flat())].sort() : null
  }
  if (value.kind !== 'text') return null
  const literal = literalOf(value.text)
  if (literal !== null) return literal === '' ? null : [literal]
  const [only] = value.text
  const allowed = value.text.length === 1 && only?.kind === 'symbol' ? app.parameters.get(only.name)?.allowed : undefined
  return allowed !== undefined && allowed.length > 0 && !allowed.includes('') ? [...allowed].sort() : null
}
