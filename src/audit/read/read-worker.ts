/** A thread that reads files; it counts nothing, and knows nothing of AWS. */
import { parentPort, workerData } from 'node:worker_threads'
import { makeReader } from './event-reader.js'
import { planOverPort } from './plan-port.js'
import { readJobs } from './read-jobs.js'
import type { FileRead, FromWorker, ReaderData, ToWorker } from './worker-messages.js'

const port = parentPort
const data = workerData as ReaderData
const reader = makeReader({ planOf: planOverPort(data), denialCodes: data.denialCodes }, data.scan)

function send(message: FromWorker, transfer: readonly ArrayBuffer[]): void {
  port?.postMessage(message, [...transfer])
}

// INVARIANT: jobs are read one after another; the reader knows one file at a time.
let last: Promise<void> = Promise.resolve()
port?.on('message', ({ jobs }: ToWorker) => {
  last = last.then(() => serve(jobs))
})

async function serve(jobs: ToWorker['jobs']): Promise<void> {
  const files: FileRead[] = []
  const flush = (): void => {
    if (files.length === 0) return
    const sent = files.splice(0)
    send(
      { kind: 'read', files: sent },
      sent.flatMap(({ reading }) => [
        reading.events.buffer,
        reading.shared.buffer,
        reading.calls.numbers.buffer,
        reading.calls.bytes.buffer,
        reading.groups.numbers.buffer,
      ]),
    )
  }
  await readJobs(jobs, reader, (read) => {
    files.push(read)
    if (read.outcome === null) flush()
  })
  flush()
  send({ kind: 'done' }, [])
}
