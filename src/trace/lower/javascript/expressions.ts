/** Expressions, by kind of node. Types vanish here: `x as T`, `x!`, `<T>x` and `x satisfies T` are `x`. */
import type * as Ast from 'oxc-parser'
import { ANY_NUMBER, booleanValue, NULL, numberValue, textValue, UNDEFINED, unknownValue } from '../../values.js'
import type { Expr, Item, ObjectPart } from '../ir.js'
import { lowerJsx } from './jsx.js'
import { keyOf, PRIVATE } from './patterns.js'
import { type Lowering, readName, type Scope } from './scope.js'

export function lowerExpr(lower: Lowering, node: Ast.Expression, scope: Scope): Expr {
  const at = node.start
  switch (node.type) {
    case 'Literal':
      return literal(node)
    case 'Identifier':
      return readName(scope, node.name, at)
    case 'ThisExpression':
      return { op: 'self', at }
    case 'TemplateLiteral':
      return { op: 'text', parts: templateParts(lower, node, scope), at }
    case 'TaggedTemplateExpression':
      return {
        op: 'tagged',
        tag: lower.expr(node.tag, scope),
        texts: node.quasi.quasis.map((each) => each.value.cooked ?? each.value.raw),
        values: node.quasi.expressions.map((each) => lower.expr(each, scope)),
        at,
      }
    case 'ArrayExpression':
      return { op: 'list', items: items(lower, node.elements, scope), at }
    case 'ObjectExpression':
      return { op: 'object', parts: node.properties.map((each) => objectPart(lower, each, scope)), at }
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'TSDeclareFunction':
    case 'TSEmptyBodyFunctionExpression':
    case 'ArrowFunctionExpression':
      return { op: 'function', code: lower.fn(node, scope, ''), at }
    case 'ClassDeclaration':
    case 'ClassExpression':
      return { op: 'class', code: lower.cls(node, scope, ''), at }
    case 'MemberExpression':
      return member(lower, node, scope)
    case 'CallExpression':
      return call(lower, node, scope)
    case 'NewExpression':
      return { op: 'new', callee: lower.expr(node.callee, scope), args: items(lower, node.arguments, scope), at }
    case 'ChainExpression':
      return { op: 'chain', body: lower.expr(node.expression, scope), at }
    case 'AssignmentExpression':
      return assignment(lower, node, scope)
    case 'UpdateExpression':
      return {
        op: 'step',
        by: node.operator === '++' ? 1 : -1,
        prefix: node.prefix,
        target: lower.pattern(node.argument, scope),
        read: lower.expr(node.argument as Ast.Expression, scope),
        at,
      }
    case 'UnaryExpression':
      return unary(lower, node, scope)
    case 'BinaryExpression':
      return binary(lower, node, scope)
    case 'LogicalExpression':
      return { op: 'logical', operator: node.operator, left: lower.expr(node.left, scope), right: lower.expr(node.right, scope), at }
    case 'ConditionalExpression':
      return {
        op: 'choose',
        test: lower.expr(node.test, scope),
        yes: lower.expr(node.consequent, scope),
        no: lower.expr(node.alternate, scope),
        at,
      }
    case 'SequenceExpression':
      return { op: 'sequence', parts: node.expressions.map((each) => lower.expr(each, scope)), at }
    case 'AwaitExpression':
      return { op: 'await', value: lower.expr(node.argument, scope), at }
    case 'YieldExpression': {
      const value: Expr = node.argument === null ? { op: 'constant', value: UNDEFINED, at } : lower.expr(node.argument, scope)
      return { op: 'yield', value, each: node.delegate, at }
    }
    case 'ImportExpression':
      return { op: 'load', specifier: lower.expr(node.source, scope), at }
    case 'MetaProperty':
      return node.meta.name === 'new' ? { op: 'newTarget', at } : { op: 'importMeta', at }
    case 'JSXElement':
    case 'JSXFragment':
      return lowerJsx(lower, node, scope)
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
    case 'TSNonNullExpression':
    case 'TSInstantiationExpression':
      return lower.expr(node.expression, scope)
    case 'Super':
    case 'V8IntrinsicExpression':
      return { op: 'constant', value: unknownValue('an expression that has no value of its own'), at }
  }
}

function literal(node: Extract<Ast.Expression, { type: 'Literal' }>): Expr {
  const at = node.start
  if ('regex' in node) return { op: 'regex', source: node.regex.pattern, flags: node.regex.flags, at }
  if ('bigint' in node) return { op: 'constant', value: ANY_NUMBER, at }
  const { value } = node
  if (typeof value === 'string') return { op: 'constant', value: textValue(value), at }
  if (typeof value === 'number') return { op: 'constant', value: numberValue(value), at }
  if (typeof value === 'boolean') return { op: 'constant', value: booleanValue(value), at }
  return { op: 'constant', value: NULL, at }
}

