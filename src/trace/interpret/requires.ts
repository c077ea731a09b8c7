/** What a CommonJS module requires by a constant name while its top level runs: outside of functions, branches and loops. */
import type { Expr, ModuleCode, Stmt } from '../lower/ir.js'
import { literalText } from '../values.js'

export interface StaticRequire {
  readonly specifier: string
  readonly at: number
}

const known = new WeakMap<ModuleCode, readonly StaticRequire[]>()

export function staticRequires(code: ModuleCode): readonly StaticRequire[] {
  let found = known.get(code)
  if (found === undefined) {
    const all: StaticRequire[] = []
    for (const stmt of code.body) inStatement(stmt, all)
    found = all
    known.set(code, found)
  }
  return found
}

function inStatement(stmt: Stmt, found: StaticRequire[]): void {
  if (stmt.op === 'do') inExpr(stmt.expr, found, 0)
  else if (stmt.op === 'let' && stmt.value !== null) inExpr(stmt.value, found, 0)
  else if (stmt.op === 'block') for (const each of stmt.body) inStatement(each, found)
}

const MAX_DEPTH = 24

function inExpr(expr: Expr, found: StaticRequire[], depth: number): void {
  if (depth > MAX_DEPTH) return
  const inner = (each: Expr): void => inExpr(each, found, depth + 1)
  switch (expr.op) {
    case 'call': {
      const specifier = requiredBy(expr)
      if (specifier !== null) found.push({ specifier, at: expr.at })
      inner(expr.callee)
      for (const each of expr.args) if (each !== null) inner(each.value)
      return
    }
    case 'new':
      inner(expr.callee)
      for (const each of expr.args) if (each !== null) inner(each.value)
      return
    case 'member':
      inner(expr.object)
      return
    case 'assign':
      inner(expr.value)
      return
    case 'sequence':
      for (const each of expr.parts) inner(each)
      return
    case 'object':
      for (const each of expr.parts) if (each.kind === 'member' || each.kind === 'spread') inner(each.value)
      return
    default:
  }
}

function requiredBy(expr: Extract<Expr, { op: 'call' }>): string | null {
  const { callee } = expr
  const named = (callee.op === 'local' || callee.op === 'global') && callee.name === 'require'
  const [first] = expr.args
  return named && first !== null && first !== undefined && first.value.op === 'constant' ? literalText(first.value.value) : null
}
