/** What binding needs to know: the app, its declared resources, and what each function was traced to call. */
import type { App, AppFunction, Target, Value } from '../app/index.js'
import type { Trace, TracePiece } from '../trace/index.js'
import type { Bound } from './bound.js'
import type { DeclaredIndex } from './declared.js'

export interface World {
  readonly app: App
  readonly declared: DeclaredIndex
  readonly traces: ReadonlyMap<string, Trace>
  readonly read: Readers
}

/** A queue, topic, bus or state machine; or the function itself, invoked by name. Null: nothing is known of the channel. */
export type Channel = Target | { readonly invoked: AppFunction } | null

/** Binding a value can lead to another function's values and back: what reads them comes in through the world. */
export interface Readers {
  readonly event: (path: readonly string[], scope: Scope) => readonly Bound[]
  readonly response: (piece: Extract<TracePiece, { kind: 'response' }>, scope: Scope) => readonly Bound[]
  readonly message: (channel: Channel, path: readonly string[], scope: Scope) => readonly Bound[]
}

/** A person's word for what a value of the source is. */
export interface ValueHint {
  /** Relative to the app's folder. */
  readonly file: string
  /** An environment variable, an event path (`event.detail.bucket`), or the operation whose resource is meant. */
  readonly symbol: string
  /** Symbolic text: an ARN or a name, e.g. `${UploadsBucket}`. */
  readonly is: string
  readonly reason: string
}

/** Where a value stands: in a function's source, or in a definition of the template that works like one. */
export interface Scope {
  readonly world: World
  /** The resource that it belongs to. */
  readonly id: string
  /** Null where it is no function: then there is no context to ask. */
  readonly self: AppFunction | null
  readonly environment: ReadonlyMap<string, Value>
  /** What a path into the event, or into a state's input, means here. */
  readonly event: (path: readonly string[], scope: Scope) => readonly Bound[]
  /** Those that speak of the files which lead to the value. */
  readonly hints: readonly ValueHint[]
  /** How many messages were followed back to reach it. */
  readonly depth: number
}

export const functionScope = (world: World, fn: AppFunction, depth: number, hints: readonly ValueHint[] = []): Scope => ({
  world,
  id: fn.id,
  self: fn,
  environment: fn.environment,
  event: world.read.event,
  hints,
  depth,
})

/** A message is followed from function to function this often; longer chains end in `any`. */
export const MAX_HOPS = 4
