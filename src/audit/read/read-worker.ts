/** A thread that reads files; it counts nothing. */
import { parentPort } from 'node:worker_threads'
import { EventReader } from './event-reader.js'
import { readJobs } from './read-jobs.js'
import type { FileRead, FromWorker, ToWorker } from './worker-messages.js'

const port = parentPort
const reader = new EventReader()

function send(message: FromWorker, transfer: readonly ArrayBuffer[]): void {
  port?.postMessage(message, [...transfer])
}

port?.on('message', async ({ jobs }: ToWorker) => {
  const files: FileRead[] = []
  const flush = (): void => {
    if (files.length === 0) return
    const sent = files.splice(0)
    send(
      { kind: 'read', files: sent },
      sent.flatMap(({ batch }) => [batch.events.buffer, batch.shared.buffer]),
    )
  }
  await readJobs(jobs, reader, (read) => {
    files.push(read)
    if (read.outcome === null) flush()
  })
  flush()
  send({ kind: 'done' }, [])
})
