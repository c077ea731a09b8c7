/**
 * Conditions in three values: true, false, and null for "only known at deployment". A parameter decides a condition where
 * a person or the parent stack set it; a default alone does not, since other stages set others.
 * Source: CloudFormation User Guide, "Condition functions".
 */
import { printSym } from '../../policy/index.js'
import { itemsOf, member, type Node, soleKey, sourceOf } from '../document/node.js'
import type { Value } from '../types.js'
import { alternatives, fingerprint, literal, textOf } from '../values.js'
import type { Scope } from './scope.js'

export function conditionEvaluator(
  scope: Scope,
  value: (node: Node) => Value,
): { condition: (name: string) => boolean | null; decide: (node: Node) => boolean | null } {
  const known = new Map<string, boolean | null>()
  const open = new Set<string>()

  function condition(name: string): boolean | null {
    const found = known.get(name)
    if (found !== undefined) return found
    const node = member(scope.conditions ?? undefined, name)
    if (node === undefined || open.has(name)) {
      const at = scope.conditions?.keys.get(name) ?? scope.conditions?.at ?? null
      scope.report(
        node === undefined
          ? { code: 'app/unknown-condition', message: `the condition \`${name}\` is not declared`, hint: 'declare it under Conditions', at }
          : { code: 'app/cyclic-condition', message: `the condition \`${name}\` depends on itself`, hint: 'break the circle', at },
      )
      known.set(name, null)
      return null
    }
    open.add(name)
    const decided = decide(node)
    open.delete(name)
    // A circle leaves its members undecided; the first answer stands.
    if (!known.has(name)) known.set(name, decided)
    return known.get(name) ?? null
  }

  function decide(node: Node): boolean | null {
    const name = soleKey(node)
    const argument = name === null ? undefined : member(node, name)
    if (name === null || argument === undefined) return booleanOf(value(node))
    switch (name) {
      case 'Condition':
        return condition(sourceOf(argument) ?? '')
      case 'Fn::Not':
        return not(decideFirst(argument))
      case 'Fn::And':
        return all(itemsOf(argument).map(decide))
      case 'Fn::Or':
        return not(all(itemsOf(argument).map((item) => not(decide(item)))))
      case 'Fn::Equals': {
        const [left, right] = itemsOf(argument)
        return left === undefined || right === undefined ? null : equals(sides(left), sides(right))
      }
      default:
        return booleanOf(value(node))
    }
  }

  const decideFirst = (node: Node): boolean | null => {
    const [first] = itemsOf(node)
    return first === undefined ? null : decide(first)
  }

  /** What a side of `Fn::Equals` can be; a text where it is known, null for what only deployment knows. */
  function sides(node: Node): readonly (string | null)[] {
    const referenced = soleKey(node) === 'Ref' ? sourceOf(member(node, 'Ref')) : null
    const parameter = referenced === null ? undefined : scope.parameters.get(referenced)
    if (parameter !== undefined && literal(parameter.value) === null) {
      if (parameter.decided !== null) return alternatives(parameter.decided).map(comparable)
      // With AllowedValues the parameter is one of them, whichever stage it is.
      return parameter.allowed ?? [comparable(parameter.value)]
    }
    return alternatives(value(node)).map(comparable)
  }

  return { condition, decide }
}

/** Symbols compare as themselves: `${AWS::Region}` is equal to `${AWS::Region}` and perhaps to `us-east-1`. */
function comparable(value: Value): string | null {
  const text = textOf(value)
  if (text === null) return value.kind === 'list' ? fingerprint(value) : null
  return text.some((piece) => piece.kind === 'any') && value.kind === 'unknown' ? null : printSym(text)
}

/** True or false where every combination of sides says the same. */
function equals(left: readonly (string | null)[], right: readonly (string | null)[]): boolean | null {
  const answers = new Set<boolean | null>()
  for (const a of left)
    for (const b of right) {
      if (a === null || b === null) answers.add(null)
      else if (a === b) answers.add(true)
      else answers.add(a.includes('${') || b.includes('${') ? null : false)
    }
  return answers.size === 1 ? ([...answers][0] ?? null) : null
}

function booleanOf(value: Value): boolean | null {
  const answers = new Set(alternatives(value).map((side) => literal(side)))
  if (answers.size !== 1) return null
  const [answer] = answers
  return answer === 'true' ? true : answer === 'false' ? false : null
}

const not = (decided: boolean | null): boolean | null => (decided === null ? null : !decided)

const all = (decided: readonly (boolean | null)[]): boolean | null =>
  decided.includes(false) ? false : decided.includes(null) ? null : decided.length > 0
