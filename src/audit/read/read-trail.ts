/** Reads a trail as it lies, and counts it. */

import type { Readable } from 'node:stream'
import { EventIds } from '../event-ids.js'
import type { ProposedRole } from '../judge.js'
import type { Selection } from '../layout.js'
import { Tally, type Window } from '../tally.js'
import type { Fact, FileFault, Quarantined, ReadSummary } from '../types.js'
import { makeReader } from './event-reader.js'
import { Meanings } from './meanings.js'
import { cursorOf, type Saved } from './read-facts.js'
import { readTrailStream } from './read-file.js'
import { listLocal } from './read-local.js'
import { type FileBatch, readWithThreads, type SizedJob } from './read-pool.js'
import { type S3Place, type S3Port, s3Jobs } from './read-s3.js'
import { openSpill } from './read-spill.js'
import type { Batch } from './reading.js'
import { printTime } from './texts.js'

export interface TrailInput {
  /** Absolute paths of files and folders. */
  readonly paths: readonly string[]
  readonly stdin: Readable | null
  /** Buckets and prefixes, and how S3 is asked; null: none. */
  readonly s3: { readonly places: readonly S3Place[]; readonly port: S3Port } | null
  readonly selection: Selection
  /** Threads that read, the calling one among them; null: one a core. */
  readonly threads: number | null
  /** The roles of a replay; null: none. */
  readonly proposed: readonly ProposedRole[] | null
  /** Whether a later run goes on from this one: then `toSave` can be asked for. */
  readonly keeps: boolean
  /** What earlier runs counted; null: nothing. */
  readonly saved: Saved | null
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
  /** Files that this run opened. */
  readonly opened: number
  /** What a later run goes on from. */
  readonly toSave: () => Saved
}

export async function readTrail(input: TrailInput): Promise<Trail> {
  const { saved } = input
  const tally = new Tally({ window: windowOf(input.selection), openSpill, remembers: input.keeps })
  if (saved !== null) tally.resume(saved)
  const known = new EventIds()
  if (saved !== null) known.addAll(saved.files)
  const listing = listLocal(input.paths, input.selection, (key) => known.has(...key))
  const faults: { file: string; code: FileFault }[] = [...listing.faults]
  let files = saved?.counts.files ?? 0
  let skipped = listing.skipped
  let bytes = 0
  let done = 0
  let setAside = 0
  const jobs = new Map(listing.jobs.map((job) => [job.name, job]))
  const read: string[] = []
  const numbers: number[][] = []
  const total = { files: listing.jobs.length, bytes: listing.bytes }
  async function* allJobs(): AsyncGenerator<SizedJob> {
    yield* listing.jobs
    for (const place of input.s3?.places ?? []) {
      const port = input.s3?.port
      if (port === undefined) continue
      yield* s3Jobs(port, place, {
        selection: input.selection,
        cursor: saved?.cursor ?? {},
        isKnown: (key) => known.has(...key),
        onFault: (file, code) => faults.push({ file, code }),
        onSkipped: () => skipped++,
        onListed: (job) => {
          jobs.set(job.name, job)
          total.files++
          total.bytes += job.size
        },
      })
    }
  }
  const onRead = (reader: number, { name, outcome, batch }: FileBatch): void => {
    numbers[reader] ??= []
    const job = jobs.get(name)
    tally.add(batch, numbers[reader])
    if (outcome === null) return
    files++
    done++
    bytes += job?.size ?? 0
    if (outcome.kind === 'foreign') skipped++
    if (outcome.kind === 'fault') {
      faults.push({ file: name, code: outcome.code })
      setAside++
    }
    // A file that was set aside is looked at again.
    else if (job !== undefined) {
      known.add(...job.key)
      read.push(name)
    }
    input.onProgress({ files: done, ofFiles: total.files, bytes, ofBytes: total.bytes, events: tally.events })
  }
  const meanings = new Meanings(input.proposed === null ? null : (await import('../judge.js')).makeJudge(input.proposed))
  // What a bucket holds is known when all of it is listed.
  const toRead = (): { readonly files: number; readonly bytes: number } =>
    input.s3 === null ? total : { files: 0, bytes: Number.POSITIVE_INFINITY }
  await readWithThreads(allJobs(), onRead, { threads: input.threads, meanings, total: toRead })
  if (input.stdin !== null) await readStdin(input.stdin, meanings, (one) => onRead(STDIN_READER, one))
  const facts = tally.finish()
  const quarantined = faults
    .map(({ file, code }): Quarantined => ({ file: input.nameOf(file), code }))
    .sort((a, b) => (a.file < b.file ? -1 : 1))
  const { events, duplicates, copies } = tally
  const counts = { files, events, duplicates, copies, skipped }
  return {
    facts,
    read: { ...counts, quarantined, from: printTime(tally.from), to: printTime(tally.to) },
    names: tally.names,
    opened: done,
    toSave: () => ({
      since: input.selection.since,
      // Files that were set aside are counted when they are read again.
      counts: { ...counts, files: files - setAside, skipped: 0, from: tally.from, to: tally.to },
      cursor: cursorOf(read, saved?.cursor ?? {}),
      files: known.words(),
      names: [...tally.names].sort(),
      facts,
      ...tally.remembered(),
    }),
  }
}

/** A number that no thread has. */
const STDIN_READER = 1000

async function readStdin(stdin: Readable, meanings: Meanings, give: (read: FileBatch) => void): Promise<void> {
  const reader = makeReader(meanings.facts)
  const name = 'standard input'
  const batch = (): Batch => meanings.batchOf(STDIN_READER, reader.take(), () => undefined)
  const outcome = await readTrailStream(name, stdin, reader, () => give({ name, outcome: null, batch: batch() }))
  if (outcome.kind !== 'read') reader.forget()
  give({ name, outcome, batch: batch() })
}

function windowOf({ since, until }: Selection): Window | null {
  if (since === null && until === null) return null
  return {
    from: since === null ? 0 : Date.parse(`${since}T00:00:00Z`) / 1000,
    until: until === null ? Number.POSITIVE_INFINITY : Date.parse(`${until}T00:00:00Z`) / 1000 + 86_399,
  }
}
