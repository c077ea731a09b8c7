/** Spreads files over threads. Where there is one file, or no built worker, the calling thread reads by itself. */
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { makeJudge, type ProposedRole } from '../judge.js'
import { EventReader } from './event-reader.js'
import { readJobs } from './read-jobs.js'
import type { FileRead, FromWorker, Job } from './worker-messages.js'

export interface SizedJob extends Job {
  readonly size: number
  /** What a later run knows the file by. */
  readonly key: readonly [number, number, number, number]
}

/** Takes what a reader read. `reader` tells readers apart: each numbers its groups by itself. */
export type OnRead = (reader: number, read: FileRead) => void

/** A thread is given files of about this many bytes at a time. */
const SHARE_BYTES = 1024 * 1024
const SHARE_FILES = 128
/** Less than this is read before a thread has begun. */
const WORTH_A_THREAD_BYTES = 1024 * 1024

const WORKER = fileURLToPath(new URL('./read-worker.js', import.meta.url))

export interface ReaderOptions {
  /** The calling one among them. Null: as many as there are cores. */
  readonly threads: number | null
  /** The roles of a replay. */
  readonly proposed: readonly ProposedRole[] | null
}

export const readerFor = (proposed: ReaderOptions['proposed']): EventReader =>
  new EventReader(proposed === null ? null : makeJudge(proposed))

export async function readWithThreads(jobs: AsyncIterable<SizedJob>, onRead: OnRead, { threads, proposed }: ReaderOptions): Promise<void> {
  const shares = sharesOf(jobs)
  const first = await shares.next()
  if (first.done === true) return
  const second = await shares.next()
  const small = second.done === true && first.value.bytes < WORTH_A_THREAD_BYTES
  const wanted = threads ?? (small ? 0 : availableParallelism())
  async function* all(): AsyncGenerator<Share> {
    yield first.value as Share
    if (second.done !== true) {
      yield second.value
      yield* shares
    }
  }
  if (wanted <= 1 || !existsSync(WORKER)) return readHere(all(), onRead, readerFor(proposed))
  const count = second.done === true ? Math.min(wanted, first.value.jobs.length) : wanted
  if (count <= 1) return readHere(all(), onRead, readerFor(proposed))
  await readThere(all(), onRead, { threads: count, proposed })
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

async function readHere(shares: AsyncIterable<Share>, onRead: OnRead, reader: EventReader): Promise<void> {
  for await (const { jobs } of shares) await readJobs(jobs, reader, (read) => onRead(0, read))
}

/** Small, so that the bytes of files that were read are given back soon. */
const YOUNG_MB = 12

/** Each thread has two shares at a time, so that none waits for the next. */
const SHARES_AHEAD = 2

async function readThere(shares: AsyncGenerator<Share>, onRead: OnRead, { threads, proposed }: ReaderOptions): Promise<void> {
  const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MB }
  const workers = Array.from({ length: (threads ?? 1) - 1 }, () => new Worker(WORKER, { workerData: { proposed }, resourceLimits }))
  try {
    let asking: Promise<unknown> = Promise.resolve()
    // Shares are asked for one after another, whoever wants one.
    const next = (): Promise<IteratorResult<Share>> => {
      const answer = asking.then(() => shares.next())
      asking = answer.catch(() => undefined)
      return answer
    }
    const here = readShares(next, readerFor(proposed), (read) => onRead(workers.length, read))
    await Promise.all([here, ...workers.map((worker, number) => serve(worker, number, next, onRead))])
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}

/** The calling thread reads as well, and looks for what the others have read after each share. */
async function readShares(next: () => Promise<IteratorResult<Share>>, reader: EventReader, give: (read: FileRead) => void): Promise<void> {
  for (;;) {
    const share = await next()
    if (share.done === true) return
    await readJobs(share.value.jobs, reader, give)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function serve(worker: Worker, number: number, next: () => Promise<IteratorResult<Share>>, onRead: OnRead): Promise<void> {
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
      if (message.kind === 'read') for (const read of message.files) onRead(number, read)
      else {
        ahead--
        feed().catch(reject)
      }
    })
    worker.on('error', reject)
    feed().catch(reject)
  })
}
