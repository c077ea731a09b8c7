/**
 * The form between syntax and meaning: what a program does, without a language's spelling. Lowering writes it and decides
 * nothing; the interpreter reads it and knows no syntax. `at` is the offset of the node in its module's text.
 *
 * Variables are slots of frames: `hops` frames outwards, then `slot`. A function call has a frame, and so has each round
 * of a block inside a loop, so that closures made in different rounds see different variables.
 */
import type { Value } from '../values.js'

export type Expr =
  | { readonly op: 'constant'; readonly value: Value; readonly at: number }
  | { readonly op: 'regex'; readonly source: string; readonly flags: string; readonly at: number }
  | { readonly op: 'text'; readonly parts: readonly Expr[]; readonly at: number }
  | { readonly op: 'local'; readonly name: string; readonly hops: number; readonly slot: number; readonly at: number }
  /** A binding that an import declares; `name` is `*` for the module itself. */
  | { readonly op: 'imported'; readonly source: number; readonly name: string; readonly at: number }
  | { readonly op: 'global'; readonly name: string; readonly at: number }
  | { readonly op: 'self'; readonly at: number }
  | { readonly op: 'newTarget'; readonly at: number }
  | { readonly op: 'importMeta'; readonly at: number }
  | { readonly op: 'arguments'; readonly at: number }
  | { readonly op: 'object'; readonly parts: readonly ObjectPart[]; readonly at: number }
  | { readonly op: 'list'; readonly items: readonly Item[]; readonly at: number }
  | { readonly op: 'function'; readonly code: FunctionCode; readonly at: number }
  | { readonly op: 'class'; readonly code: ClassCode; readonly at: number }
  | {
      readonly op: 'member'
      readonly object: Expr
      readonly key: string
      readonly optional: boolean
      readonly at: number
      readonly keyAt: number
    }
  | {
      readonly op: 'index'
      readonly object: Expr
      readonly key: Expr
      readonly optional: boolean
      readonly at: number
      readonly keyAt: number
    }
  | { readonly op: 'super'; readonly key: string | Expr; readonly at: number }
  | { readonly op: 'superCall'; readonly args: readonly Item[]; readonly at: number }
  | { readonly op: 'call'; readonly callee: Expr; readonly args: readonly Item[]; readonly optional: boolean; readonly at: number }
  | { readonly op: 'new'; readonly callee: Expr; readonly args: readonly Item[]; readonly at: number }
  /** Where an optional chain ends: short-circuited parts give undefined here. */
  | { readonly op: 'chain'; readonly body: Expr; readonly at: number }
  | { readonly op: 'assign'; readonly target: Pattern; readonly value: Expr; readonly at: number }
  /** `x op= value`, the short-circuiting ones too. */
  | {
      readonly op: 'update'
      readonly operator: string
      readonly target: Pattern
      readonly read: Expr
      readonly value: Expr
      readonly at: number
    }
  /** `x++` and `x--`, before or after. */
  | {
      readonly op: 'step'
      readonly by: number
      readonly prefix: boolean
      readonly target: Pattern
      readonly read: Expr
      readonly at: number
    }
  | { readonly op: 'unary'; readonly operator: string; readonly value: Expr; readonly at: number }
  | { readonly op: 'delete'; readonly object: Expr; readonly key: string | Expr; readonly at: number }
  | { readonly op: 'binary'; readonly operator: string; readonly left: Expr; readonly right: Expr; readonly at: number }
  /** A long chain of `+`, flat. */
  | { readonly op: 'sum'; readonly parts: readonly Expr[]; readonly at: number }
  | { readonly op: 'logical'; readonly operator: '&&' | '||' | '??'; readonly left: Expr; readonly right: Expr; readonly at: number }
  | { readonly op: 'choose'; readonly test: Expr; readonly yes: Expr; readonly no: Expr; readonly at: number }
  | { readonly op: 'sequence'; readonly parts: readonly Expr[]; readonly at: number }
  | { readonly op: 'await'; readonly value: Expr; readonly at: number }
  | { readonly op: 'yield'; readonly value: Expr; readonly each: boolean; readonly at: number }
  | { readonly op: 'load'; readonly specifier: Expr; readonly at: number }
  | { readonly op: 'tagged'; readonly tag: Expr; readonly texts: readonly string[]; readonly values: readonly Expr[]; readonly at: number }

/** An element or an argument; `null` is a hole. */
export type Item = { readonly spread: boolean; readonly value: Expr } | null

export type ObjectPart =
  | { readonly kind: 'member'; readonly key: string | Expr; readonly value: Expr }
  | { readonly kind: 'get' | 'set'; readonly key: string | Expr; readonly code: FunctionCode }
  | { readonly kind: 'spread'; readonly value: Expr }

export type Pattern =
  | { readonly op: 'local'; readonly name: string; readonly hops: number; readonly slot: number; readonly at: number }
  | { readonly op: 'global'; readonly name: string; readonly at: number }
  | { readonly op: 'member'; readonly object: Expr; readonly key: string; readonly at: number }
  | { readonly op: 'index'; readonly object: Expr; readonly key: Expr; readonly at: number }
  | { readonly op: 'super'; readonly key: string | Expr; readonly at: number }
  | {
      readonly op: 'members'
      readonly members: readonly { readonly key: string | Expr; readonly into: Pattern }[]
      readonly rest: Pattern | null
      readonly at: number
    }
  | { readonly op: 'items'; readonly items: readonly (Pattern | null)[]; readonly rest: Pattern | null; readonly at: number }
  | { readonly op: 'default'; readonly into: Pattern; readonly value: Expr; readonly at: number }
  /** Assignment to something that cannot be assigned (an import): evaluated for nothing. */
  | { readonly op: 'nowhere'; readonly at: number }

