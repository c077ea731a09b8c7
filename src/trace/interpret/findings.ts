/** The forms that found things are kept in while an entry, or a module's top level, runs. */
import type { Problem } from '../../outcome/index.js'
import type { Call, Handed, Link } from '../types.js'

export interface Found {
  readonly call: Omit<Call, 'via' | 'handles'>
  via: readonly Link[]
  readonly handles: Set<string>
}

export interface Findings {
  readonly calls: Map<string, Found[]>
  readonly problems: Map<string, Problem>
  readonly handed: Map<string, Handed>
  /** By the input of the call: what handlers that are attached to its promise ask for. */
  readonly byInput: WeakMap<object, Found>
}

export type NewCall = Omit<Call, 'at' | 'via' | 'handles' | 'atLoad'>
