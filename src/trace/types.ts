/**
 * What a handler can call, and with what. `trace` answers with calls whose inputs are still in terms of the source:
 * environment variables and event paths are symbols, and `needs` asks the template what they mean.
 */
import type { Place, Problem } from '../outcome/index.js'

/** A piece of text as the source builds it. */
export type TracePiece =
  | { readonly kind: 'literal'; readonly text: string }
  /** `process.env.NAME`. `fallback`: what `??` or `||` gives where the template sets no NAME; null: none. `sets`: the texts of
   *  which it is one, where the template or a check in the code says them. */
  | { readonly kind: 'env'; readonly name: string; readonly fallback: Traced | null; readonly sets?: readonly string[] }
  /** A part of the handler's event, e.g. `['Records', '*', 's3', 'bucket', 'name']`; `*` is an element or a computed key,
   *  `()json` marks that what follows was read from `JSON.parse` of the text so far, and `()env` before a name that it is
   *  the text of an environment variable. */
  | { readonly kind: 'event'; readonly path: readonly string[] }
  /** A part of the context argument, e.g. `['functionName']`. */
  | { readonly kind: 'context'; readonly path: readonly string[] }
  /** The answer of an earlier call: `call` indexes the `calls` list of the same trace. */
  | {
      readonly kind: 'response'
      readonly service: string
      readonly operation: string
      readonly path: readonly string[]
      readonly input: Traced | null
    }
  /** One of the parts into which a text falls at each `by`; `at`: its place, negative from the end, `*`: any of them; `rest`: with
   *  all behind it. */
  | { readonly kind: 'part'; readonly of: readonly TracePiece[]; readonly by: string; readonly at: number | '*'; readonly rest: boolean }
  /** A text in which `what` became `by`: where it comes first, wherever it comes, or only at the beginning or the end. */
  | {
      readonly kind: 'replaced'
      readonly of: readonly TracePiece[]
      readonly what: string
      readonly by: string
      readonly where: 'first' | 'all' | 'start' | 'end'
    }
  /** `JSON.stringify` of a value: what one function puts into a message another one parses. Stands alone in its text. */
  | { readonly kind: 'json'; readonly value: Traced }
  | { readonly kind: 'any'; readonly why: string }

/** A value of the source, as far as it matters to a call's input. */
export type Traced =
  | { readonly kind: 'text'; readonly pieces: readonly TracePiece[] }
  | { readonly kind: 'number'; readonly number: number | null }
  | { readonly kind: 'boolean'; readonly boolean: boolean | null }
  /** Covers null and undefined. */
  | { readonly kind: 'nothing' }
  /** `open`: it can have keys that are not in `entries`. `computed`: the value behind keys that are not constant. */
  | {
      readonly kind: 'object'
      readonly entries: ReadonlyMap<string, Traced>
      readonly computed: { readonly key: Traced; readonly value: Traced } | null
      readonly open: boolean
    }
  /** A tuple when `items` is known in full; else `element` stands for all of them. */
  | { readonly kind: 'list'; readonly items: readonly Traced[] | null; readonly element: Traced | null }
  /** At most 16 alternatives, none of them a union. */
  | { readonly kind: 'union'; readonly options: readonly Traced[] }
  /** Functions, class instances and whatever else has no meaning in an input. */
  | { readonly kind: 'unknown'; readonly why: string }

/** A link in the chain of calls from the handler to the SDK call: the name of a function and where it is called. */
export interface Link {
  readonly name: string
  /** Where this function is called (the handler: where it is defined). */
  readonly at: Place
}

export interface Call {
  /** The client package's suffix: `dynamodb`, `s3`, `cognito-identity-provider`, `sfn`; `execute-api`, `appsync`, `es`,
   *  `aoss`, `lambda-url` for requests signed by hand. SDK v2 classes are mapped to the v3 suffix. */
  readonly service: string
  /** As the API names it: `PutItem`. For signed requests: the HTTP method. */
  readonly operation: string
  readonly input: Traced
  /** What the client's configuration gives; null: the function's own region, the service's own endpoint. */
  readonly region: Traced | null
  readonly endpoint: Traced | null
  /** The role that the client's credentials come from, where the source assumes another one. */
  readonly assumedRole: Traced | null
  /** The access key that the source gives the client, where it cannot be one of the function's own. */
  readonly accessKey?: Traced | null
  readonly at: Place
  /** From the handler to the function that holds the call; first the handler's name. */
  readonly via: readonly Link[]
  /** Error names and status codes that code around the call asks for: `NoSuchKey`, `404`, `ConditionalCheckFailedException`. */
  readonly handles: readonly string[]
  /** How the call came about: `call`, `presigned`, `paginator`, `waiter`, `library:NAME`. */
  readonly origin: string
  /** True where only module top levels lead here (cold start). */
  readonly atLoad: boolean
}

/** An environment variable, or a text built of one, that goes to code which is not followed. */
export interface Handed {
  readonly value: Traced
  /** What it is handed to, as a phrase: a package that is not here, a function that is not known. */
  readonly to: string
  readonly at: Place
  readonly via: readonly Link[]
}

export interface Trace {
  /** Sorted by place, operation, via. No doubles: calls that differ in `via` alone are one, with the shortest chain. */
  readonly calls: readonly Call[]
  /** `trace/…` codes: what could not be settled, each with place, reason and hint. */
  readonly unresolved: readonly Problem[]
  /** Sorted by place. What names a resource and is used where nobody sees what for. */
  readonly handed: readonly Handed[]
  /** Source files that were read, relative to the app's folder, sorted. */
  readonly files: readonly string[]
}