export type Stmt =
  | { readonly op: 'do'; readonly expr: Expr; readonly at: number }
  | { readonly op: 'let'; readonly into: Pattern; readonly value: Expr | null; readonly at: number }
  | { readonly op: 'if'; readonly test: Expr; readonly yes: Stmt; readonly no: Stmt | null; readonly at: number }
  | { readonly op: 'block'; readonly body: readonly Stmt[]; readonly frame: FrameSize | null; readonly at: number }
  /** `first` runs once; `test` before each round (after it where `late`); `after` at the end of each round. Where the loop has
   *  a frame, each round has a copy of it. */
  | {
      readonly op: 'loop'
      readonly first: Stmt | null
      readonly test: Expr | null
      readonly late: boolean
      readonly after: Expr | null
      readonly body: Stmt
      readonly frame: FrameSize | null
      readonly label: readonly string[]
      readonly at: number
    }
  | {
      readonly op: 'each'
      readonly over: 'values' | 'keys'
      readonly of: Expr
      readonly into: Pattern
      readonly body: Stmt
      readonly frame: FrameSize | null
      readonly label: readonly string[]
      readonly at: number
    }
  | { readonly op: 'switch'; readonly on: Expr; readonly cases: readonly Case[]; readonly frame: FrameSize | null; readonly at: number }
  | {
      readonly op: 'try'
      readonly body: Stmt
      readonly error: Pattern | null
      readonly handler: Stmt | null
      readonly last: Stmt | null
      readonly at: number
    }
  | { readonly op: 'return'; readonly value: Expr | null; readonly at: number }
  | { readonly op: 'throw'; readonly value: Expr; readonly at: number }
  | { readonly op: 'break'; readonly label: string | null; readonly at: number }
  | { readonly op: 'continue'; readonly label: string | null; readonly at: number }
  | { readonly op: 'labeled'; readonly label: string; readonly body: Stmt; readonly at: number }
  /** `export =` and `export default expression` write here as well, through slots. */
  | { readonly op: 'nothing'; readonly at: number }

export interface Case {
  /** Null: `default`. */
  readonly test: Expr | null
  readonly body: readonly Stmt[]
}

/** A frame's number of slots is known when its code is lowered, and not before. */
export interface FrameSize {
  slots: number
}

export interface FunctionCode {
  readonly name: string
  readonly at: number
  readonly end: number
  readonly module: ModuleCode
  readonly arrow: boolean
  readonly asynchronous: boolean
  readonly generator: boolean
  /** Lowered when it is first asked for: most functions of a bundle never are. */
  body(): FunctionBody
}

export interface FunctionBody {
  readonly params: readonly Pattern[]
  readonly rest: Pattern | null
  readonly frame: FrameSize
  /** The slot of the function's own name, where an expression has one. */
  readonly ownName: number | null
  readonly body: readonly Stmt[]
  /** `this.x = x` for each parameter property. */
  readonly kept: readonly { readonly name: string; readonly from: Expr }[]
}

export interface ClassCode {
  readonly name: string
  readonly at: number
  readonly end: number
  /** Where the name of a class expression is bound inside of it. */
  readonly ownName: Pattern | null
  readonly parent: Expr | null
  readonly construct: FunctionCode | null
  readonly members: readonly ClassMember[]
  readonly decorators: readonly Expr[]
  readonly module: ModuleCode
  /** Written types of the constructor's parameters as expressions, for containers that inject by type; null: no name. */
  readonly paramTypes: readonly (Expr | null)[]
  readonly paramDecorators: readonly (readonly Expr[])[]
}

export interface ClassMember {
  readonly kind: 'method' | 'get' | 'set' | 'field' | 'block'
  readonly isStatic: boolean
  readonly key: string | Expr
  /** A field's initialiser and a static block are functions without parameters. Null: a field without initialiser. */
  readonly code: FunctionCode | null
  readonly decorators: readonly Expr[]
  /** Like the constructor's `paramTypes`, of a field. */
  readonly type: Expr | null
}

export interface ModuleCode {
  /** Absolute path, or a name in brackets for what is in no file. */
  readonly file: string
  readonly text: string
  readonly form: 'esm' | 'cjs'
  /** TypeScript, whose imports follow the compiler's interoperation rules. */
  readonly typed: boolean
  /** How decorators of the app's own are called: with a prototype, a name and a descriptor, or with the value and a context. */
  readonly decorators: 'legacy' | 'standard'
  readonly sources: readonly ImportSource[]
  readonly exports: ReadonlyMap<string, ExportCode>
  readonly stars: readonly number[]
  readonly frame: FrameSize
  readonly body: readonly Stmt[]
}

export interface ImportSource {
  readonly specifier: string
  readonly at: number
}

export type ExportCode =
  | { readonly kind: 'slot'; readonly slot: number }
  | { readonly kind: 'imported'; readonly source: number; readonly name: string }
