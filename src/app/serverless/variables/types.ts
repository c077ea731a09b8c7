/** What the sources of variables can ask, and what they answer with. */
import type { Place, Problem } from '../../../outcome/index.js'
import type { Node } from '../../document/node.js'
import type { Files } from '../../read-files.js'

export type Found =
  | { readonly kind: 'node'; readonly node: Node }
  /** Not there: the fallback counts. */
  | { readonly kind: 'missing' }
  /** Known at deployment only: a reference to a parameter of the template, or a dynamic reference. */
  | { readonly kind: 'open'; readonly node: Node }

export interface Lookup {
  /** The service file as it is written. */
  readonly root: Node
  /** Absolute folder of the service file; paths of `file()` are relative to it. */
  readonly folder: string
  readonly files: Files
  /** Values that a person gave, by the variable (`opt:stage`, `env:TABLE`). */
  readonly given: ReadonlyMap<string, string>
  /** A text with its variables resolved. */
  readonly expand: (text: string, at: Place) => Node
  /** A text as far as given values and fallbacks say it: for paths, keys and structure, never for names. */
  readonly text: (node: Node | undefined) => string | null
  /** Whether `text` gives what a person gave, and no fallback. */
  readonly isSettled: (node: Node) => boolean
  /** The stage that the service is read for, null while it is being looked up. */
  readonly stage: () => string | null
  /** What stands below a node at a path, variables on the way followed. */
  readonly walk: (from: Node, path: readonly string[]) => Node | undefined
  /** A parameter of the template that stands for a value of deployment. */
  readonly parameter: (id: string, at: Place) => Node
  readonly document: (path: string, at: Place) => Node | null
  readonly report: (problem: Problem) => void
}

export const missing: Found = { kind: 'missing' }
export const node = (found: Node | undefined): Found => (found === undefined ? missing : { kind: 'node', node: found })
export const open = (found: Node): Found => ({ kind: 'open', node: found })
