/**
 * Spreads files over threads, and makes groups of what they saw. Where there is one file, or no built worker, the calling
 * thread reads by itself.
 */
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { makeReader } from './event-reader.js'
import type { Meanings } from './meanings.js'
import { answerPlans, type PlanAnswers } from './plan-port.js'
import type { FileOutcome } from './read-file.js'
import { readJobs } from './read-jobs.js'
import type { Batch, EventReader } from './reading.js'
import { compiledScan } from './simd-scan.js'
import type { FileRead, FromWorker, Job, ReaderData } from './worker-messages.js'

export interface SizedJob extends Job {
  readonly size: number
  /** What a later run knows the file by. */
  readonly key: readonly [number, number, number, number]
}

/** A file that was read, or a piece of a long one: then there is no outcome yet. */
export interface FileBatch {
  readonly name: string
  readonly outcome: FileOutcome | null
  readonly batch: Batch
}

/** `reader` tells readers apart: each numbers its groups by itself. */
export type OnRead = (reader: number, read: FileBatch) => void

/** A thread is given files of about this many bytes at a time. */
const SHARE_BYTES = 1024 * 1024
const SHARE_FILES = 128
/** Less than this is read before a thread has begun. */
const WORTH_A_THREAD_BYTES = 1024 * 1024
/** Each thread has two shares at a time, so that none waits for the next. */
const SHARES_AHEAD = 2
/** Small, so that the bytes of files that were read are given back soon. */
const YOUNG_MB = 12

/**
 * Up to so many threads the one that counts reads files as well, but not the last ones: two readers see most calls twice, and
 * of so little it has enough to do with counting. Opening a file is as much work as reading so many bytes.
 */
const READS_AS_WELL = 4
const LEFT_TO_OTHERS_BYTES = 64 * 1024 * 1024
const OPENING_BYTES = 16 * 1024

const WORKER = fileURLToPath(new URL('./read-worker.js', import.meta.url))

export interface PoolOptions {
  /** Threads that read, the calling one among them; 0 and 1: it reads alone. Null: one a core. */
  readonly threads: number | null
  readonly meanings: Meanings
  /** What is there to read in all, as far as that is known yet. */
  readonly total: () => { readonly files: number; readonly bytes: number }
}

export async function readWithThreads(
  jobs: AsyncIterable<SizedJob>,
  onRead: OnRead,
  { threads, meanings, total }: PoolOptions,
): Promise<void> {
  const shares = sharesOf(jobs)
  const first = await shares.next()
  if (first.done === true) return
  const second = await shares.next()
  const small = second.done === true && first.value.bytes < WORTH_A_THREAD_BYTES
  const wanted = threads ?? (small ? 0 : availableParallelism())
  async function* all(): AsyncGenerator<Share, undefined> {
    yield first.value as Share
    if (second.done === true) return
    yield second.value
    yield* shares
  }
  const count = second.done === true ? Math.min(wanted, first.value.jobs.length) : wanted
  if (count <= 1 || !existsSync(WORKER)) await readHere(all(), onRead, meanings)
  else await readThere(all(), onRead, { count, meanings, total })
}

interface Share {
  readonly jobs: readonly Job[]
  readonly bytes: number
}

async function* sharesOf(jobs: AsyncIterable<SizedJob>): AsyncGenerator<Share, undefined> {
  let share: Job[] = []
  let bytes = 0
  for await (const { size, name, bytes: held } of jobs) {
    share.push({ name, bytes: held })
    bytes += size
    if (bytes < SHARE_BYTES && share.length < SHARE_FILES) continue
    yield { jobs: share, bytes }
    share = []
    bytes = 0
  }
  if (share.length > 0) yield { jobs: share, bytes }
}

async function readHere(shares: AsyncIterable<Share>, onRead: OnRead, meanings: Meanings): Promise<void> {
  const reader = makeReader(meanings.facts)
  for await (const { jobs } of shares) {
    await readJobs(jobs, reader, ({ name, outcome, reading }) =>
      onRead(0, { name, outcome, batch: meanings.batchOf(0, reading, () => undefined) }),
    )
  }
}

async function readThere(
  shares: AsyncGenerator<Share, undefined>,
  onRead: OnRead,
  { count, meanings, total }: Pick<PoolOptions, 'meanings' | 'total'> & { readonly count: number },
): Promise<void> {
  const answers: PlanAnswers[] = []
  // Of many threads one has enough to do with counting.
  const readsAsWell = count <= READS_AS_WELL
  const workers = Array.from({ length: readsAsWell ? count - 1 : count }, () => {
    const plans = answerPlans(meanings.facts.planOf)
    answers.push(plans)
    const data: ReaderData = { scan: compiledScan(), denialCodes: meanings.facts.denialCodes, ...plans.data }
    return new Worker(WORKER, { workerData: data, transferList: [data.plans], resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } })
  })
  const onPause = (): void => {
    for (const { answer } of answers) answer()
  }
  const onFile = (reader: number, { name, outcome, reading }: FileRead): void => {
    onPause()
    onRead(reader, { name, outcome, batch: meanings.batchOf(reader, reading, onPause) })
  }
  let given = { files: 0, bytes: 0 }
  // Shares are asked for one after another, whoever wants one.
  let asking: Promise<unknown> = Promise.resolve()
  const next = (): Promise<IteratorResult<Share>> => {
    const answer = asking.then(async () => {
      const share = await shares.next()
      if (share.done !== true) given = { files: given.files + share.value.jobs.length, bytes: given.bytes + share.value.bytes }
      return share
    })
    asking = answer.catch(() => undefined)
    return answer
  }
  const isMuchLeft = (): boolean => {
    const { files, bytes } = total()
    return bytes - given.bytes + (files - given.files) * OPENING_BYTES > LEFT_TO_OTHERS_BYTES
  }
  try {
    const served = workers.map((worker, number) => serve(worker, next, (read) => onFile(number, read)))
    if (readsAsWell && isMuchLeft()) {
      const reader = makeReader(meanings.facts)
      served.push(readShares({ next, isMuchLeft, reader }, (read) => onFile(workers.length, read)))
    }
    await Promise.all(served)
  } finally {
    for (const { close } of answers) close()
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}

interface Shares {
  readonly next: () => Promise<IteratorResult<Share>>
  readonly isMuchLeft: () => boolean
  readonly reader: EventReader
}

/** The calling thread reads as well, and looks for what the others have read after each share. */
async function readShares({ next, isMuchLeft, reader }: Shares, onFile: (read: FileRead) => void): Promise<void> {
  while (isMuchLeft()) {
    const share = await next()
    if (share.done === true) return
    await readJobs(share.value.jobs, reader, onFile)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function serve(worker: Worker, next: () => Promise<IteratorResult<Share>>, onFile: (read: FileRead) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let ahead = 0
    let over = false
    const feed = async (): Promise<void> => {
      while (!over && ahead < SHARES_AHEAD) {
        ahead++
        const share = await next()
        if (share.done === true) {
          over = true
          ahead--
        } else
          worker.postMessage(
            { jobs: share.value.jobs },
            share.value.jobs.flatMap(({ bytes }) => (bytes === null ? [] : [bytes.buffer])),
          )
      }
      if (over && ahead === 0) resolve()
    }
    worker.on('message', (message: FromWorker) => {
      try {
        if (message.kind === 'read') {
          for (const read of message.files) onFile(read)
          return
        }
        ahead--
        feed().catch(reject)
      } catch (thrown) {
        reject(thrown)
      }
    })
    worker.on('error', reject)
    feed().catch(reject)
  })
}
