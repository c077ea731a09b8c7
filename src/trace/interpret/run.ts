/** What the parts of the interpreter share. Each part is given this and calls the others through it. */

import type { Place } from '../../outcome/index.js'
import type { Expr, FunctionCode, Item, ModuleCode, Pattern, Stmt } from '../lower/ir.js'
import type { AbstractObject, ListContent, Machine, RecordedCall, Value } from '../values.js'
import type { Findings, NewCall } from './findings.js'
import type { Changes, Frame, Mark, World } from './world.js'

export interface Run {
  readonly world: World
  readonly realm: Realm
  /** Environment variables of which the template says the texts that they can have. */
  readonly settings: ReadonlyMap<string, readonly string[]>
  modules: Modules
  /** What stands for a class of the source that is the SDK's own, by the names of its members; null: it is not. */
  bundledClass: (members: ReadonlySet<string>, text: () => string) => AbstractObject | null
  /** What the call of a function gives that a well-known package has, inside of a bundle; null: it is followed. */
  bundledCall: (code: FunctionCode, module: ModuleInstance, args: readonly Value[]) => Value | null
  readonly recorder: Recorder
  /** Notes an SDK call where the native function that runs was called, and gives its answer. */
  recordCall(call: RecordedCall): Value
  /** What the entry, or the module whose top level runs, has found so far. */
  findings: Findings
  /** A module's top level runs: nothing is handled yet. */
  loading: boolean
  budget: Budget
  libraryCalls: LibraryCalls
  /** The file that was started as a program; null: Lambda's runtime was, and it calls a handler. */
  started: string | null
  /** Objects born in these stretches are of the language and of Node's own modules. */
  readonly builtins: (readonly [from: number, to: number])[]
  /** Functions that may run at any later time, until nothing changes any more. */
  later: Later[]
  /** Functions that code of packages was given, and the objects that they are methods of: see unheard.ts. */
  given: Map<AbstractObject, Value>
  /** Objects that were handed to code that is not followed, so that each is walked once. */
  escaped: Set<AbstractObject>
  /** How often a function (a constructor by its code) was run for the entry, and what it gave when that became too often. */
  contexts: Map<object, Contexts>
  recursion: Map<object, Recursion>
  /** What the app wrote to members of the event and the context, by their paths. */
  readonly givenWrites: AbstractObject
  /** Calls of one of many functions that are under way. */
  readonly dispatches: { readonly members: ReadonlySet<AbstractObject>; readonly level: Recursion }[]
  /** How many loops around the current point run the alternatives of an element one by one. */
  apart: number

  eval(expr: Expr, act: Activation): Value
  exec(stmt: Stmt, act: Activation): void
  execAll(stmts: readonly Stmt[], act: Activation): void
  assign(pattern: Pattern, value: Value, act: Activation, site: object): void
  args(items: readonly Item[], act: Activation): Value[]
  get(target: Value, key: string, act: Activation): Value
  getComputed(target: Value, key: Value, act: Activation): Value
  set(target: Value, key: string, value: Value, act: Activation): void
  setComputed(target: Value, key: Value, value: Value, act: Activation): void
  /** `at`: offset of the call in the activation's module. */
  call(callee: Value, self: Value, args: readonly Value[], act: Activation, at: number): Value
  /** `self`: the object on which a class that is called as a function runs its constructor. */
  constructObject(callee: AbstractObject, args: readonly Value[], act: Activation, at: number, self: AbstractObject | null): Value
  construct(callee: Value, args: readonly Value[], act: Activation, at: number): Value
  iterate(value: Value, act: Activation): Iterated
  escape(values: readonly Value[], to: string, act: Activation, at: number): Value
  /** `value ?? other` and `value || other`: an environment variable keeps the other as what it falls back to. */
  withFallback(value: Value, other: () => Value, operator: '??' | '||'): Value
  /** Counts work; past the budget it ends the entry. */
  step(): void
  global(name: string, act: Activation): Value
  isGlobal(name: string, act: Activation): boolean
  setGlobal(name: string, value: Value): void
  /** What was assigned to globals. */
  assignedGlobals(): readonly Value[]
  isBuiltin(object: AbstractObject): boolean
  importMeta(act: Activation): Value
  /** `flags`: null where they are not known. */
  regex(source: string, flags: string | null, site: object): Value
  instanceOf(value: Value, type: Value, act: Activation): Value
  hasMember(object: Value, key: Value): Value
  /** Methods of an object literal find `super` through it. */
  giveHome(fn: AbstractObject, home: AbstractObject): void
  /** Members that are not known come from a part of the event. */
  givenSpread(into: AbstractObject, value: Extract<Value, { kind: 'given' }>): void
  current(object: AbstractObject): AbstractObject
  /** Runs each alternative from the state of now, and joins what they give and leave. */
  fork(alternatives: readonly (() => Value)[]): Value
  readonly machine: Machine
  /** Where the native function that runs was called. */
  readonly here: { act: Activation; at: number }
  /** Set while an optional chain is read: some part of it may have been cut short. */
  readonly chain: { short: boolean }
  problem(code: string, message: string, hint: string, act: Activation, at: number): void
  /** A text of an environment variable goes to code that is not followed. */
  handedOver(value: Value, to: string, act: Activation, at: number): void
  /** The budget of the entry is spent, or a bound is met: said once a place. */
  outOfBudget(why: string, act: Activation, at: number): void
  /** Runs code of an installed package; where it takes too long it is as if it was not followed. */
  guarded(code: FunctionCode, body: () => Value): Value
  guardedTopLevel(module: ModuleInstance, body: () => void): void
  atLoad(): boolean
  /** `client.send(command)` where the client is not known; null where nothing that is sent is a command. */
  sent(client: Value, args: readonly Value[], act: Activation, at: number): Value | null
  /** A command that goes where nobody follows it is taken as sent. */
  escapedCommand(command: AbstractObject, to: string, act: Activation, at: number): void
  /** What awaiting an object with a `then` method gives. */
  settle(object: AbstractObject, then: Value, act: Activation, at: number): Value
  /** A helper that a compiler made of `await` runs the generator. */
  isAwaiter(act: Activation): boolean
}

