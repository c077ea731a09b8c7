/** What TypeScript adds at run time: enums, namespaces, `import x = require()`. */
import type * as Ast from 'oxc-parser'
import { numberValue, textValue } from '../../values.js'
import type { Expr, ObjectPart, Stmt } from '../ir.js'
import { hoistBlock, hoistVars } from './hoist.js'
import { declare, functionScope, type Lowering, readName, type Scope, writeName } from './scope.js'

export function lowerEnum(lower: Lowering, node: Ast.TSEnumDeclaration, scope: Scope): Stmt {
  const at = node.start
  if (node.declare) return { op: 'nothing', at }
  const parts: ObjectPart[] = []
  let next: number | null = 0
  for (const each of node.body.members) {
    const key =
      each.id.type === 'Identifier'
        ? each.id.name
        : each.id.type === 'Literal'
          ? each.id.value
          : each.id.quasis.map((q) => q.value.raw).join('')
    const given = each.initializer
    let value: Expr
    if (given !== null) value = lower.expr(given, scope)
    else value = { op: 'constant', value: next === null ? { kind: 'number', number: null } : numberValue(next), at: each.start }
    const number: number | null = given === null ? next : given.type === 'Literal' && typeof given.value === 'number' ? given.value : null
    // Numeric members can be read backwards.
    if (number !== null)
      parts.push({ kind: 'member', key: String(number), value: { op: 'constant', value: textValue(key), at: each.start } })
    parts.push({ kind: 'member', key, value })
    next = number === null ? null : number + 1
  }
  return { op: 'let', into: writeName(scope, node.id.name, at), value: { op: 'object', parts, at }, at }
}

/** A namespace is a function that is called once and gives the object of what it exports. */
export function lowerNamespace(lower: Lowering, node: Ast.TSModuleDeclaration, outer: Scope): Stmt {
  const at = node.start
  const block = node.body
  if (node.declare || block === null || node.id.type !== 'Identifier') return { op: 'nothing', at }
  const code = {
    name: node.id.name,
    at,
    end: node.end,
    module: lower.module,
    arrow: true,
    asynchronous: false,
    generator: false,
    body: () => {
      const scope = functionScope(outer, false)
      hoistVars(block.body, scope)
      hoistBlock(block.body, scope)
      const body = lower.statements(block.body, scope)
      const parts = exportedNames(block.body).map((name): ObjectPart => ({ kind: 'member', key: name, value: readName(scope, name, at) }))
      const give: Stmt = { op: 'return', value: { op: 'object', parts, at }, at }
      return { params: [], rest: null, frame: scope.frame, ownName: null, body: [...body, give], kept: [] }
    },
  }
  const members: Expr = { op: 'call', callee: { op: 'function', code, at }, args: [], optional: false, at }
  return { op: 'let', into: writeName(outer, node.id.name, at), value: merged(readName(outer, node.id.name, at), members, at), at }
}

/** A namespace adds to the function, class, enum or namespace of its name, where there is one. */
function merged(before: Expr, members: Expr, at: number): Expr {
  const empty: Expr = { op: 'object', parts: [], at }
  const target: Expr = { op: 'logical', operator: '||', left: before, right: empty, at }
  const assign: Expr = { op: 'member', object: { op: 'global', name: 'Object', at }, key: 'assign', optional: false, at, keyAt: at }
  const args = [target, members].map((value) => ({ spread: false, value }))
  return { op: 'call', callee: assign, args, optional: false, at }
}

function exportedNames(nodes: readonly (Ast.Statement | Ast.Directive)[]): string[] {
  const scope = functionScope(null, false)
  for (const node of nodes) {
    if (node.type !== 'ExportNamedDeclaration') continue
    if (node.declaration !== null) hoistBlock([node.declaration], scope)
    if (node.declaration?.type === 'VariableDeclaration') hoistVars([node.declaration], scope)
    for (const each of node.specifiers) if (each.local.type === 'Identifier') declare(scope, each.local.name)
  }
  return [...scope.names.keys()]
}

export function lowerImportEquals(node: Ast.TSImportEqualsDeclaration, scope: Scope): Stmt {
  const at = node.start
  if (node.importKind === 'type') return { op: 'nothing', at }
  const into = writeName(scope, node.id.name, at)
  const { moduleReference } = node
  if (moduleReference.type === 'TSExternalModuleReference') {
    const specifier: Expr = { op: 'constant', value: textValue(moduleReference.expression.value), at }
    const value: Expr = {
      op: 'call',
      callee: { op: 'global', name: 'require', at },
      args: [{ spread: false, value: specifier }],
      optional: false,
      at,
    }
    return { op: 'let', into, value, at }
  }
  return { op: 'let', into, value: entityName(moduleReference, scope), at }
}

function entityName(node: Ast.TSTypeName, scope: Scope): Expr {
  if (node.type === 'Identifier') return readName(scope, node.name, node.start)
  if (node.type === 'ThisExpression') return { op: 'self', at: node.start }
  return {
    op: 'member',
    object: entityName(node.left, scope),
    key: node.right.name,
    optional: false,
    at: node.start,
    keyAt: node.right.start,
  }
}
