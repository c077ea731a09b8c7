/** Statements other than loops, and how the statements of a block stand in order. */
import type * as Ast from 'oxc-parser'
import { unknownValue } from '../../values.js'
import type { Case, Expr, Stmt } from '../ir.js'
import { disposing, isDisposal } from './disposal.js'
import { named } from './expressions.js'
import { declareNames, hoistBlock } from './hoist.js'
import { lowerLoop } from './loops.js'
import { blockScope, type Lowering, ownFrame, type Scope, writeName } from './scope.js'
import { lowerEnum, lowerImportEquals, lowerNamespace } from './typescript.js'

type Node = Ast.Statement | Ast.Directive

/** Function declarations come first: they are there before the block runs. */
export function lowerStatements(lower: Lowering, nodes: readonly Node[], scope: Scope): Stmt[] {
  const first: Stmt[] = []
  const rest: Stmt[] = []
  for (const [i, node] of nodes.entries()) {
    if (isDisposal(node)) {
      const behind = lowerStatements(lower, nodes.slice(i + 1), scope)
      return [...first, ...rest.filter((each) => each.op !== 'nothing'), ...disposing(declaration(lower, node, scope), node, behind, scope)]
    }
    const declared = node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration' ? node.declaration : node
    if (declared?.type === 'FunctionDeclaration' && declared.id !== null && declared.body !== null)
      first.push(functionDeclaration(lower, declared, scope))
    else rest.push(lower.statement(node as Ast.Statement, scope))
  }
  return [...first, ...rest.filter((each) => each.op !== 'nothing')]
}

function functionDeclaration(lower: Lowering, node: Ast.Function, scope: Scope): Stmt {
  const at = node.start
  const name = node.id?.name ?? ''
  return { op: 'let', into: writeName(scope, name, at), value: { op: 'function', code: lower.fn(node, scope, name), at }, at }
}

export function lowerStatement(lower: Lowering, node: Ast.Statement, scope: Scope): Stmt {
  const at = node.start
  switch (node.type) {
    case 'ExpressionStatement':
      return { op: 'do', expr: lower.expr(node.expression, scope), at }
    case 'VariableDeclaration':
      return node.declare === true ? { op: 'nothing', at } : declaration(lower, node, scope)
    case 'FunctionDeclaration':
      return functionDeclaration(lower, node, scope)
    case 'ClassDeclaration':
      if (node.declare === true) return { op: 'nothing', at }
      return {
        op: 'let',
        into: writeName(scope, node.id?.name ?? '', at),
        value: { op: 'class', code: lower.cls(node, scope, ''), at },
        at,
      }
    case 'ReturnStatement':
      return { op: 'return', value: node.argument === null ? null : lower.expr(node.argument, scope), at }
    case 'IfStatement':
      return {
        op: 'if',
        test: lower.expr(node.test, scope),
        yes: lower.statement(node.consequent, scope),
        no: node.alternate === null ? null : lower.statement(node.alternate, scope),
        at,
      }
    case 'BlockStatement':
      return block(lower, node.body, blockScope(scope, 'block'), at)
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
      return lowerLoop(lower, node, scope, [])
    case 'LabeledStatement':
      return labeled(lower, node, scope, [])
    case 'SwitchStatement':
      return switchStatement(lower, node, scope)
    case 'TryStatement':
      return tryStatement(lower, node, scope)
    case 'ThrowStatement':
      return { op: 'throw', value: lower.expr(node.argument, scope), at }
    case 'BreakStatement':
      return { op: 'break', label: node.label?.name ?? null, at }
    case 'ContinueStatement':
      return { op: 'continue', label: node.label?.name ?? null, at }
    case 'WithStatement':
      return lower.statement(node.body, scope)
    case 'TSEnumDeclaration':
      return lowerEnum(lower, node, scope)
    case 'TSModuleDeclaration':
      return node.global ? { op: 'nothing', at } : lowerNamespace(lower, node, scope)
    case 'TSImportEqualsDeclaration':
      return lowerImportEquals(node, scope)
    case 'ExportNamedDeclaration':
      return node.declaration === null ? { op: 'nothing', at } : lower.statement(node.declaration, scope)
    case 'ExportDefaultDeclaration':
      return defaultExport(lower, node, scope)
    case 'TSExportAssignment':
      return { op: 'let', into: writeName(scope, EXPORT_ASSIGNMENT, at), value: lower.expr(node.expression, scope), at }
    default:
      return { op: 'nothing', at }
  }
}

