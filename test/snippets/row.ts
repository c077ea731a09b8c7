/**
 * A row of the snippet table: a small handler, what it is run with, and how exact the trace has to be about it.
 *
 * Rows are written as Markdown under `rows/`, one file a topic, each row under a heading that is a sentence; `read-rows.ts`
 * says how. A row is run for real (`execute.ts`), traced from source (`trace-row.ts`), and the two are held against each
 * other (`judge.ts`).
 */

import type { LibraryModel } from '../../src/trace/index.js'

/** A call that was sent by the real SDK, or that a row wants by hand. */
export interface Sent {
  /** The client package's suffix: `dynamodb`, `secrets-manager`. */
  readonly service: string
  readonly operation: string
  readonly input: unknown
}

export interface Row {
  readonly name: string
  /** Where the row stands, for messages: `rows/imports.md:12`. */
  readonly at: string
  readonly files: ReadonlyMap<string, string>
  readonly entry: { readonly file: string; readonly export: string }
  readonly env: Readonly<Record<string, string>>
  /** Those of `env` of which the trace is told as well, as texts that the template says, separated by `|`. */
  readonly told: Readonly<Record<string, string>>
  /** The handler is called once with each. */
  readonly events: readonly unknown[]
  /** Answers of AWS that differ from the plain ones: `dynamodb:GetItem` → output. */
  readonly answers: Readonly<Record<string, unknown>>
  /** Members of inputs (`Key`, `Item.at`) that the trace may leave open. */
  readonly loose: readonly string[]
  /** Calls (`s3:GetObject`) that the trace may name although they were not sent. */
  readonly wider: readonly string[]
  /** Codes that must be among the unresolved; where there is none, nothing may be unresolved. */
  readonly unresolved: readonly string[]
  /** Model rows of a person's own, as a config gives them. */
  readonly libraries: readonly LibraryModel[]
  /** Set where the row cannot be run (why): then this is what must be traced. */
  readonly wants: readonly Sent[] | null
  /** The handler fails on purpose. */
  readonly throws: boolean
  /** Nothing is sent, and nothing may be traced. */
  readonly silent: boolean
}

/** Such rows have to be run as ES modules; the others become CommonJS, as in most functions' builds. */
export const hasTopLevelAwait = (row: Row): boolean =>
  [...row.files.values()].some((text) => /^(?:export )?(?:(?:const|let|var) [^=]+= )?await /m.test(text))
