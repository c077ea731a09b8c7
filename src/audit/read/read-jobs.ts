/** Reads files one after another; the work of one thread. */
import { readTrailBytes, readTrailFile } from './read-file.js'
import type { EventReader } from './reading.js'
import type { FileRead, Job } from './worker-messages.js'

/** @param give takes what was read: whole files, or pieces of a long one */
export async function readJobs(jobs: readonly Job[], reader: EventReader, give: (read: FileRead) => void): Promise<void> {
  for (const { name, bytes } of jobs) {
    const onPiece = (): void => give({ name, outcome: null, reading: reader.take() })
    const outcome = await (bytes === null ? readTrailFile(name, reader, onPiece) : readTrailBytes(name, bytes, reader, onPiece))
    // Of a file that is set aside nothing counts.
    if (outcome.kind !== 'read') reader.forget()
    give({ name, outcome, reading: reader.take() })
  }
}
