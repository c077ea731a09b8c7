/** Which names a function or block declares before any of it runs. */
import type * as Ast from 'oxc-parser'
import { declare, type Scope } from './scope.js'

type Statements = readonly (Ast.Statement | Ast.Directive)[]

/** Declares `var` names of a function body, wherever they stand in it, but not those of inner functions. */
export function hoistVars(nodes: Statements, scope: Scope): void {
  for (const node of nodes) hoistVar(node, scope)
}

function hoistVar(node: Ast.Statement | Ast.Directive | null, scope: Scope): void {
  if (node === null) return
  switch (node.type) {
    case 'VariableDeclaration':
      if (node.kind === 'var' && node.declare !== true) for (const each of node.declarations) declareNames(each.id, scope)
      return
    case 'IfStatement':
      hoistVar(node.consequent, scope)
      hoistVar(node.alternate, scope)
      return
    case 'ForStatement':
      if (node.init?.type === 'VariableDeclaration') hoistVar(node.init, scope)
      hoistVar(node.body, scope)
      return
    case 'ForInStatement':
    case 'ForOfStatement':
      if (node.left.type === 'VariableDeclaration') hoistVar(node.left, scope)
      hoistVar(node.body, scope)
      return
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'LabeledStatement':
    case 'WithStatement':
      hoistVar(node.body, scope)
      return
    case 'BlockStatement':
      hoistVars(node.body, scope)
      return
    case 'SwitchStatement':
      for (const each of node.cases) hoistVars(each.consequent, scope)
      return
    case 'TryStatement':
      hoistVar(node.block, scope)
      if (node.handler !== null) hoistVar(node.handler.body, scope)
      hoistVar(node.finalizer, scope)
      return
    case 'ExportNamedDeclaration':
      hoistVar(node.declaration, scope)
      return
    default:
  }
}

/**
 * Declares what a block's own statements declare: `let`, `const`, classes, functions, enums, namespaces. What TypeScript's
 * `declare` speaks of is elsewhere: a global.
 */
export function hoistBlock(nodes: Statements, scope: Scope): void {
  for (const node of nodes) {
    const inner =
      node.type === 'ExportNamedDeclaration' ? node.declaration : node.type === 'ExportDefaultDeclaration' ? node.declaration : node
    if (inner === null) continue
    switch (inner.type) {
      case 'VariableDeclaration':
        if (inner.kind !== 'var' && inner.declare !== true) for (const each of inner.declarations) declareNames(each.id, scope)
        break
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
        if (inner.id !== null && inner.declare !== true) declare(scope, inner.id.name)
        break
      case 'TSEnumDeclaration':
        if (!inner.declare) declare(scope, inner.id.name)
        break
      case 'TSModuleDeclaration':
        if (inner.id.type === 'Identifier' && inner.body !== null && !inner.declare) declare(scope, inner.id.name)
        break
      case 'TSImportEqualsDeclaration':
        if (inner.importKind !== 'type') declare(scope, inner.id.name)
        break
      default:
    }
  }
}

export function declareNames(pattern: Ast.BindingPattern, scope: Scope): void {
  switch (pattern.type) {
    case 'Identifier':
      declare(scope, pattern.name)
      return
    case 'AssignmentPattern':
      declareNames(pattern.left, scope)
      return
    case 'ObjectPattern':
      for (const each of pattern.properties) declareNames(each.type === 'RestElement' ? each.argument : each.value, scope)
      return
    case 'ArrayPattern':
      for (const each of pattern.elements) {
        if (each !== null) declareNames(each.type === 'RestElement' ? each.argument : each, scope)
      }
  }
}
