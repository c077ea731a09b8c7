/** What readers and the thread that counts tell each other. */
import type { Batch } from './event-reader.js'
import type { FileOutcome } from './read-file.js'

export interface Job {
  /** A path that the reader opens, or the name of what `bytes` holds. */
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer> | null
}

export interface FileRead {
  readonly name: string
  /** Null: a piece of a long file that goes on. */
  readonly outcome: FileOutcome | null
  readonly batch: Batch
}

export type ToWorker = { readonly jobs: readonly Job[] }
export type FromWorker = { readonly kind: 'read'; readonly files: readonly FileRead[] } | { readonly kind: 'done' }
