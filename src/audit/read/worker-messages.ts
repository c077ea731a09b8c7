/** What readers and the thread that counts tell each other. */
import type { MessagePort } from 'node:worker_threads'
import type { FileOutcome } from './read-file.js'
import type { Reading } from './reading.js'
import type { CompiledScan } from './simd-scan.js'

export interface Job {
  /** A path that the reader opens, or the name of what `bytes` holds. */
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer> | null
}

export interface FileRead {
  readonly name: string
  /** Null: a piece of a long file that goes on. */
  readonly outcome: FileOutcome | null
  readonly reading: Reading
}

export interface ReaderData {
  readonly scan: CompiledScan | null
  readonly denialCodes: RegExp
  /** Where the reader asks which members of a call count, and waits for the answer: see `plan-port.ts`. */
  readonly plans: MessagePort
  readonly answered: Int32Array
}

export type ToWorker = { readonly jobs: readonly Job[] }
export type FromWorker = { readonly kind: 'read'; readonly files: readonly FileRead[] } | { readonly kind: 'done' }