/** Slots of the module's frame that no source name can take. */
export const DEFAULT_EXPORT = '*default*'
export const EXPORT_ASSIGNMENT = 'export='

function defaultExport(lower: Lowering, node: Ast.ExportDefaultDeclaration, scope: Scope): Stmt {
  const at = node.start
  const inner = node.declaration
  if (inner.type === 'TSInterfaceDeclaration') return { op: 'nothing', at }
  // Named functions and classes are exported through the slot of their name.
  if ((inner.type === 'FunctionDeclaration' || inner.type === 'ClassDeclaration') && inner.id !== null) return lower.statement(inner, scope)
  let value: Expr
  if (inner.type === 'FunctionDeclaration') value = { op: 'function', code: lower.fn(inner, scope, 'default'), at }
  else if (inner.type === 'ClassDeclaration') value = { op: 'class', code: lower.cls(inner, scope, 'default'), at }
  else value = named(lower, inner as Ast.Expression, scope, 'default')
  return { op: 'let', into: writeName(scope, DEFAULT_EXPORT, at), value, at }
}

export function block(lower: Lowering, nodes: readonly Ast.Statement[], scope: Scope, at: number): Stmt {
  hoistBlock(nodes, scope)
  const body = lower.statements(nodes, scope)
  return { op: 'block', body, frame: ownFrame(scope), at }
}

function declaration(lower: Lowering, node: Ast.VariableDeclaration, scope: Scope): Stmt {
  const at = node.start
  if (node.declare === true) return { op: 'nothing', at }
  const body: Stmt[] = []
  for (const each of node.declarations) {
    // `var x;` leaves what is there.
    if (each.init === null && node.kind === 'var') continue
    const name = each.id.type === 'Identifier' ? each.id.name : ''
    const value = each.init === null ? null : named(lower, each.init, scope, name)
    body.push({ op: 'let', into: lower.pattern(each.id, scope), value, at: each.start })
  }
  const [only] = body
  return body.length === 1 && only !== undefined ? only : { op: 'block', body, frame: null, at }
}

function labeled(lower: Lowering, node: Ast.LabeledStatement, scope: Scope, labels: readonly string[]): Stmt {
  const all = [...labels, node.label.name]
  switch (node.body.type) {
    case 'LabeledStatement':
      return labeled(lower, node.body, scope, all)
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
      return lowerLoop(lower, node.body, scope, all)
    default:
      return { op: 'labeled', label: node.label.name, body: lower.statement(node.body, scope), at: node.start }
  }
}

function switchStatement(lower: Lowering, node: Ast.SwitchStatement, outer: Scope): Stmt {
  const on = lower.expr(node.discriminant, outer)
  const scope = blockScope(outer, 'block')
  for (const each of node.cases) hoistBlock(each.consequent, scope)
  const cases: Case[] = node.cases.map((each) => ({
    test: each.test === null ? null : lower.expr(each.test, scope),
    body: lower.statements(each.consequent, scope),
  }))
  return { op: 'switch', on, cases, frame: ownFrame(scope), at: node.start }
}

function tryStatement(lower: Lowering, node: Ast.TryStatement, scope: Scope): Stmt {
  const at = node.start
  const body = lower.statement(node.block, scope)
  const last = node.finalizer === null ? null : lower.statement(node.finalizer, scope)
  if (node.handler === null) return { op: 'try', body, error: null, handler: null, last, at }
  const inner = blockScope(scope, 'block')
  if (node.handler.param !== null) declareNames(node.handler.param, inner)
  const error = node.handler.param === null ? null : lower.pattern(node.handler.param, inner)
  const caught = lower.statement(node.handler.body, inner)
  const frame = ownFrame(inner)
  if (frame === null) return { op: 'try', body, error, handler: caught, last, at }
  // The error is bound in the handler's frame, so the pattern is written inside of it.
  const bound: Stmt[] = error === null ? [] : [{ op: 'let', into: error, value: { op: 'constant', value: CAUGHT, at }, at }]
  const handler: Stmt = { op: 'block', body: [...bound, caught], frame, at }
  return { op: 'try', body, error: null, handler, last, at }
}

const CAUGHT = unknownValue('an error that was caught')
