/** What a part of the service file becomes: resources of the template, and what they ask of the function's role. */
import type { Node } from '../../document/node.js'

export interface Made {
  readonly resources: readonly (readonly [id: string, resource: Node])[]
  /** Statements that the framework adds to the role of the function, with the function's key. */
  readonly statements: readonly { readonly of: string; readonly statement: Node }[]
  /** Services beside Lambda that the role trusts. */
  readonly trusted: readonly { readonly of: string; readonly service: string }[]
}

export const nothing: Made = { resources: [], statements: [], trusted: [] }

export const resourcesOnly = (resources: Made['resources']): Made => ({ ...nothing, resources })

export const together = (parts: readonly Made[]): Made => ({
  resources: parts.flatMap((part) => part.resources),
  statements: parts.flatMap((part) => part.statements),
  trusted: parts.flatMap((part) => part.trusted),
})
