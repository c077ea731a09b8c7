/** Functions that run on this machine: what one is, what an invocation of it is, and what comes back. */
import type { Readable } from 'node:stream'
import type { Problem } from '../../outcome/index.js'

/** All that Lambda knows of a function, with names and ARNs of the local account. */
export interface FunctionSpec {
  /** The App's ID, e.g. `CreateFunction`. */
  readonly id: string
  /** Physical name. */
  readonly name: string
  /** Unqualified. */
  readonly arn: string
  readonly account: string
  readonly region: string
  readonly roleArn: string
  /** As the template writes it: `dist/create.handler`. */
  readonly handler: string
  readonly runtime: string | null
  readonly code: FunctionCode
  /** The user's variables, resolved. */
  readonly environment: ReadonlyMap<string, string>
  readonly memoryMb: number
  readonly timeoutMs: number
  /** Whether its code calls local AWS by `https`: events of a WebSocket API name a domain without a protocol. */
  readonly callsByHttps: boolean
  /** Reserved concurrency; null where none is set. */
  readonly concurrency: number | null
  readonly logGroup: string
  readonly logFormat: 'Text' | 'JSON'
  readonly tracing: boolean
  /** Of asynchronous invocations. */
  readonly asynchronous: AsynchronousSettings
  /** Aliases and versions that may be invoked. */
  readonly qualifiers: readonly string[]
}

export interface AsynchronousSettings {
  /** 0 to 2. */
  readonly retries: number
  /** ARN of the queue or topic that gets events that were given up. */
  readonly deadLetter: string | null
  readonly onSuccess: string | null
  readonly onFailure: string | null
}

export type FunctionCode =
  | {
      readonly kind: 'files'
      /** Absolute folder that the handler is relative to. */
      readonly root: string
      /** Absolute path of the module's source. */
      readonly entry: string
      /** The export that Lambda calls: `handler`, `api.handler`. */
      readonly exportName: string
      /** Absolute folders. */
      readonly layers: readonly string[]
      /** What bundles the function in a deployment, and as what: SAM's `BuildMethod: esbuild` and its `Format`. */
      readonly bundled: 'cjs' | 'esm' | null
    }
  | { readonly kind: 'inline'; readonly source: string; readonly exportName: string }
  /** The code is not on this machine, or its language does not run here. */
  | { readonly kind: 'absent'; readonly problem: Problem }

/** What a process needs to run a function's code. */
export interface LoadedCode {
  /** `LAMBDA_TASK_ROOT` and the working directory. */
  readonly taskRoot: string
  /** The module to load in place of the one that the handler names; null: as Lambda finds it. */
  readonly module: string | null
  readonly layers: readonly string[]
  /** Folders of packages that stand in for what Lambda's runtime brings. */
  readonly packages: readonly string[]
  /** Whether stack traces are mapped back to the source. */
  readonly sourceMaps: boolean
}

export interface Invocation {
  /** Of an event that is tried again, the same each time; left out: a new one. */
  readonly requestId?: string
  /** JSON text. */
  readonly payload: Buffer
  /** Alias or version as the caller named it; null for none. */
  readonly qualifier: string | null
  readonly clientContext: string | null
  /** `Root=…;Parent=…;Sampled=…` */
  readonly traceId: string | null
  /** Whether the answer is to give the end of its log. */
  readonly wantsLog?: boolean
}

/** How an invocation ended. A function's own error is an answer too. */
export interface InvocationAnswer {
  readonly requestId: string
  /** `Unhandled` where the function failed; its payload then is `{ errorType, errorMessage, trace }`. */
  readonly functionError: 'Unhandled' | null
  /** Whole; empty where the response is a stream. */
  readonly payload: Buffer
  /** Only where the function streams its response. */
  readonly stream: { readonly contentType: string; readonly body: Readable } | null
  /** The last 4 kB of the log; empty where it was not asked for. */
  readonly logTail: () => Promise<string>
}

/** One line of a function's log, as it goes to CloudWatch. */
export interface LogLine {
  readonly functionId: string
  readonly requestId: string | null
  readonly timestamp: number
  readonly message: string
}

export const errorPayload = (errorType: string, errorMessage: string): Buffer => Buffer.from(JSON.stringify({ errorType, errorMessage }))
