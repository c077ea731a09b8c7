/** What reading the APIs of an app asks of whoever wires the app. */
import type { PlainResource } from './plain.js'

export interface ApiWorld {
  readonly account: string
  readonly region: string
  /** All resources, by ID. */
  readonly resources: ReadonlyMap<string, PlainResource>
  /** Which resource a resolved `Ref` or ARN of the template means. */
  readonly idOf: (written: string) => string | null
  /** What `Ref` of a resource gives. */
  readonly refOf: (id: string) => string
  /** Unqualified ARN of a function of the app, by its ID; null for what is none. */
  readonly functionArn: (id: string) => string | null
  /** The alias that SAM publishes, if any. */
  readonly aliasOf: (functionId: string) => string | null
  /** The role that an API uses where its template names `written`: the generated one. */
  readonly roleFor: (apiId: string, written: string | null) => string | null
}
