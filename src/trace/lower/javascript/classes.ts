/** Classes: a field's initialiser and a static block become functions that run with `this` bound as the language does. */
import type * as Ast from 'oxc-parser'
import type { ClassCode, ClassMember, Expr, FunctionCode, Pattern } from '../ir.js'
import { named } from './expressions.js'
import { hoistBlock, hoistVars } from './hoist.js'
import { keyOf } from './patterns.js'
import { blockScope, declare, functionScope, type Lowering, readName, type Scope, writeName } from './scope.js'

export function lowerClass(lower: Lowering, node: Ast.Class, outer: Scope, name: string): ClassCode {
  const ownName = node.type === 'ClassExpression' && node.id !== null ? node.id.name : null
  const scope = ownName === null ? outer : { ...blockScope(outer, 'block'), frame: outer.frame }
  if (ownName !== null) declare(scope, ownName)
  const construct = node.body.body.find(isConstructor)
  const members: ClassMember[] = []
  for (const each of node.body.body) {
    const lowered = isConstructor(each) ? null : classMember(lower, each, scope)
    if (lowered !== null) members.push(lowered)
  }
  return {
    name: node.id?.name ?? name,
    at: node.start,
    end: node.end,
    ownName: ownName === null ? null : (writeName(scope, ownName, node.start) satisfies Pattern),
    parent: node.superClass === null ? null : lower.expr(node.superClass, scope),
    construct: construct === undefined ? null : lower.fn(construct.value, scope, 'constructor'),
    members,
    decorators: node.decorators.map((each) => lower.expr(each.expression, scope)),
    module: lower.module,
    paramTypes: construct === undefined ? [] : construct.value.params.map((each) => paramType(each, scope)),
    paramDecorators: construct === undefined ? [] : construct.value.params.map((each) => decorators(lower, decorated(each), scope)),
  }
}

// An overload has no body.
const isConstructor = (node: Ast.ClassElement): node is Ast.MethodDefinition =>
  node.type === 'MethodDefinition' && node.kind === 'constructor' && node.value.body !== null

function classMember(lower: Lowering, node: Ast.ClassElement, scope: Scope): ClassMember | null {
  switch (node.type) {
    case 'MethodDefinition': {
      if (node.value.body === null || node.kind === 'constructor') return null
      const key = keyOf(lower, node.key, node.computed, scope)
      const code = lower.fn(node.value, scope, typeof key === 'string' ? key : '')
      return { kind: node.kind, isStatic: node.static, key, code, decorators: decorators(lower, node, scope), type: null }
    }
    case 'PropertyDefinition':
    case 'AccessorProperty': {
      if (node.declare === true) return null
      const key = keyOf(lower, node.key, node.computed, scope)
      const code = node.value === null ? null : initialiser(lower, node.value, scope, typeof key === 'string' ? key : '')
      return {
        kind: 'field',
        isStatic: node.static,
        key,
        code,
        decorators: decorators(lower, node, scope),
        type: typeName(node.typeAnnotation, scope),
      }
    }
    case 'StaticBlock':
      return { kind: 'block', isStatic: true, key: '', code: staticBlock(lower, node, scope), decorators: [], type: null }
    default:
      return null
  }
}

const decorators = (lower: Lowering, node: { decorators: readonly Ast.Decorator[] }, scope: Scope): Expr[] =>
  node.decorators.map((each) => lower.expr(each.expression, scope))

function initialiser(lower: Lowering, value: Ast.Expression, outer: Scope, name: string): FunctionCode {
  return memberCode(lower, value, name, () => {
    const scope = functionScope(outer, false)
    const body = [{ op: 'return', value: named(lower, value, scope, name), at: value.start } as const]
    return { params: [], rest: null, frame: scope.frame, ownName: null, body, kept: [] }
  })
}

function staticBlock(lower: Lowering, node: Ast.StaticBlock, outer: Scope): FunctionCode {
  return memberCode(lower, node, 'static', () => {
    const scope = functionScope(outer, false)
    hoistVars(node.body, scope)
    hoistBlock(node.body, scope)
    return { params: [], rest: null, frame: scope.frame, ownName: null, body: lower.statements(node.body, scope), kept: [] }
  })
}

function memberCode(lower: Lowering, node: Ast.Span, name: string, make: FunctionCode['body']): FunctionCode {
  let body: ReturnType<FunctionCode['body']> | null = null
  return {
    name,
    at: node.start,
    end: node.end,
    module: lower.module,
    arrow: false,
    asynchronous: false,
    generator: false,
    body: () => {
      body ??= make()
      return body
    },
  }
}

function paramType(param: Ast.ParamPattern, scope: Scope): Expr | null {
  const pattern = param.type === 'TSParameterProperty' ? param.parameter : param
  return 'typeAnnotation' in pattern ? typeName(pattern.typeAnnotation, scope) : null
}

const decorated = (param: Ast.ParamPattern): { decorators: readonly Ast.Decorator[] } => ({
  decorators: 'decorators' in param && param.decorators !== undefined ? param.decorators : [],
})

/** The class that a written type names, where it is one name. */
function typeName(annotation: Ast.TSTypeAnnotation | null | undefined, scope: Scope): Expr | null {
  const type = annotation?.typeAnnotation
  if (type?.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return null
  const read = readName(scope, type.typeName.name, type.start)
  return read.op === 'global' ? null : read
}
