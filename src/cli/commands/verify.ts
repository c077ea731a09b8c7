/** `rolewright verify [APP] -- CMD`: which grants a command that exercises the app cannot do without. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { LocalAws, RunningApp, Verification } from '../../local/index.js'
import { ok, type Problem } from '../../outcome/index.js'
import { command } from '../command.js'
import { defineStartOptions, generateHere, type StartOptions, startApp, startAws } from '../dev/start.js'
import { EXIT, type ExitStatus } from '../exit.js'
import type { Io } from '../io.js'
import { putVerified } from '../lock-file.js'
import { renderVerification } from '../render/verification.js'
import { type ChildOptions, runChild } from '../verify/run-child.js'

const EVIDENCE = join('.rolewright', 'verify.json')

interface VerifyCommandOptions extends StartOptions {
  readonly timeout?: string
}

export const verify = command<VerifyCommandOptions>({
  define: (it) =>
    defineStartOptions(it.argument('[app]', 'a folder or a template; the command stands after `--`', '.')).option(
      '--timeout <seconds>',
      'how long one run of the command may take (default: a minute, or five times its first run)',
    ),
  async run({ args, options, rest }, io) {
    if (rest.length === 0) return io.fail(noCommand())
    const started = await startAws({ ...options, mode: 'enforce' }, io)
    if (!started.ok) return io.fail(started.error)
    const aws = started.value
    try {
      return await verifyOn(aws, String(args[0] ?? '.'), rest, options, io)
    } finally {
      await aws.close()
    }
  },
})

async function verifyOn(
  aws: LocalAws,
  input: string,
  words: readonly string[],
  options: VerifyCommandOptions,
  io: Io,
): Promise<ExitStatus> {
  const generation = await generateHere(input, options, aws, io)
  if (!generation.ok) return io.fail(generation.error)
  // What goes wrong while a grant is missing is what the answer says.
  let isTrying = false
  const app = await startApp(aws, generation.value, {
    onProblem: (message) => {
      if (!isTrying) io.note(`${io.style.yellow('warning')}: ${message}`)
    },
  })
  if (!app.ok) return io.fail(app.error)
  try {
    for (const [id, message] of await app.value.prepare()) io.note(`${io.style.red('error')}: ${id} does not load: ${message}`)
    for (const note of app.value.describe().notes) io.note(`${io.style.yellow('note')}: ${note}`)
    const { verifyApp } = await import('../../local/index.js')
    const env = environmentOf(aws, app.value, io)
    let timeoutMs = options.timeout === undefined ? null : Number(options.timeout) * 1000
    const verification = await verifyApp({
      aws,
      app: app.value,
      generation: generation.value,
      onProgress: (message) => io.progress(message),
      async run(isFirst) {
        isTrying = !isFirst
        const output = isFirst && !io.quiet ? noteTo(io) : null
        const end = await runChild({ command: words, cwd: io.cwd, env, timeoutMs, output })
        // Without a grant a test may wait for what never comes.
        timeoutMs ??= Math.max(60_000, 5 * end.durationMs)
        return end
      },
    })
    io.progress(null)
    writeEvidence(generation.value.app.folder, verification)
    const passed = verification.command.exitCode === 0
    const cells = verification.grants.map((grant) => ({ ...grant, subject: grant.function }))
    const lock = passed ? await putVerified(generation.value.app.folder, cells) : ok(null)
    if (!lock.ok) io.note(`${io.style.yellow('warning')}: ${lock.error.message}`)
    const { runs: _, denied: __, ...answer } = verification
    const file = relative(io.cwd, join(generation.value.app.folder, EVIDENCE))
    io.answer(answer, () =>
      [
        renderVerification(verification, io.style),
        io.style.dim(`written: ${file}; \`rolewright report --verify ${file}\` draws it beside the grants`),
        ...(lock.ok && lock.value?.changed
          ? [io.style.dim(`written: ${relative(io.cwd, lock.value.file)}: what was found out, as evidence`)]
          : []),
      ].join('\n'),
    )
    return passed ? EXIT.yes : EXIT.no
  } finally {
    await app.value.close()
  }
}

/** Lines of the command beside our own notes. */
const noteTo = (io: Io): ChildOptions['output'] => ({
  write(chunk: Uint8Array | string) {
    io.note(String(chunk).replace(/\n$/, ''))
    return true
  },
})

/** What the contract gives the command: where local AWS is, who it is, the APIs' URLs, the stack's outputs. */
function environmentOf(aws: LocalAws, app: RunningApp, io: Io): Readonly<Record<string, string | undefined>> {
  const [account] = aws.accounts
  const { apis, outputs } = app.describe()
  const own = Object.fromEntries(Object.entries(io.env).filter(([name]) => !name.startsWith('AWS_')))
  return {
    ...own,
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: aws.region,
    AWS_DEFAULT_REGION: aws.region,
    AWS_ACCESS_KEY_ID: account?.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: account?.credentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...Object.fromEntries(Object.entries(apis).map(([id, url]) => [`API_URL_${id.replace(/[^A-Za-z0-9]/g, '_')}`, url])),
    ...Object.fromEntries(Object.entries(outputs).map(([name, value]) => [`OUTPUT_${name}`, value])),
  }
}

/** The last result of an app, for reports. */
function writeEvidence(folder: string, { command: ended, grants }: Verification): void {
  const to = join(folder, EVIDENCE)
  mkdirSync(dirname(to), { recursive: true })
  writeFileSync(to, `${JSON.stringify({ command: ended, grants }, null, 2)}\n`)
}

const noCommand = (): Problem => ({
  code: 'cli/no-command',
  message: 'there is no command to verify with',
  hint: 'give it after `--`: `rolewright verify . -- npm test`',
  at: null,
})
