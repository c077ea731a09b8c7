/** A wire and the function that it leads to, as every source of wires gives them. */
import type { Wire } from '../types.js'

export interface Wired {
  readonly functionId: string
  readonly wire: Wire
}
