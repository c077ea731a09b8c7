/** Loops: counted, conditional, over values and over keys. */
import type * as Ast from 'oxc-parser'
import type { Stmt } from '../ir.js'
import { declareNames } from './hoist.js'
import { blockScope, type Lowering, ownFrame, type Scope } from './scope.js'

type Loop = Ast.ForStatement | Ast.ForInStatement | Ast.ForOfStatement | Ast.WhileStatement | Ast.DoWhileStatement

export function lowerLoop(lower: Lowering, node: Loop, outer: Scope, label: readonly string[]): Stmt {
  const at = node.start
  switch (node.type) {
    case 'WhileStatement':
    case 'DoWhileStatement': {
      const scope = blockScope(outer, 'loop')
      const test = lower.expr(node.test, scope)
      const body = lower.statement(node.body, scope)
      const late = node.type === 'DoWhileStatement'
      return { op: 'loop', first: null, test, late, after: null, body, frame: ownFrame(scope), label, at }
    }
    case 'ForStatement': {
      const scope = blockScope(outer, 'loop')
      const { init } = node
      if (init?.type === 'VariableDeclaration' && init.kind !== 'var') for (const each of init.declarations) declareNames(each.id, scope)
      let first: Stmt | null = null
      if (init?.type === 'VariableDeclaration') first = lower.statement(init, scope)
      else if (init !== null) first = { op: 'do', expr: lower.expr(init as Ast.Expression, scope), at }
      const test = node.test === null ? null : lower.expr(node.test, scope)
      const after = node.update === null ? null : lower.expr(node.update, scope)
      const body = lower.statement(node.body, scope)
      return { op: 'loop', first, test, late: false, after, body, frame: ownFrame(scope), label, at }
    }
    case 'ForInStatement':
    case 'ForOfStatement': {
      const of = lower.expr(node.right, outer)
      const scope = blockScope(outer, 'loop')
      if (node.left.type === 'VariableDeclaration' && node.left.kind !== 'var') {
        for (const each of node.left.declarations) declareNames(each.id, scope)
      }
      const into = lower.pattern(node.left, scope)
      const body = lower.statement(node.body, scope)
      return { op: 'each', over: node.type === 'ForOfStatement' ? 'values' : 'keys', of, into, body, frame: ownFrame(scope), label, at }
    }
  }
}
