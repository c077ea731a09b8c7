/**
 * Names of the app → names of one of its stacks: `Child/Table` is `Table` in the child, what a parent hands down has the name of
 * the parameter there, and what a child hands back that of its output. A resource whose ARN alone is handed over is named by it.
 */
import { type App, textOf } from '../../app/index.js'
import { canonicalArn, type DeclaredIndex } from '../../needs/index.js'
import { literalOf, parseSym, printSym } from '../../policy/index.js'
import type { Json } from '../yaml.js'
import { symbolsIn } from './references.js'
import { isList, isMap, type Template } from './template.js'

export interface LocalNames {
  /** Every symbol that the stack knows under another name is written so. */
  readonly write: (value: Json) => Json
  /** Symbols that the stack has no name for. */
  readonly unknown: (value: Json) => readonly string[]
}

/** @param templates all of the app, of which children hand back outputs */
export function localNames(app: App, { prefix, before }: Template, templates: readonly Template[], index: DeclaredIndex): LocalNames {
  const handed = new Map([...returned(app, prefix, templates), ...handedDown(app, prefix)])
  const arns = [...handed].flatMap(([symbol, name]): readonly (readonly [string, string])[] => {
    const { arn } = canonicalArn(parseSym(`\${${symbol}}`), index)
    const written = printSym(arn)
    return written.startsWith('arn:') ? [[written, name]] : []
  })
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

  /** ARNs of what has no name here, but whose ARN has one. */
  const byArn = (text: string, put: (name: string) => string): string =>
    arns.reduce((so, [arn, name]) => (symbolsIn(arn).some((one) => nameOf(one) === null) ? so.replaceAll(arn, put(name)) : so), text)

  return {
    write: (value) =>
      mapSubs(value, (text, own) =>
        byArn(text, (name) => `${LOCAL}{${name}}`)
          .replaceAll(/\$\{([^!{}][^{}]*)\}/g, (whole, symbol: string) =>
            own.includes(symbol) ? whole : `\${${nameOf(symbol) ?? symbol}}`,
          )
          .replaceAll(LOCAL, '$$'),
      ),
    unknown: (value) => {
      const found = new Set<string>()
      mapSubs(value, (text, own) => {
        for (const symbol of symbolsIn(byArn(text, () => ''))) if (!own.includes(symbol) && nameOf(symbol) === null) found.add(symbol)
        return text
      })
      return [...found].sort()
    },
  }
}

/** Stands for the dollar of a name that is the stack's own already. */
const LOCAL = '\u0000'

/** By symbol, the parameter that a parent fills with it. */
function handedDown(app: App, prefix: string): ReadonlyMap<string, string> {
  const handed = new Map<string, string>()
  for (const [id, { value }] of app.parameters) {
    if (prefix === '' || !id.startsWith(prefix) || id.slice(prefix.length).includes('/')) continue
    const text = value === null ? null : textOf(value)
    const written = text === null || literalOf(text) !== null ? null : /^\$\{([^{}]+)\}$/.exec(printSym(text))?.[1]
    if (written != null && !handed.has(written)) handed.set(written, id.slice(prefix.length))
  }
  return handed
}

/** By symbol, the output of a nested stack that is it: `Child.Outputs.TableName`. */
function returned(app: App, prefix: string, templates: readonly Template[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const child of templates) {
    const stack = child.prefix.slice(prefix.length, -1)
    if (stack === '' || stack.includes('/') || !child.prefix.startsWith(prefix) || !isMap(child.before) || !isMap(child.before.Outputs))
      continue
    for (const [name, output] of Object.entries(child.before.Outputs)) {
      const symbol = isMap(output) && output.Condition === undefined ? symbolOf(output.Value) : null
      if (symbol === null || !app.resources.has(child.prefix + (symbol.split('.')[0] ?? symbol))) continue
      if (!found.has(child.prefix + symbol)) found.set(child.prefix + symbol, `${stack}.Outputs.${name}`)
    }
  }
  return found
}

/** The one symbol that a value is, as `Ref`, `Fn::GetAtt` or `Fn::Sub` writes it. */
function symbolOf(value: Json | undefined): string | null {
  if (!isMap(value)) return null
  const { Ref: reference, 'Fn::GetAtt': attribute, 'Fn::Sub': text } = value
  if (typeof reference === 'string') return reference
  if (typeof attribute === 'string') return attribute
  if (isList(attribute) && attribute.every((part) => typeof part === 'string')) return attribute.join('.')
  return typeof text === 'string' ? (/^\$\{([^!{}]+)\}$/.exec(text)?.[1] ?? null) : null
}
