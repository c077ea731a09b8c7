/**
 * A room's table of problems: one row for each code, with its severity, its sentence and its hint. A code can come from a
 * table only, and `docs/reference/codes.md` is made from the tables.
 */
import type { Finding, Place, Problem, Severity } from './outcome.js'

/** What a sentence names. Lists are joined, and numbers put with their noun, before they are passed in. */
export type ProblemArgs = Readonly<Record<string, string | number>>

/** One line in lower case without a period, and the next thing to do. */
export interface ProblemText {
  readonly message: string
  readonly hint: string
}

export interface ProblemRow<Args> {
  readonly severity: Severity
  readonly text: (args: Args) => ProblemText
}

/** A sentence that names nothing takes no arguments. */
type NoArgs = Readonly<Record<never, string>>

interface MakeRow {
  (text: ProblemText): ProblemRow<NoArgs>
  <Args extends ProblemArgs>(text: (args: Args) => ProblemText): ProblemRow<Args>
}

const row =
  (severity: Severity): MakeRow =>
  <Args>(text: ProblemText | ((args: Args) => ProblemText)) => ({ severity, text: typeof text === 'function' ? text : () => text })

/** Rows of a table: `error((a: { file: string }) => ({ message: …, hint: … }))`. */
export const error = row('error')
export const warning = row('warning')
export const info = row('info')

// Parameters are contravariant: a row of any arguments is a row of `never`.
type Rows = Readonly<Record<string, ProblemRow<never>>>
type ArgsOf<Row> = Row extends ProblemRow<infer Args> ? Args : never

/** `app/file-missing` of the room `app` and the row `file-missing`, or `file-missing:folder` where a code has several sentences. */
export type CodeOf<Room extends string, Key> = Key extends `${infer Code}:${string}`
  ? `${Room}/${Code}`
  : Key extends string
    ? `${Room}/${Key}`
    : never

export interface ProblemTable<Room extends string, Table extends Rows> {
  readonly room: Room
  readonly rows: Table
  problem<Key extends keyof Table & string>(
    key: Key,
    args: ArgsOf<Table[Key]>,
    at: Place | null,
  ): Problem & { readonly code: CodeOf<Room, Key> }
  finding<Key extends keyof Table & string>(
    key: Key,
    args: ArgsOf<Table[Key]>,
    subject: string,
    at: Place | null,
  ): Finding & { readonly code: CodeOf<Room, Key> }
}

/**
 * @param room first part of every code
 * @param rows by the second part of the code; after a colon, a name for one of several sentences of the same code
 */
export function problemTable<Room extends string, Table extends Rows>(room: Room, rows: Table): ProblemTable<Room, Table> {
  const problem = <Key extends keyof Table & string>(key: Key, args: ArgsOf<Table[Key]>, at: Place | null) => {
    const text = rows[key]?.text as ((args: ArgsOf<Table[Key]>) => ProblemText) | undefined
    if (text === undefined) throw new Error(`bug: the table of ${room} has no row ${key}`)
    return { code: `${room}/${key.split(':')[0]}` as CodeOf<Room, Key>, ...text(args), at }
  }
  return {
    room,
    rows,
    problem,
    finding: (key, args, subject, at) => ({ ...problem(key, args, at), severity: rows[key]?.severity ?? 'error', subject }),
  }
}
