/**
 * How a command speaks: answers go to standard output, notes and errors to standard error, so that a pipe sees the
 * answer alone. Only this folder touches the process; commands get an `Io` and give an exit status back.
 */
import type { Problem } from '../outcome/index.js'
import { EXIT, type ExitStatus } from './exit.js'
import { renderProblem } from './render/problem.js'
import { makeStyle, type Style, wantsColour } from './style.js'

/** A stream as far as a command needs it; `process.stdout` is one, and so is a list of a test. */
export interface Sink {
  readonly write: (text: string) => unknown
  /** Called once the stream takes more, after a `write` that answered false. */
  readonly once?: (event: 'drain', listener: () => void) => unknown
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
}

/** The world of one run: what `process` has, or what a test puts in its place. */
export interface World {
  readonly stdout: Sink
  readonly stderr: Sink
  readonly stdin: AsyncIterable<string | Uint8Array>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
}

export interface Io {
  /** Absolute: where relative paths begin (`--cwd`). */
  readonly cwd: string
  readonly env: World['env']
  readonly stdin: World['stdin']
  readonly json: boolean
  readonly quiet: boolean
  /** Of standard output. */
  readonly style: Style
  /** Columns of standard output; 100 where it is no terminal. */
  readonly width: number
  /** A line on standard output. */
  readonly print: (line: string) => void
  /** Text on standard output as it is, for streams of answers; a promise where the reader must catch up first. */
  readonly write: (text: string) => Promise<void> | undefined
  /** A line on standard error, which `--quiet` keeps back. */
  readonly note: (line: string) => void
  /** The answer: with `--json` the value, else its rendering. Ends with a line feed. */
  readonly answer: (value: unknown, render: () => string) => void
  /** Says what went wrong, and gives the exit status 1. With `--json` standard output gets `{ "error": … }`, the first. */
  readonly fail: (problems: Problem | readonly Problem[]) => ExitStatus
  /** Says what went wrong beside an answer that was given, on standard error alone, and gives the exit status 1. */
  readonly failBeside: (problems: readonly Problem[]) => ExitStatus
  /** One line that is written over, only where standard error is a terminal. `null` clears it. */
  readonly progress: (line: string | null) => void
}

export interface IoOptions {
  readonly cwd: string
  readonly json: boolean
  readonly quiet: boolean
}

export function makeIo(world: World, options: IoOptions): Io {
  const errStyle = makeStyle(wantsColour(world.env, world.stderr.isTTY === true))
  const showsProgress = world.stderr.isTTY === true && !options.quiet && world.env.TERM !== 'dumb'
  let shown = ''
  const progress = (line: string | null): void => {
    if (!showsProgress || (line ?? '') === shown) return
    const room = (world.stderr.columns ?? 80) - 1
    shown = line === null ? '' : line.slice(0, room)
    world.stderr.write(`\r\u001b[2K${errStyle.dim(shown)}`)
  }
  const toStderr = (text: string): void => {
    progress(null)
    world.stderr.write(`${text}\n`)
  }
  const failBeside = (problems: readonly Problem[]): ExitStatus => {
    for (const problem of problems) toStderr(renderProblem(problem, errStyle))
    return EXIT.failed
  }
  const print = (line: string): void => {
    progress(null)
    world.stdout.write(`${line}\n`)
  }
  return {
    ...options,
    env: world.env,
    stdin: world.stdin,
    style: makeStyle(wantsColour(world.env, world.stdout.isTTY === true)),
    width: world.stdout.columns ?? 100,
    print,
    write: (text) => {
      const { stdout } = world
      if (stdout.write(text) !== false || stdout.once === undefined) return undefined
      return new Promise((resolve) => stdout.once?.('drain', resolve))
    },
    note: (line) => {
      if (!options.quiet) toStderr(line)
    },
    answer: (value, render) => print(options.json ? JSON.stringify(value, null, 2) : render()),
    failBeside,
    fail: (problems) => {
      const all = [problems].flat()
      failBeside(all)
      if (options.json) print(JSON.stringify({ error: all[0] }, null, 2))
      return EXIT.failed
    },
    progress,
  }
}
