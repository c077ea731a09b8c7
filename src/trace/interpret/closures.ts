/** What stands behind a function value of the source. */
import type { ClassCode, FunctionCode } from '../lower/ir.js'
import { type AbstractObject, optionsOf, type Value } from '../values.js'
import { current } from './lattice.js'
import type { Activation, ModuleInstance } from './run.js'
import type { Frame } from './world.js'

export type Closure = FunctionClosure | ClassClosure

export interface FunctionClosure {
  readonly kind: 'function'
  readonly code: FunctionCode
  readonly frame: Frame
  readonly module: ModuleInstance
  /** Whose `this`, `super` and `arguments` an arrow function has; null for other functions. */
  readonly outer: Activation | null
  /** The object that `super` starts from. */
  home: AbstractObject | null
}

export interface ClassClosure {
  readonly kind: 'class'
  readonly code: ClassCode
  readonly frame: Frame
  readonly module: ModuleInstance
  /** Null where the class extends nothing. */
  readonly parent: Value | null
  readonly prototype: AbstractObject
  readonly fields: readonly Field[]
  /** What decorators want to have run on each new instance. */
  readonly starters: readonly Value[]
}

export interface Field {
  readonly key: string | Value
  readonly code: FunctionCode | null
  /** Functions of decorators that change the first value. */
  readonly changes: readonly Value[]
}

export const closureIn = (fn: AbstractObject): Closure | null => (fn.code?.kind === 'closure' ? (fn.code.closure as Closure) : null)

export const isCallable = (value: Value): boolean => optionsOf(value).some((each) => each.kind === 'object' && current(each).code !== null)

/** A function's code where the value is exactly one function of the source. */
export const closureOfValue = (value: Value): Closure | null => (value.kind === 'object' ? closureIn(current(value)) : null)

/** Names of a class's own members, by which classes of the SDK are known inside of a bundle. */
export const memberNames = (code: ClassCode): ReadonlySet<string> =>
  new Set(code.members.flatMap(({ key, isStatic }) => (typeof key === 'string' && !isStatic ? [key] : [])))
