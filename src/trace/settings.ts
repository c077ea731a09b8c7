/** What a function's code can be told of its environment: the variables to which the template gives one text, known in full. */
import type { App, AppFunction, Value } from '../app/index.js'
import { literalOf } from '../policy/index.js'

export type Settings = ReadonlyMap<string, string>

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
    const settings = settingsOf(fn)
    const key = JSON.stringify([...settings])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { settings, functions: [[id, fn]] })
    else group.functions.push([id, fn])
  }
  return [...groups.values()]
}

/** An empty text counts as not set, since code takes its default then. */
function settingsOf({ environment }: AppFunction): Settings {
  const known = [...environment].map(([name, value]) => [name, textOf(value)] as const)
  return new Map(known.filter((each): each is [string, string] => each[1] !== null && each[1] !== '').sort(([a], [b]) => (a < b ? -1 : 1)))
}

function textOf(value: Value): string | null {
  if (value.kind === 'text') return literalOf(value.text)
  return value.kind === 'number' ? String(value.number) : value.kind === 'boolean' ? String(value.boolean) : null
}
