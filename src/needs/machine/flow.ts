/**
 * Where a part of a state's input comes from: the machine's own input, a constant that a state put in, or the answer of a
 * task, which is not followed.
 * Source: Step Functions Developer Guide, "Processing input and output in Step Functions".
 */
import type { Value } from '../../app/index.js'
import { literalOf } from '../../policy/index.js'
import { type Bound, distinct, unknown } from '../bound.js'
import { jsonPath } from '../json-path.js'
import type { Scope } from '../scope.js'
import { firstAt, textsAt } from '../value.js'
import { readValue } from '../value-path.js'
import { type State, stateText } from './definition.js'

/** What the machine is started with. */
export type MachineInput = (path: readonly string[], scope: Scope) => readonly Bound[]

interface Walk {
  readonly input: MachineInput
  readonly scope: Scope
  /** States on the way here: loops of a machine end. */
  readonly seen: ReadonlySet<State>
}

/** @returns the texts at a path of the input that the state's own parameters are made of; none where nobody says */
export function readStateInput(state: State, path: readonly string[], input: MachineInput, scope: Scope): readonly Bound[] {
  return distinct(effective(state, path, { input, scope, seen: new Set() }))
}

/** The same for what a state asks of a service: what nobody says may be anything. */
export const stateEvent =
  (state: State, input: MachineInput): Scope['event'] =>
  (path, scope) => {
    const found = readStateInput(state, path, input, scope)
    return found.length > 0 ? found : [unknown(`\`$.${path.join('.')}\` of the state's input`)]
  }

/** After `InputPath`. */
function effective(state: State, path: readonly string[], walk: Walk): readonly Bound[] {
  const inputPath = pathAt(state.value, 'InputPath')
  return inputPath === 'nothing' ? [] : raw(state, [...(inputPath ?? []), ...path], walk)
}

function raw(state: State, path: readonly string[], walk: Walk): readonly Bound[] {
  if (walk.seen.has(state)) return []
  const next: Walk = { ...walk, seen: new Set([...walk.seen, state]) }
  const level = state.machine.states.filter((s) => s.parent === state.parent)
  const before = level.filter((s) => s.next.includes(state.name)).flatMap((s) => output(s, path, next))
  return state.starts ? [...before, ...atStart(state, path, next)] : before
}

function atStart(state: State, path: readonly string[], walk: Walk): readonly Bound[] {
  const { parent } = state
  if (parent === null) return walk.input(path, walk.scope)
  if (parent.type === 'Parallel') return parameters(parent, 'Parameters', path, walk) ?? effective(parent, path, walk)
  // An iteration begins with what its selector makes of the item.
  return parameters(parent, 'ItemSelector', path, walk) ?? parameters(parent, 'Parameters', path, walk) ?? []
}

function output(state: State, path: readonly string[], walk: Walk): readonly Bound[] {
  const outputPath = pathAt(state.value, 'OutputPath')
  if (outputPath === 'nothing') return []
  const asked = [...(outputPath ?? []), ...path]
  if (state.type === 'Choice' || state.type === 'Wait') return effective(state, asked, walk)
  if (state.language === 'JSONata') return outputOfJsonata(state, asked, walk)
  const resultPath = pathAt(state.value, 'ResultPath')
  if (resultPath === 'nothing') return effective(state, asked, walk)
  const inResult = resultPath === null ? asked : startsWith(asked, resultPath) ? asked.slice(resultPath.length) : null
  if (inResult === null) return raw(state, asked, walk)
  return state.type === 'Pass' ? passResult(state, inResult, walk) : []
}

function passResult(state: State, path: readonly string[], walk: Walk): readonly Bound[] {
  const result = firstAt(state.value, ['Result'])
  if (result !== null) return readValue(result, path)
  return parameters(state, 'Parameters', path, walk) ?? effective(state, path, walk)
}

function outputOfJsonata(state: State, path: readonly string[], walk: Walk): readonly Bound[] {
  if (firstAt(state.value, ['Output']) !== null) return parameters(state, 'Output', path, walk) ?? []
  return state.type === 'Pass' ? effective(state, path, walk) : []
}

/** A path into a payload template; null where the state has no such template. */
export function parameters(state: State, name: string, path: readonly string[], walk: Walk): readonly Bound[] | null {
  const template = firstAt(state.value, [name])
  return template === null ? null : inTemplate(state, template, path, walk)
}

function inTemplate(state: State, template: Value, path: readonly string[], walk: Walk): readonly Bound[] {
  const [step, ...rest] = path
  const expression = template.kind === 'text' ? inputPathOf(literalOf(template.text) ?? '', state.language) : null
  if (expression !== null) return effective(state, [...expression, ...path], walk)
  if (step === undefined || template.kind !== 'map') return readValue(template, path)
  const computed = template.entries.get(`${step}.$`)
  if (computed !== undefined) {
    const written = computed.kind === 'text' ? literalOf(computed.text) : null
    const from = written === null ? null : inputPathOf(written, 'JSONPath')
    return from === null ? [unknown('a value that the state machine computes')] : effective(state, [...from, ...rest], walk)
  }
  const entry = template.entries.get(step)
  return entry === undefined ? [] : inTemplate(state, entry, rest, walk)
}

/** `$.a.b` (of a `.$` member), or `{% $states.input.a.b %}`, as a path into the state's input; null for anything else. */
export function inputPathOf(written: string, language: string): readonly string[] | null {
  if (language === 'JSONata') {
    const found = /^\{%\s*\$states\.input((?:\.[A-Za-z_]\w*|\[\d+\])*)\s*%\}$/.exec(written)
    return found === null ? null : jsonPath(`$${found[1] ?? ''}`)
  }
  return /^\$(?!\$)[.\w[\]'"*-]*$/.test(written) ? jsonPath(written) : null
}

/** `nothing`: the member is null; null: it is not there, and `$` stands for it. */
function pathAt(value: Value, key: string): readonly string[] | 'nothing' | null {
  const member = firstAt(value, [key])
  if (member === null) return null
  if (member.kind === 'null') return 'nothing'
  const [written] = textsAt(member)
  return written === undefined ? null : jsonPath(literalOf(written) ?? '$')
}

const startsWith = (path: readonly string[], head: readonly string[]): boolean => head.every((step, i) => path[i] === step)

/** The same walk from outside: a path into the payload that a state hands to what it calls. */
export function readTemplate(
  state: State,
  names: readonly string[],
  path: readonly string[],
  input: MachineInput,
  scope: Scope,
): readonly Bound[] {
  const walk: Walk = { input, scope, seen: new Set() }
  let at: Value | null = firstAt(state.value, names.slice(0, 1))
  for (const name of names.slice(1)) {
    const inner: Value | null = firstAt(at, [name])
    const computed = firstAt(at, [`${name}.$`])
    if (inner === null && computed !== null) {
      const written = stateText({ kind: 'map', entries: new Map([['p', computed]]), at: computed.at }, 'p')
      const from = written === null ? null : inputPathOf(written, 'JSONPath')
      return from === null ? [] : effective(state, [...from, ...path], walk)
    }
    at = inner
  }
  return at === null ? effective(state, path, walk) : inTemplate(state, at, path, walk)
}
