/** Functions. Their bodies are lowered when they are first called. */
import type * as Ast from 'oxc-parser'
import type { Expr, FunctionBody, FunctionCode, Pattern, Stmt } from '../ir.js'
import { declareNames, hoistBlock, hoistVars } from './hoist.js'
import { declare, type FunctionNode, functionScope, type Lowering, readName, type Scope } from './scope.js'

export function lowerFunction(lower: Lowering, node: FunctionNode, scope: Scope, name: string): FunctionCode {
  let body: FunctionBody | null = null
  return {
    name: node.id?.name ?? name,
    at: node.start,
    end: node.end,
    module: lower.module,
    arrow: node.type === 'ArrowFunctionExpression',
    asynchronous: node.async,
    generator: node.generator,
    body: () => {
      body ??= lowerBody(lower, node, scope)
      return body
    },
  }
}

function lowerBody(lower: Lowering, node: FunctionNode, outer: Scope): FunctionBody {
  const arrow = node.type === 'ArrowFunctionExpression'
  const scope = functionScope(outer, arrow ? outer.hasArguments : true)
  const ownName = node.type === 'FunctionExpression' && node.id !== null ? declare(scope, node.id.name) : null
  const params = node.params.filter((param) => !isThisParameter(param))
  for (const param of params) declareNames(boundPattern(param), scope)
  const statements =
    node.body === null || !('body' in node.body) || !Array.isArray(node.body.body) ? [] : (node.body.body as Ast.Statement[])
  hoistVars(statements, scope)
  hoistBlock(statements, scope)

  const patterns: Pattern[] = []
  const kept: { name: string; from: Expr }[] = []
  let rest: Pattern | null = null
  for (const param of params) {
    if (param.type === 'RestElement') rest = lower.pattern(param.argument, scope)
    else patterns.push(lower.pattern(param, scope))
    const name = param.type === 'TSParameterProperty' ? nameOf(param.parameter) : null
    if (name !== null) kept.push({ name, from: readName(scope, name, param.start) })
  }
  return { params: patterns, rest, frame: scope.frame, ownName, body: bodyStatements(lower, node, statements, scope), kept }
}

function bodyStatements(lower: Lowering, node: FunctionNode, statements: readonly Ast.Statement[], scope: Scope): Stmt[] {
  if (node.type === 'ArrowFunctionExpression' && node.expression) {
    return [{ op: 'return', value: lower.expr(node.body as Ast.Expression, scope), at: node.body.start }]
  }
  return lower.statements(statements, scope)
}

/** TypeScript's type of `this`, which nobody gives. */
const isThisParameter = (param: Ast.ParamPattern): boolean => param.type === 'Identifier' && param.name === 'this'

const boundPattern = (param: Ast.ParamPattern): Ast.BindingPattern =>
  param.type === 'RestElement' ? param.argument : param.type === 'TSParameterProperty' ? param.parameter : param

const nameOf = (pattern: Ast.BindingPattern): string | null =>
  pattern.type === 'Identifier' ? pattern.name : pattern.type === 'AssignmentPattern' ? nameOf(pattern.left) : null