function templateParts(lower: Lowering, node: Ast.TemplateLiteral, scope: Scope): Expr[] {
  const parts: Expr[] = []
  node.quasis.forEach((quasi, i) => {
    const text = quasi.value.cooked ?? quasi.value.raw
    if (text !== '') parts.push({ op: 'constant', value: textValue(text), at: quasi.start })
    const value = node.expressions[i]
    if (value !== undefined) parts.push(lower.expr(value, scope))
  })
  return parts
}

export const items = (lower: Lowering, nodes: readonly (Ast.SpreadElement | Ast.Expression | null)[], scope: Scope): Item[] =>
  nodes.map((each) => {
    if (each === null) return null
    const spread = each.type === 'SpreadElement'
    return { spread, value: lower.expr(spread ? each.argument : each, scope) }
  })

function objectPart(lower: Lowering, node: Ast.ObjectPropertyKind, scope: Scope): ObjectPart {
  if (node.type === 'SpreadElement') return { kind: 'spread', value: lower.expr(node.argument, scope) }
  const key = keyOf(lower, node.key, node.computed, scope)
  const name = typeof key === 'string' ? key : ''
  if (node.kind !== 'init' && node.value.type === 'FunctionExpression') {
    return { kind: node.kind, key, code: lower.fn(node.value, scope, name) }
  }
  return { kind: 'member', key, value: named(lower, node.value, scope, name) }
}

/** Lowers a value that is given a name: functions and classes without a name of their own take it. */
export function named(lower: Lowering, node: Ast.Expression, scope: Scope, name: string): Expr {
  switch (node.type) {
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return { op: 'function', code: lower.fn(node, scope, name), at: node.start }
    case 'ClassExpression':
      return { op: 'class', code: lower.cls(node, scope, name), at: node.start }
    default:
      return lower.expr(node, scope)
  }
}

function member(lower: Lowering, node: Ast.MemberExpression, scope: Scope): Expr {
  const at = node.start
  const key = keyOf(lower, node.property, node.computed, scope)
  if (node.object.type === 'Super') return { op: 'super', key, at }
  const object = lower.expr(node.object, scope)
  const shape = { object, optional: node.optional, at, keyAt: node.property.start }
  return typeof key === 'string' ? { op: 'member', ...shape, key } : { op: 'index', ...shape, key }
}

function call(lower: Lowering, node: Ast.CallExpression, scope: Scope): Expr {
  const at = node.start
  const args = items(lower, node.arguments, scope)
  if (node.callee.type === 'Super') return { op: 'superCall', args, at }
  return { op: 'call', callee: lower.expr(node.callee, scope), args, optional: node.optional, at }
}

function assignment(lower: Lowering, node: Ast.AssignmentExpression, scope: Scope): Expr {
  const at = node.start
  const target = lower.pattern(node.left, scope)
  const name = node.left.type === 'Identifier' ? node.left.name : node.left.type === 'MemberExpression' ? propertyName(node.left) : ''
  const value = named(lower, node.right, scope, name)
  if (node.operator === '=') return { op: 'assign', target, value, at }
  return { op: 'update', operator: node.operator.slice(0, -1), target, read: lower.expr(node.left as Ast.Expression, scope), value, at }
}

const propertyName = (node: Ast.MemberExpression): string =>
  !node.computed && node.property.type === 'Identifier' ? node.property.name : ''

function unary(lower: Lowering, node: Ast.UnaryExpression, scope: Scope): Expr {
  const at = node.start
  const target = node.argument.type === 'ChainExpression' ? node.argument.expression : node.argument
  if (node.operator === 'delete' && target.type === 'MemberExpression' && target.object.type !== 'Super') {
    return { op: 'delete', object: lower.expr(target.object, scope), key: keyOf(lower, target.property, target.computed, scope), at }
  }
  return { op: 'unary', operator: node.operator, value: lower.expr(node.argument, scope), at }
}

function binary(lower: Lowering, node: Ast.BinaryExpression | Ast.PrivateInExpression, scope: Scope): Expr {
  const at = node.start
  if (node.left.type === 'PrivateIdentifier') {
    const key: Expr = { op: 'constant', value: textValue(`${PRIVATE}${node.left.name}`), at }
    return { op: 'binary', operator: 'in', left: key, right: lower.expr(node.right, scope), at }
  }
  if (node.operator === '+') {
    const terms: Ast.Expression[] = []
    let rest: Ast.Expression = node
    while (rest.type === 'BinaryExpression' && rest.operator === '+') {
      terms.push(rest.right)
      rest = rest.left as Ast.Expression
    }
    if (terms.length > 1) return { op: 'sum', parts: [rest, ...terms.reverse()].map((each) => lower.expr(each, scope)), at }
  }
  return { op: 'binary', operator: node.operator, left: lower.expr(node.left, scope), right: lower.expr(node.right, scope), at }
}
