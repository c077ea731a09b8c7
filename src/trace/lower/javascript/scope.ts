/**
 * Names to slots. Lowering a function needs only what is declared around it, so bodies can be lowered one by one, when
 * they are first called. Block variables share the frame of their function, except inside loops, where each round has a
 * frame of its own: closures made there must not see the next round's values.
 */
import type * as Ast from 'oxc-parser'
import type { ClassCode, Expr, FrameSize, FunctionCode, ModuleCode, Pattern, Stmt } from '../ir.js'

export type Binding =
  | { readonly kind: 'slot'; readonly slot: number }
  | { readonly kind: 'imported'; readonly source: number; readonly name: string }

export interface Scope {
  readonly parent: Scope | null
  readonly names: Map<string, Binding>
  readonly frame: FrameSize
  /** Inside of a loop of its own function. */
  readonly inLoop: boolean
  /** Function scopes keep `var` names. */
  readonly isFunction: boolean
  /** Whether `arguments` means something here. */
  readonly hasArguments: boolean
}

/** What the parts of lowering share, so that none of them needs to import another. */
export interface Lowering {
  readonly module: ModuleCode
  readonly text: string
  /** The number of an import source, made when it is new. */
  source(specifier: string, at: number): number
  expr(node: Ast.Expression, scope: Scope): Expr
  pattern(node: PatternNode, scope: Scope): Pattern
  statement(node: Ast.Statement, scope: Scope): Stmt
  /** Statements of a block whose names are declared already: functions first, then the rest in order. */
  statements(nodes: readonly (Ast.Statement | Ast.Directive)[], scope: Scope): Stmt[]
  fn(node: FunctionNode, scope: Scope, name: string): FunctionCode
  cls(node: Ast.Class, scope: Scope, name: string): ClassCode
}

export type FunctionNode = Ast.Function | Ast.ArrowFunctionExpression
export type PatternNode =
  | Ast.BindingPattern
  | Ast.AssignmentTarget
  | Ast.AssignmentTargetMaybeDefault
  | Ast.ParamPattern
  | Ast.VariableDeclaration

export const functionScope = (parent: Scope | null, hasArguments: boolean): Scope => ({
  parent,
  names: new Map(),
  frame: { slots: 0 },
  inLoop: false,
  isFunction: true,
  hasArguments,
})

/** A block: in a loop it gets a frame, else its variables live in the frame around it. */
export const blockScope = (parent: Scope, loop: 'loop' | 'block'): Scope => {
  const inLoop = parent.inLoop || loop === 'loop'
  return {
    parent,
    names: new Map(),
    frame: inLoop ? { slots: 0 } : parent.frame,
    inLoop,
    isFunction: false,
    hasArguments: parent.hasArguments,
  }
}

/** The frame that a block has to itself, null where it has none or nothing is kept in it. */
export const ownFrame = (scope: Scope): FrameSize | null =>
  scope.parent !== null && scope.frame === scope.parent.frame ? null : scope.frame

export function declare(scope: Scope, name: string): number {
  const known = scope.names.get(name)
  if (known?.kind === 'slot') return known.slot
  const slot = scope.frame.slots++
  scope.names.set(name, { kind: 'slot', slot })
  return slot
}

export type Resolved =
  | { readonly kind: 'slot'; readonly hops: number; readonly slot: number }
  | { readonly kind: 'imported'; readonly source: number; readonly name: string }

export function resolve(scope: Scope, name: string): Resolved | null {
  let hops = 0
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const found = at.names.get(name)
    if (found !== undefined) return found.kind === 'slot' ? { kind: 'slot', hops, slot: found.slot } : found
    if (at.parent !== null && at.parent.frame !== at.frame) hops++
  }
  return null
}

/** Reads a name that is declared in the scope or around it. */
export function readName(scope: Scope, name: string, at: number): Expr {
  const found = resolve(scope, name)
  if (found === null) {
    if (name === 'undefined') return { op: 'constant', value: { kind: 'undefined' }, at }
    return name === 'arguments' && scope.hasArguments ? { op: 'arguments', at } : { op: 'global', name, at }
  }
  if (found.kind === 'imported') return { op: 'imported', source: found.source, name: found.name, at }
  return { op: 'local', name, hops: found.hops, slot: found.slot, at }
}

export function writeName(scope: Scope, name: string, at: number): Pattern {
  const found = resolve(scope, name)
  if (found === null) return { op: 'global', name, at }
  if (found.kind === 'imported') return { op: 'nowhere', at }
  return { op: 'local', name, hops: found.hops, slot: found.slot, at }
}
