/** The smoke requests of an app's configuration, sent under its roles on a local AWS that lives as long as they take. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Generation } from '../generate/index.js'
import type { SmokeResult } from '../local/index.js'
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { startApp, startAws } from './dev/start.js'
import type { Io } from './io.js'
import { renderProblem } from './render/problem.js'
import { renderSmoke } from './render/smoke.js'

export interface SmokeAnswer {
  /** For a person; none where the configuration says no requests. */
  readonly lines: readonly string[]
  /** What became of the requests, as JSON; empty where none were sent. */
  readonly written: readonly string[]
}

/** @param folder where `smoke.json` goes */
export async function sendSmoke(generation: Generation, folder: string, io: Io): Promise<SmokeAnswer> {
  if (generation.config.smoke === null) return { lines: [], written: [] }
  const result = await smokeOf(generation, io)
  io.progress(null)
  if (!result.ok) return { lines: ['', ...result.error.map((problem) => renderProblem(problem, io.style))], written: [] }
  const file = join(folder, 'smoke.json')
  writeFileSync(file, `${JSON.stringify(result.value, null, 2)}\n`)
  return { lines: renderSmoke(result.value, io.style), written: [file] }
}

async function smokeOf(generation: Generation, io: Io): Promise<Result<SmokeResult, readonly Problem[]>> {
  const started = await startAws({}, io)
  if (!started.ok) return fail([started.error])
  const aws = started.value
  try {
    const app = await startApp(aws, generation, {})
    if (!app.ok) return app
    try {
      const { runSmoke } = await import('../local/index.js')
      const onProgress = (done: number, total: number, name: string): void => io.progress(`${done} of ${total}  ${name}`)
      return ok(await runSmoke({ aws, app: app.value, generation, onProgress }))
    } finally {
      await app.value.close()
    }
  } finally {
    await aws.close()
  }
}
