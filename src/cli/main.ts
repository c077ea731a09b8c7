#!/usr/bin/env node
/** The only file that ends the process: it sets the exit status, so that what was written is flushed first. */
import { EXIT } from './exit.js'
import { run } from './run.js'

// A reader that went away (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  process.stderr.write(`error standard output cannot be written: ${error.message}\n`)
  process.exit(EXIT.failed)
})

process.exitCode = await run(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  env: process.env,
  cwd: process.cwd(),
})
