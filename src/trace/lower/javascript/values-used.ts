/**
 * Which names of a TypeScript file are used as values. The compiler leaves out imports of which only types are used, and
 * with them the run of the imported file. Types of what is decorated are values too, since containers inject by them.
 */
import type * as Ast from 'oxc-parser'

const TYPES_ONLY = new Set([
  'typeAnnotation',
  'typeParameters',
  'typeArguments',
  'superTypeArguments',
  'returnType',
  'implements',
  'parent',
])

/** Nodes of TypeScript that hold values; all others hold types alone. */
const WITH_VALUES = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSTypeAssertion',
  'TSNonNullExpression',
  'TSInstantiationExpression',
  'TSEnumDeclaration',
  'TSEnumBody',
  'TSEnumMember',
  'TSModuleDeclaration',
  'TSModuleBlock',
  'TSExportAssignment',
  'TSImportEqualsDeclaration',
  'TSQualifiedName',
  'TSParameterProperty',
  'TSAbstractMethodDefinition',
  'TSAbstractPropertyDefinition',
  'TSEmptyBodyFunctionExpression',
])

export function namesUsedAsValues(program: Ast.Program): ReadonlySet<string> {
  const used = new Set<string>()
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const each of node) visit(each)
      return
    }
    if (node === null || typeof node !== 'object') return
    const { type } = node as { type?: unknown }
    if (typeof type === 'string') {
      if (type === 'ImportDeclaration' || (type.startsWith('TS') && !WITH_VALUES.has(type))) return
      if (type === 'ExportNamedDeclaration' && (node as Ast.ExportNamedDeclaration).exportKind === 'type') return
      if (type === 'Identifier' || type === 'JSXIdentifier') {
        used.add((node as Ast.IdentifierReference).name)
        return
      }
    }
    if (type === 'ClassDeclaration' || type === 'ClassExpression') for (const name of injectedTypes(node as Ast.Class)) used.add(name)
    for (const key in node) if (!TYPES_ONLY.has(key)) visit((node as Record<string, unknown>)[key])
  }
  visit(program.body)
  return used
}

function injectedTypes(node: Ast.Class): readonly string[] {
  const members = node.body.body
  const params = members.flatMap((each) => (each.type === 'MethodDefinition' && each.kind === 'constructor' ? each.value.params : []))
  const isDecorated = node.decorators.length > 0 || params.some((each) => 'decorators' in each && (each.decorators ?? []).length > 0)
  const typed: readonly object[] = [
    ...(isDecorated ? params.map((each) => (each.type === 'TSParameterProperty' ? each.parameter : each)) : []),
    ...members.filter((each) => each.type === 'PropertyDefinition' && each.decorators.length > 0),
  ]
  return typed.flatMap((each) => {
    const type = ('typeAnnotation' in each ? (each.typeAnnotation as Ast.TSTypeAnnotation | null) : null)?.typeAnnotation
    return type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier' ? [type.typeName.name] : []
  })
}
