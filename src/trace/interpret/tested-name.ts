/** Tests of missing values as compilers write them for optional chains and defaults. */
import type { Expr } from '../lower/ir.js'

export const isMissingTest = (test: Expr): boolean =>
  (test.op === 'binary' && (test.operator === '==' || test.operator === '===') && isNullishConstant(test.right)) ||
  (test.op === 'logical' && test.operator === '||' && isMissingTest(test.left) && isMissingTest(test.right))

type Local = Extract<Expr, { op: 'local' }>

/** What compilers make of `x ?? y` and `x || y`: `(a = x) != null ? a : y`, `a !== null && a !== void 0 ? a : y`, `a ? a : y`. */
export function testedName(test: Expr): { readonly local: Pick<Local, 'slot' | 'hops'>; readonly operator: '??' | '||' } | null {
  if (test.op === 'local') return { local: test, operator: '||' }
  if (test.op === 'assign' && test.target.op === 'local') return { local: test.target, operator: '||' }
  if (test.op === 'logical' && test.operator === '&&') {
    const right = testedName(test.right)
    return right?.operator === '??' ? right : null
  }
  if (test.op !== 'binary' || !test.operator.startsWith('!=') || !isNullishConstant(test.right)) return null
  const left = testedName(test.left)
  return left === null ? null : { local: left.local, operator: '??' }
}

export const isNullishConstant = (expr: Expr): boolean =>
  (expr.op === 'constant' && (expr.value.kind === 'null' || expr.value.kind === 'undefined')) ||
  (expr.op === 'unary' && expr.operator === 'void')
