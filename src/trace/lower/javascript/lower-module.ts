/** A parsed module to its code: imports and exports, the frame of its top level, and the statements of it. */
import type * as Ast from 'oxc-parser'
import type { ExportCode, ImportSource, ModuleCode } from '../ir.js'
import { lowerClass } from './classes.js'
import { lowerExpr } from './expressions.js'
import { lowerFunction } from './functions.js'
import { hoistBlock, hoistVars } from './hoist.js'
import { lowerPattern } from './patterns.js'
import { declare, functionScope, type Lowering, resolve, type Scope } from './scope.js'
import { DEFAULT_EXPORT, EXPORT_ASSIGNMENT, lowerStatement, lowerStatements } from './statements.js'
import { namesUsedAsValues } from './values-used.js'

export interface ParsedModule {
  readonly file: string
  readonly text: string
  readonly program: Ast.Program
  readonly form: 'esm' | 'cjs'
  readonly typed: boolean
}

/** The first slots of a CommonJS module's frame, in this order. */
export const COMMONJS_NAMES = ['exports', 'require', 'module', '__filename', '__dirname'] as const

export function lowerModule(parsed: ParsedModule, decorators: ModuleCode['decorators']): ModuleCode {
  const sources: ImportSource[] = []
  const exports = new Map<string, ExportCode>()
  const stars: number[] = []
  const scope = functionScope(null, parsed.form === 'cjs')
  const module = {
    file: parsed.file,
    text: parsed.text,
    form: parsed.form,
    typed: parsed.typed,
    decorators,
    sources,
    exports,
    stars,
    frame: scope.frame,
    body: [] as ModuleCode['body'],
  }
  const lower = loweringOf(module, sources)
  const body = parsed.program.body

  if (parsed.form === 'cjs') for (const name of COMMONJS_NAMES) declare(scope, name)
  hoistVars(body, scope)
  hoistBlock(body, scope)
  const used = parsed.typed ? namesUsedAsValues(parsed.program) : null
  for (const node of body) declareImports(lower, node, scope, used)
  for (const node of body) declareExports(lower, node, scope, exports, stars)
  module.body = lower.statements(body, scope)
  return module
}

function loweringOf(module: ModuleCode, sources: ImportSource[]): Lowering {
  const numbers = new Map<string, number>()
  const lower: Lowering = {
    module,
    text: module.text,
    source: (specifier, at) => {
      const known = numbers.get(specifier)
      if (known !== undefined) return known
      numbers.set(specifier, sources.length)
      return sources.push({ specifier, at }) - 1
    },
    expr: (node, scope) => lowerExpr(lower, node, scope),
    pattern: (node, scope) => lowerPattern(lower, node, scope),
    statement: (node, scope) => lowerStatement(lower, node, scope),
    statements: (nodes, scope) => lowerStatements(lower, nodes, scope),
    fn: (node, scope, name) => lowerFunction(lower, node, scope, name),
    cls: (node, scope, name) => lowerClass(lower, node, scope, name),
  }
  return lower
}

type Node = Ast.Program['body'][number]

function declareImports(lower: Lowering, node: Node, scope: Scope, used: ReadonlySet<string> | null): void {
  if (node.type !== 'ImportDeclaration' || node.importKind === 'type') return
  const specifiers = node.specifiers.filter((each) => each.type !== 'ImportSpecifier' || each.importKind !== 'type')
  const wanted = used === null ? specifiers : specifiers.filter((each) => used.has(each.local.name))
  if (node.specifiers.length > 0 && wanted.length === 0) return
  const source = lower.source(node.source.value, node.start)
  for (const each of wanted) {
    const name =
      each.type === 'ImportDefaultSpecifier' ? 'default' : each.type === 'ImportNamespaceSpecifier' ? '*' : exportName(each.imported)
    scope.names.set(each.local.name, { kind: 'imported', source, name })
  }
}

const exportName = (name: Ast.ModuleExportName): string => (name.type === 'Literal' ? name.value : name.name)

function declareExports(lower: Lowering, node: Node, scope: Scope, exports: Map<string, ExportCode>, stars: number[]): void {
  switch (node.type) {
    case 'TSExportAssignment':
      exports.set(EXPORT_ASSIGNMENT, { kind: 'slot', slot: declare(scope, EXPORT_ASSIGNMENT) })
      return
    case 'ExportAllDeclaration':
      if (node.exportKind === 'type') return
      if (node.exported === null) stars.push(lower.source(node.source.value, node.start))
      else exports.set(exportName(node.exported), { kind: 'imported', source: lower.source(node.source.value, node.start), name: '*' })
      return
    case 'ExportDefaultDeclaration': {
      const inner = node.declaration
      if (inner.type === 'TSInterfaceDeclaration' || inner.type === 'TSDeclareFunction') return
      const own =
        (inner.type === 'FunctionDeclaration' || inner.type === 'ClassDeclaration') && inner.id !== null ? inner.id.name : DEFAULT_EXPORT
      exports.set('default', { kind: 'slot', slot: declare(scope, own) })
      return
    }
    case 'ExportNamedDeclaration':
      if (node.exportKind !== 'type') exportNamed(lower, node, scope, exports)
      return
    default:
  }
}

function exportNamed(lower: Lowering, node: Ast.ExportNamedDeclaration, scope: Scope, exports: Map<string, ExportCode>): void {
  if (node.declaration !== null) {
    const declared = functionScope(null, false)
    hoistBlock([node.declaration], declared)
    hoistVars([node.declaration], declared)
    for (const name of declared.names.keys()) exportSlot(name, name, scope, exports)
  }
  const source = node.source === null ? null : lower.source(node.source.value, node.start)
  for (const each of node.specifiers) {
    if (each.exportKind === 'type') continue
    const outer = exportName(each.exported)
    if (source !== null) exports.set(outer, { kind: 'imported', source, name: exportName(each.local) })
    else exportSlot(outer, exportName(each.local), scope, exports)
  }
}

function exportSlot(outer: string, local: string, scope: Scope, exports: Map<string, ExportCode>): void {
  const found = resolve(scope, local)
  if (found?.kind === 'slot') exports.set(outer, { kind: 'slot', slot: found.slot })
  else if (found?.kind === 'imported') exports.set(outer, { kind: 'imported', source: found.source, name: found.name })
}
