/**
 * Template expressions to values. Intrinsic functions are one table; what depends on what is not known before deployment
 * stays a symbol, what depends on an undecided condition becomes options, and nothing throws.
 * Source: CloudFormation User Guide, "Intrinsic function reference".
 */
import type { Place } from '../../outcome/index.js'
import { symText } from '../../policy/index.js'
import { type Node, soleKey, sourceOf } from '../document/node.js'
import type { Value } from '../types.js'
import { listValue, literalValue, mapValue, nullValue, textValue, unknownValue } from '../values.js'
import { conditionEvaluator } from './conditions.js'
import { resolveDynamicReferences } from './dynamic-reference.js'
import { functionTable } from './functions.js'
import { referenceEvaluator } from './references.js'
import type { Evaluated, Evaluator, Scope } from './scope.js'

const CONDITION_FUNCTIONS: ReadonlySet<string> = new Set(['Fn::And', 'Fn::Equals', 'Fn::Not', 'Fn::Or'])

/** Evaluating stops here: aliases that refer to aliases can stand for more nodes than there are atoms. */
const MAX_STEPS = 1_000_000
/** Deeper than any template; keeps a cyclic anchor from ending the stack. */
const MAX_DEPTH = 400

export function evaluator(scope: Scope): Evaluator {
  let steps = 0
  let depth = 0

  const evaluate = (node: Node): Evaluated => {
    if (++steps > MAX_STEPS || depth > MAX_DEPTH) return exhausted(node.at)
    depth++
    try {
      return evaluateNode(node)
    } finally {
      depth--
    }
  }

  const evaluateNode = (node: Node): Evaluated => {
    if (node.kind === 'scalar') return scalarValue(node.value, node.source, node.at)
    if (node.kind === 'list') {
      const found: Value[] = []
      for (const item of node.items) {
        const value = evaluate(item)
        if (value !== null) found.push(value)
      }
      return listValue(found, node.at)
    }
    const name = soleKey(node)
    if (name !== null) {
      const argument = node.entries.get(name) as Node
      if (name === 'Ref' && argument.kind === 'scalar') return self.reference(sourceOf(argument) ?? '', node.at)
      if (CONDITION_FUNCTIONS.has(name)) return booleanValue(decide(node), node.at)
      const call = functions.get(name)
      if (call !== undefined) return call(argument, node.at)
      if (name.startsWith('Fn::') && !name.startsWith('Fn::ForEach')) return unknownValue(`\`${name}\` is not evaluated`, node.at)
    }
    const entries = new Map<string, Value>()
    for (const [key, member] of node.entries) {
      const value = evaluate(member)
      if (value !== null) entries.set(key, value)
    }
    return mapValue(entries, node.at)
  }

  let reported = false
  const exhausted = (at: Place): Value => {
    if (!reported)
      scope.report({
        code: 'app/too-deep',
        message: 'the template expands to more than can be read: anchors or functions refer to each other over and over',
        hint: 'write the repeated part out, or split the template',
        at,
      })
    reported = true
    return unknownValue('the template expands to more than can be read', at)
  }

  const value = (node: Node): Value => evaluate(node) ?? nullValue(node.at)
  const { reference, attribute } = referenceEvaluator(scope)
  const { condition, decide } = conditionEvaluator(scope, value)
  const self: Evaluator = { evaluate, value, condition, decide, reference, attribute, scope }
  const functions = functionTable(self)
  return self
}

function scalarValue(value: string | number | boolean | null, source: string, at: Place): Value {
  if (value === null) return nullValue(at)
  if (typeof value === 'number') return { kind: 'number', number: value, at }
  if (typeof value === 'boolean') return { kind: 'boolean', boolean: value, at }
  return source.includes('{{resolve:') ? textValue(resolveDynamicReferences(symText(source)), at) : literalValue(source, at)
}

function booleanValue(decided: boolean | null, at: Place): Value {
  if (decided !== null) return { kind: 'boolean', boolean: decided, at }
  return { kind: 'options', options: [true, false].map((boolean) => ({ kind: 'boolean', boolean, at }) as const), at }
}
