/**
 * A template as text with the place of every part, so that a part can be exchanged and all other bytes stay. YAML and JSON
 * both become this; what tags and aliases mean is in `plain.ts`.
 */

interface Spot {
  /** Offset of the first character, tag and anchor included. */
  readonly start: number
  /** Offset behind the last character that is no white space and no comment. */
  readonly end: number
  /** `!Sub`; null where there is none. */
  readonly tag: string | null
  readonly anchor: string | null
}

export interface MapTree extends Spot {
  readonly kind: 'map'
  /** In braces. */
  readonly flow: boolean
  readonly entries: readonly Entry[]
}

export interface ListTree extends Spot {
  readonly kind: 'list'
  /** In brackets. */
  readonly flow: boolean
  readonly items: readonly Item[]
}

export interface ScalarTree extends Spot {
  readonly kind: 'scalar'
  readonly value: string | number | boolean | null
  /** As written, for numbers and the like. */
  readonly source: string
}

export interface AliasTree extends Spot {
  readonly kind: 'alias'
  readonly name: string
}

export type Tree = MapTree | ListTree | ScalarTree | AliasTree

export interface Entry {
  readonly key: string
  /** Offset of the key. */
  readonly start: number
  /** Offset behind the colon: what follows is the value with its tag, its anchor and the space before. */
  readonly colon: number
  readonly end: number
  readonly value: Tree
}

export interface Item {
  /** Offset of the dash, in brackets of the value. */
  readonly start: number
  readonly end: number
  readonly value: Tree
}

export interface Comment {
  readonly start: number
  readonly end: number
}

export interface SourceText {
  readonly syntax: 'yaml' | 'json'
  /** Without the byte order mark. */
  readonly text: string
  readonly bom: boolean
  /** The one that the file has most. */
  readonly eol: '\n' | '\r\n'
  readonly root: Tree
  /** In order. */
  readonly comments: readonly Comment[]
}

/** Entries of a map that are resources, parameters, …: none of what is no map. */
export const entriesIn = (tree: Tree | undefined): readonly Entry[] => (tree?.kind === 'map' ? tree.entries : [])

export const itemsIn = (tree: Tree | undefined): readonly Item[] => (tree?.kind === 'list' ? tree.items : [])
