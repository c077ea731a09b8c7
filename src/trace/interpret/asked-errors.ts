/** Which errors a handler asks for: names and status codes that it compares with or tests instances of. */
import type { Expr, Stmt } from '../lower/ir.js'
import { literalText } from '../values.js'

const known = new WeakMap<object, Set<string>>()

const TELLING = new Set(['name', 'code', 'Code', '__type', 'statusCode', 'httpStatusCode', 'status', 'errorType', 'message'])

export function askedErrors(node: Stmt | readonly Stmt[]): Set<string> {
  const before = known.get(node)
  if (before !== undefined) return before
  const found = new Set<string>()
  visit(node, found)
  known.set(node, found)
  return found
}

function visit(node: unknown, found: Set<string>): void {
  if (Array.isArray(node)) {
    for (const each of node) visit(each, found)
    return
  }
  if (node === null || typeof node !== 'object' || !('op' in node || 'test' in node || 'kind' in node || 'spread' in node)) return
  const expr = node as Expr
  if (expr.op === 'binary') {
    if (expr.operator === 'instanceof') addType(expr.right, found)
    else if (expr.operator.startsWith('==') || expr.operator.startsWith('!=')) addCompared(expr.left, expr.right, found)
  }
  if (expr.op === 'call' && expr.callee.op === 'member' && ['includes', 'startsWith', 'has'].includes(expr.callee.key)) {
    const [first] = expr.args
    if (first !== null && first !== undefined) addConstant(first.value, found)
    if (expr.callee.object.op === 'list') for (const each of expr.callee.object.items) if (each !== null) addConstant(each.value, found)
  }
  const stmt = node as Stmt
  if (stmt.op === 'switch' && mentionsError(stmt.on)) for (const each of stmt.cases) if (each.test !== null) addConstant(each.test, found)
  for (const [key, value] of Object.entries(node)) if (key !== 'code') visit(value, found)
}

function addCompared(left: Expr, right: Expr, found: Set<string>): void {
  if (mentionsError(left)) addConstant(right, found)
  if (mentionsError(right)) addConstant(left, found)
}

const mentionsError = (expr: Expr): boolean =>
  expr.op === 'member'
    ? TELLING.has(expr.key)
    : expr.op === 'chain'
      ? mentionsError(expr.body)
      : expr.op === 'local' && TELLING.has(expr.name)

function addConstant(expr: Expr, found: Set<string>): void {
  if (expr.op !== 'constant') return
  const text = literalText(expr.value)
  if (text !== null && text !== '') found.add(text)
  else if (expr.value.kind === 'number' && expr.value.number !== null) found.add(String(expr.value.number))
}

function addType(expr: Expr, found: Set<string>): void {
  if (expr.op === 'member') found.add(expr.key)
  else if (expr.op === 'imported' || expr.op === 'local' || expr.op === 'global') found.add(expr.name)
}
