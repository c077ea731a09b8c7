/**
 * What the tables say about packages. A library is a row where a row says it all; else a stub: the library's behaviour
 * in a few lines of JavaScript, which the interpreter runs like the app's own code; and only where neither fits, a
 * native model. A person adds rows of the same form in the config (`libraries`).
 */
import type { Machine, Value } from '../values.js'

export interface LibraryModel {
  /** Import specifiers without version: `zod`, `@middy/ssm`, `@aws-lambda-powertools/parameters/ssm`; a `*` at the end
   *  stands for anything: `@aws-sdk/client-*`. The longest that fits is taken. */
  readonly packages: readonly string[]
  readonly rows?: readonly LibraryRow[]
  /**
   * An ES module. Its exports are the package's (`default` is also what `require` gives where nothing else is exported).
   * It may import from `rolewright:model`:
   * - `send('dynamodb:PutItem', input, client?)`: the SDK call; gives a promise of the answer
   * - `command('dynamodb:PutItem', input)`: a command to be sent by a client
   * - `client('dynamodb', config?)`: a v3 client; `documentClient(client)`: one that takes plain values
   * - `unknown(why)`: anything at all
   * - `opaque(to, ...values)`: hands the values to code that is not followed, gives unknown
   * - `later(fn, ...args)`: the function is called any number of times, now or later
   * - `maybe(fn, ...args)`: the function is called once or not at all, gives its result or undefined
   * - `parameterNames(fn)`: the names that a function or a class's constructor gives its parameters
   * - `sign(service, method, url)`: a request signed by hand: `execute-api`, `es`, `aoss`, `appsync`, `lambda-url`
   */
  readonly stub?: string
  /** The module by native code: gives the exports object. */
  readonly native?: (machine: Machine, specifier: string) => Value
  /**
   * What an export is that no row and no stub names: `unknown` (as of a package that is not there), or `inert`, which
   * takes anything without keeping or calling it (loggers, metrics). Left out: `unknown`.
   */
  readonly otherwise?: 'unknown' | 'inert'
}

/** One export of a package. `export`: its name, `default`, or dotted: `Tracer.captureAWSv3Client` (a static), `Tracer#annotate`
 *  (a method of instances). */
export type LibraryRow = { readonly export: string } & LibraryRule

export type LibraryRule =
  /** Gives one of its arguments back. */
  | { readonly is: 'passThrough'; readonly argument: number }
  /** Gives a function that calls the argument with what it is called with (memoisers, retry wrappers, `promisify`). */
  | { readonly is: 'wraps'; readonly argument: number }
  /** Calls the argument (with unknown arguments, or those given) and gives its result, a promise of it, or unknown. */
  | {
      readonly is: 'callsBack'
      readonly argument: number | 'each'
      readonly with?: readonly From[]
      readonly gives: 'result' | 'promise' | 'unknown'
    }
  /** Makes SDK calls. */
  | { readonly is: 'makesCalls'; readonly calls: readonly CallRule[]; readonly gives: 'promise' | 'answer' | 'unknown' }
  /** Takes anything without keeping or calling it, gives unknown. */
  | { readonly is: 'inert' }
  /** A class of which instances are made; its methods are rows of their own (`Class#method`). */
  | { readonly is: 'class' }
  /** Gives a fixed value. */
  | { readonly is: 'constant'; readonly value: string | number | boolean | null }

export interface CallRule {
  /** `dynamodb:PutItem`: client package suffix and operation. */
  readonly operation: string
  readonly input: Readonly<Record<string, From>>
  /** Left out: a client of its own with the default configuration. */
  readonly client?: From
}

/** Where a value comes from. `path`: dotted members of it. */
export type From =
  | { readonly argument: number; readonly path?: string }
  /** An argument of the constructor, for methods. */
  | { readonly constructed: number; readonly path?: string }
  | { readonly text: string }
  | { readonly unknown: string }
