/** Of when the catalog is, and what it was made from. */
import { lazyTable } from './read-table.js'

export interface CatalogSource {
  readonly name: string
  readonly version: string
  readonly licence: string
  /** What the licence asks to be kept with copies. */
  readonly notice: string
}

const aboutTable = lazyTable('about.json')

/** The day of the newest facts, `2026-09-26`. */
export const catalogDate = (): string => aboutTable().get('date') as string

export const catalogSources = (): readonly CatalogSource[] => aboutTable().get('sources') as readonly CatalogSource[]

/** IAM prefixes of the services whose resources resource control policies can speak of, sorted. */
export const servicesWithResourceControl = (): readonly string[] => aboutTable().get('rcp') as readonly string[]
