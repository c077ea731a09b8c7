/** What a template's expressions can name, and what evaluating one can answer. */
import type { Place, Problem } from '../../outcome/index.js'
import type { MapNode, Node } from '../document/node.js'
import type { Value } from '../types.js'

export interface ParameterBinding {
  readonly type: string
  /** What `Ref` gives: the text where a person or the parent stack set it, else the parameter's own symbol. */
  readonly value: Value
  /** What conditions and mappings may rely on; null where only a default says so. */
  readonly decided: Value | null
  /** `AllowedValues`, null where all are. */
  readonly allowed: readonly string[] | null
}

/** Symbols that the caller knows; null leaves them symbols. */
export interface Pseudo {
  readonly account: string | null
  readonly region: string | null
}

export interface Scope {
  /** Before each logical ID in a symbol: empty in the root, `Stack/` in a nested stack. */
  readonly prefix: string
  readonly pseudo: Pseudo
  readonly parameters: ReadonlyMap<string, ParameterBinding>
  readonly mappings: Node | undefined
  readonly conditions: MapNode | null
  /** Logical IDs of the template and of what SAM makes, with their types. */
  readonly types: ReadonlyMap<string, string>
  /** A nested stack's output where its template can be read; null where it cannot, or has no such output. */
  readonly output: (stack: string, name: string) => Value | null
  /** What another stack of the app exports under a name; null where none does. */
  readonly imported: (name: string) => Value | null
  readonly report: (problem: Problem) => void
}

/** Null stands for `AWS::NoValue`. */
export type Evaluated = Value | null

export interface Evaluator {
  /** The value of an expression; null for `AWS::NoValue`. */
  readonly evaluate: (node: Node) => Evaluated
  /** The same with a place for nothing: `AWS::NoValue` is a null value. */
  readonly value: (node: Node) => Value
  /** A condition by name, or a condition expression: null where it cannot be decided before deployment. */
  readonly condition: (name: string) => boolean | null
  readonly decide: (node: Node) => boolean | null
  readonly reference: (name: string, at: Place) => Evaluated
  readonly attribute: (id: string, name: string, at: Place) => Value
  readonly scope: Scope
}
