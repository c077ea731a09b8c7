/**
 * What every room answers with: a value or an error, problems that a person can act on, and the place they speak of.
 * This room imports nothing.
 */

/** A place in a text file. Lines and columns count from 1. `file` is relative to the app's folder, with forward slashes. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** The outcome of something that can be expected to fail. `throw` is kept for bugs. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E }

/**
 * Something that a person should know and can act on. `code` is permanent (`room/what`), `message` is one line in lower
 * case without a period, `hint` is the next thing to do.
 */
export interface Problem {
  readonly code: string
  readonly message: string
  readonly hint: string
  readonly at: Place | null
}

export type Severity = 'error' | 'warning' | 'info'

/** A gap seen in an app, its code or its events. */
export interface Finding extends Problem {
  readonly severity: Severity
  /** What it speaks of: a logical ID, or an ARN. */
  readonly subject: string
}

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value })
export const fail = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error })

/** A total order of places: by file, line, column; no place comes first. */
export function comparePlaces(a: Place | null, b: Place | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null)
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return a.line - b.line || a.column - b.column
}
