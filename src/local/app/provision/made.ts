/** What it takes to make a resource of an app. */
import type { Plain, PlainResource } from '../../api/index.js'
import type { Builder } from '../client.js'
import type { Names } from '../names.js'

export interface ProvisionInput {
  readonly builder: Builder
  readonly names: Names
  /** With what is known by now: a key has its ID once it is made. */
  readonly resources: () => ReadonlyMap<string, PlainResource>
  /** The role that a resource runs with: the generated one. */
  readonly roleFor: (subject: string, written: string | null) => string | null
}

export type Provision = (resource: PlainResource, input: ProvisionInput) => Promise<void>

export const some = (properties: Plain, names: readonly string[]): Plain =>
  Object.fromEntries(names.flatMap((name) => (properties[name] === undefined ? [] : [[name, properties[name]]])))