/** What `for…of` and spreads see: known values in order, or any number of one. */
export type Iterated = ListContent

/** One run of a function, or of a module's top level. */
export interface Activation {
  readonly code: FunctionCode | null
  readonly name: string
  readonly module: ModuleInstance
  frame: Frame
  readonly self: { value: Value }
  readonly home: AbstractObject | null
  readonly newTarget: AbstractObject | null
  readonly args: readonly Value[]
  /** Arguments of which nothing is known are any number. */
  readonly anyArgs: boolean
  readonly caller: Activation | null
  /** Where the caller calls. */
  readonly calledAt: number
  /** A module's top level, rather than the entry. */
  readonly atLoad: boolean
  readonly depth: number
  readonly mark: Mark
  readonly outcome: Outcome
  readonly jumps: Jump[]
  /** What a generator yields, null in other functions. */
  readonly yields: Yields | null
  /** Names and codes that handlers of errors around the current point ask for. */
  readonly handles: Set<string>[]
}

export interface Outcome {
  value: Value
  /** Returns out of branches, with the state that they leave. */
  readonly early: { readonly value: Value; readonly changes: Changes }[]
  /** The state of now is that of a return at the top of the body. */
  live: boolean
}

export interface Yields {
  values: Value[]
  /** Known to be exactly `values`, in order. */
  exact: boolean
  /** `yield` gives what the promise that is yielded settles with (helpers that compilers make of `await`). */
  readonly asAwait: boolean
}

export interface Jump {
  readonly kind: 'loop' | 'block'
  readonly labels: readonly string[]
  /** A labelled block, which a plain `break` does not leave. */
  readonly onlyLabel: boolean
  readonly mark: Mark
  readonly breaks: Changes[]
  /** Ends of rounds that came early; `round` is the mark at the round's begin. */
  round: Mark | null
  continues: Changes[]
}

export interface Later {
  readonly run: () => void
  /** What it was handed to. */
  readonly name: string
  /** A function of the app that was handed to code that is not followed. */
  readonly handed?: { readonly fn: AbstractObject; readonly self: Value }
}

export interface Contexts {
  runs: number
  steps: number
  /** Runs for the join of all arguments. */
  summaries: number
  args: readonly Value[]
  self: Value
  result: Value | null
  changes: Changes | null
}

export interface Recursion {
  active: number
  /** Set while a fixed point is sought: what deeper calls are answered with. */
  pivot: { args: readonly Value[]; self: Value; result: Value; used: boolean; grown: boolean; pass: number; readonly born: number } | null
}

export interface Budget {
  steps: number
  maxSteps: number
  /** The bound around the work that has the present one. */
  outerSteps: number
}

/** Calls of code of packages that are tried, and those that were given up: `library-calls.ts`. */
export interface LibraryCalls {
  /** A call is tried. */
  trying: boolean
  /** Steps of calls that were given up. */
  spent: number
  /** Functions that come to the SDK by themselves, whatever they are given. */
  readonly reaching: WeakSet<object>
  /** Functions that were given up. */
  readonly costly: WeakSet<object>
}

export interface Recorder {
  record(call: NewCall, act: Activation, at: number): void
  handles(input: object, names: ReadonlySet<string>): void
}

/** A module as it is loaded: its code, its frame, what it exports. */
export interface ModuleInstance {
  readonly number: number
  readonly file: string
  readonly code: ModuleCode | null
  readonly place: (offset: number) => Place
  /** `fresh` → `running` → `done`; a slot, so that it is undone with the state. */
  readonly state: Frame
  readonly followed: boolean
}

export interface Modules {
  imported(module: ModuleInstance, source: number, name: string, act: Activation, at: number): Value
  /** `require` and `import()`; null where the specifier is not known. */
  load(module: ModuleInstance, specifier: string, how: 'import' | 'require', act: Activation, at: number): Value
  commonjs(module: ModuleInstance, name: string): Value | null
}

/** Prototypes and globals. */
export interface Realm {
  readonly prototypes: Readonly<Record<PrototypeName, AbstractObject>>
  /** A plain object. */
  make(site: object): AbstractObject
  readonly globals: ReadonlyMap<string, Value>
}

export type PrototypeName =
  | 'object'
  | 'function'
  | 'array'
  | 'string'
  | 'number'
  | 'boolean'
  | 'regexp'
  | 'promise'
  | 'map'
  | 'set'
  | 'iterator'
  | 'error'
  | 'date'
  | 'symbol'
