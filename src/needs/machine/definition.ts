/**
 * State machine definitions as the template gives them: a map, JSON text, or a file, with its substitutions put in.
 * Source: Step Functions Developer Guide, "Amazon States Language"; AWS SAM Developer Guide, "AWS::Serverless::StateMachine".
 */
import { type Resource, type Value, valueOfJsonText } from '../../app/index.js'
import { type Piece, type SymText, symText } from '../../policy/index.js'
import { alternatives, entriesOf, firstAt, itemsOf, textOf, textsAt } from '../value.js'

export interface State {
  readonly name: string
  readonly type: string
  readonly value: Value
  readonly machine: Machine
  /** The state that this one's branch or iteration stands in; null at the top. */
  readonly parent: State | null
  /** Whether it is the first of the machine, branch or iteration. */
  readonly starts: boolean
  /** Names of the states of the same level that can follow. */
  readonly next: readonly string[]
  /** `JSONata` or `JSONPath`, its own or that of what it stands in. */
  readonly language: string
}

export interface Machine {
  readonly id: string
  readonly resource: Resource
  /** Every state, those of branches and iterations too. */
  readonly states: readonly State[]
}

const DEFINITIONS = ['Definition', 'DefinitionBody', 'DefinitionString', 'DefinitionUri'] as const

const machines = new WeakMap<Resource, Machine>()

/** @returns a machine without states where the definition is not on this machine or cannot be read */
export function machineOf(resource: Resource): Machine {
  const known = machines.get(resource)
  if (known !== undefined) return known
  const states: State[] = []
  const machine: Machine = { id: resource.id, resource, states }
  machines.set(resource, machine)
  for (const definition of definitionsOf(resource))
    collect(definition, machine, null, textAt(definition, 'QueryLanguage') ?? 'JSONPath', states)
  return machine
}

function definitionsOf(resource: Resource): readonly Value[] {
  const substitutions = new Map(entriesOf(firstAt(resource.properties, ['DefinitionSubstitutions'])))
  return DEFINITIONS.flatMap((name) => alternatives(resource.properties.entries.get(name))).flatMap((written) => {
    const filled = substitute(written, substitutions)
    if (filled.kind === 'map') return [filled]
    const parsed = filled.kind === 'text' ? valueOfJsonText(filled.text, filled.at) : null
    return parsed?.kind === 'map' ? [parsed] : []
  })
}

function substitute(value: Value, by: ReadonlyMap<string, Value>): Value {
  if (by.size === 0) return value
  switch (value.kind) {
    case 'text':
      return { ...value, text: symText(...value.text.map((piece) => substituted(piece, by))) }
    case 'list':
      return { ...value, items: value.items.map((item) => substitute(item, by)) }
    case 'map':
      return { ...value, entries: new Map([...value.entries].map(([key, item]) => [key, substitute(item, by)])) }
    case 'options':
      return { ...value, options: value.options.map((option) => substitute(option, by)) }
    default:
      return value
  }
}

function substituted(piece: Piece, by: ReadonlyMap<string, Value>): SymText {
  if (piece.kind === 'symbol') return replacement(piece.name, by) ?? [piece]
  if (piece.kind === 'any') return [piece]
  return symText(...piece.text.split(/\$\{(\w+)\}/).map((part, i) => (i % 2 === 0 ? part : (replacement(part, by) ?? `\${${part}}`))))
}

function replacement(name: string, by: ReadonlyMap<string, Value>): SymText | null {
  const [value] = alternatives(by.get(name))
  return value === undefined ? null : textOf(value)
}

const textAt = (value: Value, key: string): string | null => {
  const [found] = textsAt(value, [key])
  return found?.[0]?.kind === 'text' && found.length === 1 ? found[0].text : null
}

function collect(level: Value, machine: Machine, parent: State | null, language: string, out: State[]): void {
  const start = textAt(level, 'StartAt')
  for (const [name, value] of entriesOf(firstAt(level, ['States']))) {
    const state: State = {
      name,
      type: textAt(value, 'Type') ?? '',
      value,
      machine,
      parent,
      starts: name === start,
      next: nextOf(value),
      language: textAt(value, 'QueryLanguage') ?? language,
    }
    out.push(state)
    const inner = [...itemsOf(firstAt(value, ['Branches'])), ...['Iterator', 'ItemProcessor'].flatMap((key) => firstAt(value, [key]) ?? [])]
    for (const branch of inner) collect(branch, machine, state, state.language, out)
  }
}

function nextOf(value: Value): readonly string[] {
  const choices = itemsOf(firstAt(value, ['Choices'])).flatMap((c) => textAt(c, 'Next') ?? [])
  const caught = itemsOf(firstAt(value, ['Catch'])).flatMap((c) => textAt(c, 'Next') ?? [])
  return [textAt(value, 'Next'), textAt(value, 'Default'), ...choices, ...caught].filter((n) => n !== null)
}

export const stateText = textAt
