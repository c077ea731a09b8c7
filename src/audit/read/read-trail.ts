/** Reads a trail as it lies, and counts it. */

import type { Readable } from 'node:stream'
import type { Selection } from '../layout.js'
import { Tally, type Window } from '../tally.js'
import type { Fact, FileFault, Quarantined, ReadSummary } from '../types.js'
import { EventReader } from './event-reader.js'
import { readTrailStream } from './read-file.js'
import { listLocal } from './read-local.js'
import { readWithThreads, type SizedJob } from './read-pool.js'
import { printTime } from './texts.js'
import type { FileRead } from './worker-messages.js'

export interface TrailInput {
  /** Absolute paths of files and folders. */
  readonly paths: readonly string[]
  readonly stdin: Readable | null
  readonly selection: Selection
  /** Null: as many as the machine has cores; 0: none but the calling one. */
  readonly threads: number | null
  readonly onProgress: (progress: Progress) => void
  /** How files are called in the answer. */
  readonly nameOf: (path: string) => string
}

export interface Progress {
  readonly files: number
  readonly ofFiles: number
  readonly bytes: number
  readonly ofBytes: number
  readonly events: number
}

export interface Trail {
  readonly facts: readonly Fact[]
  readonly read: ReadSummary
  /** `SOURCE NAME` of every event, whoever made it. */
  readonly names: ReadonlySet<string>
}

export async function readTrail(input: TrailInput): Promise<Trail> {
  const tally = new Tally(windowOf(input.selection))
  const listing = listLocal(input.paths, input.selection)
  const faults: { file: string; code: FileFault }[] = [...listing.faults]
  let files = 0
  let skipped = listing.skipped
  let bytes = 0
  const sizes = new Map(listing.jobs.map(({ name, size }) => [name, size]))
  const numbers: number[][] = []
  const onRead = (reader: number, { name, outcome, batch }: FileRead): void => {
    numbers[reader] ??= []
    tally.add(batch, numbers[reader])
    if (outcome === null) return
    files++
    bytes += sizes.get(name) ?? 0
    if (outcome.kind === 'foreign') skipped++
    if (outcome.kind === 'fault') faults.push({ file: name, code: outcome.code })
    input.onProgress({ files, ofFiles: listing.jobs.length, bytes, ofBytes: listing.bytes, events: tally.events })
  }
  await readWithThreads(each(listing.jobs), onRead, input.threads)
  if (input.stdin !== null) await readStdin(input.stdin, (read) => onRead(STDIN_READER, read))
  const facts = tally.finish()
  const quarantined = faults
    .map(({ file, code }): Quarantined => ({ file: input.nameOf(file), code }))
    .sort((a, b) => (a.file < b.file ? -1 : 1))
  const { events, duplicates, copies } = tally
  return {
    facts,
    read: { files, events, duplicates, copies, skipped, quarantined, from: printTime(tally.from), to: printTime(tally.to) },
    names: tally.names,
  }
}

/** A number that no thread has. */
const STDIN_READER = 1000

async function readStdin(stdin: Readable, give: (read: FileRead) => void): Promise<void> {
  const reader = new EventReader()
  const name = 'standard input'
  const outcome = await readTrailStream(name, stdin, reader, () => give({ name, outcome: null, batch: reader.take() }))
  if (outcome.kind !== 'read') reader.forget()
  give({ name, outcome, batch: reader.take() })
}

async function* each(jobs: readonly SizedJob[]): AsyncGenerator<SizedJob> {
  yield* jobs
}

function windowOf({ since, until }: Selection): Window | null {
  if (since === null && until === null) return null
  return {
    from: since === null ? 0 : Date.parse(`${since}T00:00:00Z`) / 1000,
    until: until === null ? Number.POSITIVE_INFINITY : Date.parse(`${until}T00:00:00Z`) / 1000 + 86_399,
  }
}
