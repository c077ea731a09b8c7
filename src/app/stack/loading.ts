/** What reading templates needs, and where it leaves what it finds. */
import type { Problem } from '../../outcome/index.js'
import type { Files } from '../read-files.js'

export interface Loading {
  readonly files: Files
  readonly report: (problem: Problem) => void
  /** Absolute paths of all templates and included files, in the order in which they were read. */
  readonly seen: Set<string>
  /** Texts that are read in place of files, by absolute path. */
  readonly texts?: ReadonlyMap<string, string>
}
