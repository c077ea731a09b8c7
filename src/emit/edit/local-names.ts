/**
 * Names of the app → names of one of its stacks: `Child/Table` is `Table` in the child, and what a parent hands down has the
 * name of the parameter there.
 */
import { type App, textOf } from '../../app/index.js'
import { literalOf, printSym } from '../../policy/index.js'
import type { Json } from '../yaml.js'
import { symbolsIn } from './references.js'
import { isList, isMap, type Template } from './template.js'

export interface LocalNames {
  /** Every symbol that the stack knows under another name is written so. */
  readonly write: (value: Json) => Json
  /** Symbols that the stack has no name for. */
  readonly unknown: (value: Json) => readonly string[]
}

export function localNames(app: App, { prefix, before }: Template): LocalNames {
  const handed = new Map<string, string>()
  for (const [id, { value }] of app.parameters) {
    if (prefix === '' || !id.startsWith(prefix) || id.slice(prefix.length).includes('/')) continue
    const text = value === null ? null : textOf(value)
    const written = text === null || literalOf(text) !== null ? null : /^\$\{([^{}]+)\}$/.exec(printSym(text))?.[1]
    if (written != null && !handed.has(written)) handed.set(written, id.slice(prefix.length))
  }
  const parameters = isMap(before) && isMap(before.Parameters) ? before.Parameters : {}
  const knows = (id: string): boolean => Object.hasOwn(parameters, id) || app.resources.has(prefix + id)

  const nameOf = (symbol: string): string | null => {
    if (symbol.startsWith('AWS::')) return symbol
    const down = handed.get(symbol)
    if (down !== undefined) return down
    const own = symbol.startsWith(prefix) ? symbol.slice(prefix.length) : null
    return own !== null && !own.includes('/') && knows(own.split('.')[0] ?? own) ? own : null
  }

  const mapSubs = (value: Json, map: (text: string, own: readonly string[]) => string): Json => {
    if (isList(value)) return value.map((item) => mapSubs(item, map))
    if (!isMap(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        if (key !== 'Fn::Sub') return [key, mapSubs(item, map)]
        const [text, variables] = isList(item) ? item : [item]
        const own = isMap(variables) ? Object.keys(variables) : []
        const written = typeof text === 'string' ? map(text, own) : (text ?? null)
        return [key, variables === undefined ? written : [written, mapSubs(variables, map)]]
      }),
    )
  }

  return {
    write: (value) =>
      mapSubs(value, (text, own) =>
        text.replaceAll(/\$\{([^!{}][^{}]*)\}/g, (whole, symbol: string) =>
          own.includes(symbol) ? whole : `\${${nameOf(symbol) ?? symbol}}`,
        ),
      ),
    unknown: (value) => {
      const found = new Set<string>()
      mapSubs(value, (text, own) => {
        for (const symbol of symbolsIn(text)) if (!own.includes(symbol) && nameOf(symbol) === null) found.add(symbol)
        return text
      })
      return [...found].sort()
    },
  }
}
