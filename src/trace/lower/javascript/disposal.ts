/**
 * `using` and `await using`: what is declared so is disposed of when the block ends, however it ends. The rest of the block is
 * lowered as the body of a `try` whose `finally` calls the method.
 */
import type * as Ast from 'oxc-parser'
import type { Expr, Stmt } from '../ir.js'
import { readName, type Scope } from './scope.js'

export type Disposal = Ast.VariableDeclaration & { readonly kind: 'using' | 'await using' }

export const isDisposal = (node: Ast.Statement | Ast.Directive): node is Disposal =>
  node.type === 'VariableDeclaration' && (node.kind === 'using' || node.kind === 'await using') && node.declare !== true

/** @param rest what stands behind the declaration in its block */
export function disposing(declared: Stmt, node: Disposal, rest: readonly Stmt[], scope: Scope): Stmt[] {
  const at = node.start
  const names = node.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : [])).reverse()
  const last: Stmt[] = names.flatMap((name) =>
    methodsOf(node).map((key): Stmt => ({ op: 'do', expr: calling(name, key, node, scope), at })),
  )
  return [
    declared,
    {
      op: 'try',
      body: { op: 'block', body: rest, frame: null, at },
      error: null,
      handler: null,
      last: { op: 'block', body: last, frame: null, at },
      at,
    },
  ]
}

/** `await using` takes the other method where the object has none of its own kind; few have both. */
const methodsOf = ({ kind }: Disposal): readonly string[] => (kind === 'using' ? ['@@dispose'] : ['@@asyncDispose', '@@dispose'])

function calling(name: string, key: string, { kind, start: at }: Disposal, scope: Scope): Expr {
  const callee: Expr = { op: 'member', object: readName(scope, name, at), key, keyAt: at, optional: true, at }
  const call: Expr = { op: 'chain', body: { op: 'call', callee, args: [], optional: true, at }, at }
  return kind === 'using' ? call : { op: 'await', value: call, at }
}
