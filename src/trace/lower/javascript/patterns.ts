/** Where values go: names, members, and destructuring, in declarations, parameters and assignments alike. */
import type * as Ast from 'oxc-parser'
import type { Pattern } from '../ir.js'
import { type Lowering, type PatternNode, type Scope, writeName } from './scope.js'

export function lowerPattern(lower: Lowering, node: PatternNode, scope: Scope): Pattern {
  const at = node.start
  switch (node.type) {
    case 'Identifier':
      return writeName(scope, node.name, at)
    case 'MemberExpression':
      return memberTarget(lower, node, scope)
    case 'AssignmentPattern':
      return { op: 'default', into: lower.pattern(node.left, scope), value: lower.expr(node.right, scope), at }
    case 'ObjectPattern':
      return objectPattern(lower, node, scope)
    case 'ArrayPattern': {
      const items: (Pattern | null)[] = []
      let rest: Pattern | null = null
      for (const each of node.elements) {
        if (each?.type === 'RestElement') rest = lower.pattern(each.argument, scope)
        else items.push(each === null ? null : lower.pattern(each, scope))
      }
      return { op: 'items', items, rest, at }
    }
    case 'TSParameterProperty':
      return lower.pattern(node.parameter, scope)
    case 'RestElement':
      return lower.pattern(node.argument, scope)
    case 'VariableDeclaration': {
      const [first] = node.declarations
      return first === undefined ? { op: 'nowhere', at } : lower.pattern(first.id, scope)
    }
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
      return lower.pattern(node.expression as Ast.AssignmentTarget, scope)
  }
}

function objectPattern(lower: Lowering, node: Ast.ObjectPattern | Ast.ObjectAssignmentTarget, scope: Scope): Pattern {
  const members: { key: string | ReturnType<Lowering['expr']>; into: Pattern }[] = []
  let rest: Pattern | null = null
  for (const each of node.properties) {
    if (each.type === 'RestElement') rest = lower.pattern(each.argument, scope)
    else members.push({ key: keyOf(lower, each.key, each.computed, scope), into: lower.pattern(each.value, scope) })
  }
  return { op: 'members', members, rest, at: node.start }
}

function memberTarget(lower: Lowering, node: Ast.MemberExpression, scope: Scope): Pattern {
  const at = node.start
  const key = keyOf(lower, node.property, node.computed, scope)
  if (node.object.type === 'Super') return { op: 'super', key, at }
  const object = lower.expr(node.object, scope)
  return typeof key === 'string' ? { op: 'member', object, key, at } : { op: 'index', object, key, at }
}

/** No name of the source begins like this, so private members are never mixed up with others. */
export const PRIVATE = '@@#'

/** A member's name: text where the source writes it, else an expression. Private names are marked. */
export function keyOf(lower: Lowering, key: Ast.PropertyKey, computed: boolean, scope: Scope): string | ReturnType<Lowering['expr']> {
  if (key.type === 'PrivateIdentifier') return `${PRIVATE}${key.name}`
  if (!computed && key.type === 'Identifier') return key.name
  if (key.type === 'Literal' && (typeof key.value === 'string' || typeof key.value === 'number')) return String(key.value)
  return lower.expr(key as Ast.Expression, scope)
}
