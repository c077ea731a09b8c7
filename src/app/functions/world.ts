/** What reading functions looks at: every resource of the app, what parameters are taken to be, and where problems go. */
import type { Problem } from '../../outcome/index.js'
import type { Files } from '../read-files.js'
import type { PlacedResource } from '../stack/resources.js'
import type { App, Value } from '../types.js'

export interface World {
  readonly files: Files
  /** In the template's order, nested stacks behind. */
  readonly placed: readonly PlacedResource[]
  readonly resources: App['resources']
  /** What functions are called by, by their logical IDs, where that is another name: the keys of a service file. */
  readonly functionKeys: ReadonlyMap<string, string>
  /** The texts that a value is taken to be where structure depends on it (paths, handlers, runtimes): parameters by override or default. */
  readonly assumed: (value: Value | null) => readonly string[]
  /** The functions that a value names: by symbol, alias, version, ARN, invocation URI or literal name. */
  readonly functionsOf: (value: Value | null) => readonly string[]
  readonly report: (problem: Problem) => void
}
