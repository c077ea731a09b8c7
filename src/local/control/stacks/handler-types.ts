/** What a resource type's handler does. */
import type { Fault } from '../../types.js'
import type { JsonMap } from './types.js'

export interface Made {
  readonly physicalId: string
  readonly attributes: Readonly<Record<string, string>>
}

/** Calls of a handler, and what it needs to name things. */
export interface HandlerWorld {
  readonly call: (service: string, operation: string, input: Readonly<Record<string, unknown>>) => Promise<Answer>
  readonly account: string
  readonly region: string
  /** A name that CloudFormation makes, within so many characters. */
  readonly newName: (maxChars: number) => string
}

export type Answer =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly fault: Fault }
export type Outcome = { readonly ok: true; readonly value: Made } | { readonly ok: false; readonly fault: Fault }

export interface Handler {
  readonly create: (properties: JsonMap, world: HandlerWorld) => Promise<Outcome>
  readonly update: (physicalId: string, before: JsonMap, after: JsonMap, world: HandlerWorld) => Promise<Outcome>
  /** What is gone already counts as removed. */
  readonly remove: (physicalId: string, properties: JsonMap, world: HandlerWorld) => Promise<Fault | null>
  /**
   * The properties that can be seen as they are now; null: it is gone.
   *
   * @param properties those that were put: what is not among them is looked for as well where people add it by hand
   * @param others inline policies that other resources of the stack put there
   */
  readonly read: (
    physicalId: string,
    properties: JsonMap,
    others: ReadonlySet<string>,
    world: HandlerWorld,
  ) => Promise<JsonMap | null | Fault>
}
