/** A command of the user's as a child process, with its whole group: nothing of it is left behind. */
import { spawn } from 'node:child_process'
import type { Writable } from 'node:stream'

export interface ChildOptions {
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Null: it may take as long as it likes. */
  readonly timeoutMs: number | null
  /** Where its output goes; null: nowhere. */
  readonly output: Pick<Writable, 'write'> | null
}

export interface ChildEnd {
  /** 124 where it was ended for its time, 127 where there is no such command; 128 and the signal's number where one ended it. */
  readonly exitCode: number
  readonly durationMs: number
}

const TIMED_OUT = 124
const NOT_FOUND = 127
const KILLED = 128 + 9

export function runChild({ command, cwd, env, timeoutMs, output }: ChildOptions): Promise<ChildEnd> {
  const [file = '', ...words] = command
  const startedAt = performance.now()
  return new Promise((resolve) => {
    // A group of its own, so that what the command starts ends with it.
    const child = spawn(file, words, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32' })
    let isLate = false
    const timer =
      timeoutMs === null
        ? null
        : setTimeout(() => {
            isLate = true
            endGroup()
          }, timeoutMs)
    const endGroup = (): void => {
      try {
        if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL')
        else child.kill('SIGKILL')
      } catch {
        // It is gone already.
      }
    }
    process.once('exit', endGroup)
    const interrupt = (): void => endGroup()
    process.once('SIGINT', interrupt)
    process.once('SIGTERM', interrupt)
    for (const pipe of [child.stdout, child.stderr]) pipe.on('data', (chunk: Buffer) => output?.write(chunk))
    let isDone = false
    const done = (exitCode: number): void => {
      if (isDone) return
      isDone = true
      if (timer !== null) clearTimeout(timer)
      process.removeListener('exit', endGroup)
      process.removeListener('SIGINT', interrupt)
      process.removeListener('SIGTERM', interrupt)
      endGroup()
      resolve({ exitCode: isLate ? TIMED_OUT : exitCode, durationMs: performance.now() - startedAt })
    }
    child.once('error', () => done(NOT_FOUND))
    // Of the command itself: what it left in the background may hold the pipes.
    child.once('exit', (code, signal) => setTimeout(() => done(code ?? (signal === null ? 1 : KILLED)), 20))
  })
}
