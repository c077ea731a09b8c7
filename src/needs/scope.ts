/** What binding needs to know: the app, its declared resources, and what each function was traced to call. */
import type { App, AppFunction } from '../app/index.js'
import type { Trace } from '../trace/index.js'
import type { DeclaredIndex } from './declared.js'

export interface World {
  readonly app: App
  readonly declared: DeclaredIndex
  readonly traces: ReadonlyMap<string, Trace>
  readonly hints: readonly ValueHint[]
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

/** The function whose source a value stands in. `depth` counts how many messages were followed back to reach it. */
export interface Scope {
  readonly world: World
  readonly fn: AppFunction
  readonly depth: number
}

/** A message is followed from function to function this often; longer chains end in `any`. */
export const MAX_HOPS = 4
