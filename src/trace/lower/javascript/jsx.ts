/**
 * JSX is a call of whatever makes elements, with the component, its properties and its children. What makes elements is
 * not followed, so components and handlers in properties are called with unknown arguments.
 */
import type * as Ast from 'oxc-parser'
import { TRUE, textValue, UNDEFINED } from '../../values.js'
import type { Expr, Item, ObjectPart } from '../ir.js'
import { type Lowering, readName, type Scope } from './scope.js'

export function lowerJsx(lower: Lowering, node: Ast.JSXElement | Ast.JSXFragment, scope: Scope): Expr {
  const at = node.start
  const args: Item[] = []
  if (node.type === 'JSXElement') {
    args.push({ spread: false, value: elementName(node.openingElement.name, scope) })
    args.push({
      spread: false,
      value: { op: 'object', parts: node.openingElement.attributes.map((each) => attribute(lower, each, scope)), at },
    })
  }
  for (const child of node.children) {
    if (child.type === 'JSXElement' || child.type === 'JSXFragment') args.push({ spread: false, value: lower.expr(child, scope) })
    else if (child.type === 'JSXExpressionContainer' && child.expression.type !== 'JSXEmptyExpression') {
      args.push({ spread: false, value: lower.expr(child.expression, scope) })
    } else if (child.type === 'JSXSpreadChild') args.push({ spread: true, value: lower.expr(child.expression, scope) })
  }
  return { op: 'call', callee: { op: 'global', name: 'JSX elements', at }, args, optional: false, at }
}

function elementName(node: Ast.JSXElementName | Ast.JSXMemberExpressionObject, scope: Scope): Expr {
  const at = node.start
  if (node.type === 'JSXMemberExpression') {
    return {
      op: 'member',
      object: elementName(node.object, scope),
      key: node.property.name,
      optional: false,
      at,
      keyAt: node.property.start,
    }
  }
  const name = node.type === 'JSXNamespacedName' ? node.name.name : node.name
  return /^[a-z]/.test(name) ? { op: 'constant', value: textValue(name), at } : readName(scope, name, at)
}

function attribute(lower: Lowering, node: Ast.JSXAttributeItem, scope: Scope): ObjectPart {
  if (node.type === 'JSXSpreadAttribute') return { kind: 'spread', value: lower.expr(node.argument, scope) }
  const key = node.name.type === 'JSXNamespacedName' ? node.name.name.name : node.name.name
  return { kind: 'member', key, value: attributeValue(lower, node, scope) }
}

function attributeValue(lower: Lowering, node: Ast.JSXAttribute, scope: Scope): Expr {
  const { value } = node
  if (value === null) return { op: 'constant', value: TRUE, at: node.start }
  if (value.type !== 'JSXExpressionContainer') return lower.expr(value, scope)
  return value.expression.type === 'JSXEmptyExpression'
    ? { op: 'constant', value: UNDEFINED, at: value.start }
    : lower.expr(value.expression, scope)
}
