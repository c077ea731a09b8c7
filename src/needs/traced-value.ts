/** A value of the template as a traced one, so that definitions that make calls are read as source is. */
import type { Value } from '../app/index.js'
import { parseSym, printSym } from '../policy/index.js'
import type { Traced } from '../trace/index.js'

export interface TracedValue {
  readonly traced: Traced
  /** Texts with symbols stand in the traced value as environment variables; these are their values. */
  readonly environment: ReadonlyMap<string, Value>
}

/**
 * @param special what a text means that is more than text (a path into a state's input), else null
 * @param rename how a key is spelled in the API, and how its value is to be read (`Bucket.$`)
 */
export interface Reading {
  readonly text: (written: string, key: string) => Traced | null
  readonly key: (written: string) => string
}

export function tracedValue(value: Value, reading: Reading): TracedValue {
  const environment = new Map<string, Value>()
  const walk = (one: Value, key: string): Traced => {
    switch (one.kind) {
      case 'text': {
        const special = reading.text(printSym(one.text), key)
        if (special !== null) return special
        if (one.text.every((p) => p.kind === 'text')) return literal(one.text.map((p) => (p.kind === 'text' ? p.text : '')).join(''))
        const name = `template:${environment.size}`
        environment.set(name, one)
        return { kind: 'text', pieces: [{ kind: 'env', name, fallback: null }] }
      }
      case 'number':
        return { kind: 'number', number: one.number }
      case 'boolean':
        return { kind: 'boolean', boolean: one.boolean }
      case 'null':
        return { kind: 'nothing' }
      case 'list':
        return { kind: 'list', items: one.items.map((item) => walk(item, key)), element: null }
      case 'map': {
        const entries = [...one.entries].map(([name, item]) => [reading.key(name), walk(item, name)] as const)
        const computed = entries.filter(([name]) => name.includes('${'))
        return {
          kind: 'object',
          entries: new Map(entries.filter(([name]) => !name.includes('${'))),
          computed:
            computed.length === 0
              ? null
              : { key: oneOf(computed.map(([name]) => walk(textOf(name, one), ''))), value: oneOf(computed.map(([, item]) => item)) },
          open: false,
        }
      }
      case 'options':
        return { kind: 'union', options: one.options.map((option) => walk(option, key)) }
      case 'unknown':
        return { kind: 'unknown', why: one.reason }
    }
  }
  return { traced: walk(value, ''), environment }
}

const oneOf = (options: readonly Traced[]): Traced =>
  options.length === 1 && options[0] !== undefined ? options[0] : { kind: 'union', options }

/** A key with symbols in it, as templates write them. */
const textOf = (written: string, { at }: Value): Value => ({ kind: 'text', text: parseSym(written), at })

export const literal = (text: string): Traced => ({ kind: 'text', pieces: [{ kind: 'literal', text }] })
