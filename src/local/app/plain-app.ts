/** Resources of an app as plain JSON, every symbol resolved for the local account. */
import type { App, Value } from '../../app/index.js'
import type { Plain, PlainResource } from '../api/index.js'
import type { Names } from './names.js'

export function plainResources(app: App, names: Names): ReadonlyMap<string, PlainResource> {
  return new Map(
    [...app.resources.values()].map(({ id, type, properties }) => [id, { id, type, properties: plainOf(properties, names) as Plain }]),
  )
}

/** The first side of what is undecided; undefined for null and for what is not known. */
export function plainOf(value: Value, names: Names): unknown {
  switch (value.kind) {
    case 'text':
      return names.text(value.text)
    case 'number':
      return value.number
    case 'boolean':
      return value.boolean
    case 'list':
      return value.items.map((item) => plainOf(item, names)).filter((item) => item !== undefined)
    case 'map':
      return Object.fromEntries(
        [...value.entries].map(([key, item]) => [key, plainOf(item, names)]).filter(([, item]) => item !== undefined),
      )
    case 'options': {
      const [first] = value.options
      return first === undefined ? undefined : plainOf(first, names)
    }
    case 'null':
    case 'unknown':
      return undefined
  }
}

/** A CloudFormation value inside a document that the roles room made: `Fn::Sub`, `Fn::ImportValue`, dynamic references. */
export function resolveDocument(value: unknown, names: Names): unknown {
  if (typeof value === 'string') return dynamic(value, names)
  if (Array.isArray(value)) return value.map((item) => resolveDocument(item, names))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [only] = entries
  if (entries.length === 1 && only?.[0] === 'Fn::Sub') return substituted(only[1], names)
  if (entries.length === 1 && only?.[0] === 'Fn::ImportValue')
    return names.text([{ kind: 'symbol', name: `import:${String(resolveDocument(only[1], names))}` }])
  return Object.fromEntries(entries.map(([key, item]) => [key, resolveDocument(item, names)]))
}

function substituted(argument: unknown, names: Names): string {
  const [text, variables] = Array.isArray(argument) ? [String(argument[0]), argument[1] as Plain] : [String(argument), {}]
  const resolved = text.replaceAll(/\$\{(!?)([^{}]+)\}/g, (_, escaped: string, symbol: string) => {
    if (escaped === '!') return `\${${symbol}}`
    return symbol in variables ? String(resolveDocument(variables[symbol], names)) : names.text([{ kind: 'symbol', name: symbol }])
  })
  // The whole is a text of this machine too.
  return names.text([{ kind: 'text', text: dynamic(resolved, names) }])
}

const dynamic = (text: string, names: Names): string =>
  text.replaceAll(/\{\{resolve:([^{}]+)\}\}/g, (_, symbol: string) => names.text([{ kind: 'symbol', name: symbol }]))
