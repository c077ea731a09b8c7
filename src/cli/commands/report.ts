/** `rolewright report [APP]`: one HTML file that opens anywhere, or the other forms of the same answer. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { Option } from 'commander'
import type { Generation } from '../../generate/index.js'
import { fail, ok, type Problem, type Result } from '../../outcome/index.js'
import {
  type AccessChange,
  type AuditResult,
  annotations,
  buildReport,
  MAX_COMMENT_CHARS,
  markdownSummary,
  parseAuditResult,
  parseVerifyResult,
  readPageParts,
  reportHtml,
  repositoryPrefix,
  sarifText,
  sourceReader,
  type VerifyResult,
} from '../../report/index.js'
import { buildLock, diffAccess } from '../../review/index.js'
import { type AppOptions, defineAppOptions, generateFor } from '../app-options.js'
import { command } from '../command.js'
import { readSide } from '../diff-side.js'
import { EXIT } from '../exit.js'
import type { Io } from '../io.js'
import { readLockState } from '../lock-file.js'
import { packageVersion } from '../package-version.js'

type Format = 'html' | 'sarif' | 'markdown' | 'annotations'

interface ReportOptions extends AppOptions {
  readonly format: Format
  readonly out?: string
  readonly audit?: string
  readonly verify?: string
  readonly prefix?: string
  readonly against?: string
}

export const report = command<ReportOptions>({
  define: (it) =>
    defineAppOptions(it.argument('[app]', 'a folder or a template', '.'))
      .addOption(new Option('--format <format>', 'what to write').choices(['html', 'sarif', 'markdown', 'annotations']).default('html'))
      .option('--out <file>', "where to (default: `out/report.html` in the app's folder; other formats: standard output)")
      .option('--audit <file>', 'the value of `audit --json`, to show what was used')
      .option('--verify <file>', 'the value of `verify --json`, to show what local runs found necessary')
      .option('--prefix <path>', "what stands before the app's paths in the repository (default: where its git repository has it)")
      .option('--against <a>', 'what `--format markdown` compares with: an app, a lockfile, or one as `REV:PATH` (default: its lockfile)'),
  async run({ args, options }, io) {
    const audit = readValue(options.audit, parseAuditResult, io)
    if (!audit.ok) return io.fail(audit.error)
    const verify = readValue(options.verify, parseVerifyResult, io)
    if (!verify.ok) return io.fail(verify.error)
    const generation = await generateFor([String(args[0] ?? '.')], options, io)
    if (!generation.ok) return io.fail(generation.error)
    const changes = io.json || options.format !== 'markdown' ? ok(null) : await changesSince(generation.value, options, io)
    if (!changes.ok) return io.fail(changes.error)
    const text = io.json ? '' : render(generation.value, { audit: audit.value, verify: verify.value }, changes.value, options)
    if (io.json) {
      io.answer(buildReport(generation.value, { audit: audit.value, verify: verify.value }), () => '')
      return EXIT.yes
    }
    const file = fileFor(options, generation.value, io)
    if (file === null) {
      io.print(text.replace(/\n$/, ''))
      return EXIT.yes
    }
    const written = writeText(file, text)
    if (!written.ok) return io.fail(written.error)
    io.note(`written: ${relative(io.cwd, file)} (${Math.ceil(Buffer.byteLength(text) / 1000)} kB)`)
    return EXIT.yes
  },
})

interface Observed {
  readonly audit: AuditResult | null
  readonly verify: VerifyResult | null
}

function render(
  generation: Generation,
  observed: Observed,
  changes: readonly AccessChange[] | null,
  { format, prefix: given }: ReportOptions,
): string {
  const { app, generated } = generation
  const prefix = given ?? repositoryPrefix(app.folder)
  switch (format) {
    case 'html':
      return reportHtml(buildReport(generation, observed), readPageParts())
    case 'sarif':
      return sarifText(buildReport(generation, observed), { version: packageVersion(), prefix, textOf: sourceReader(app) })
    case 'markdown':
      return markdownSummary(generated, { changes, prefix, maxChars: MAX_COMMENT_CHARS })
    case 'annotations':
      return annotations(generated.findings, prefix).join('\n')
  }
}

/** What the app gains and loses by subject; null where there is nothing to compare with. */
async function changesSince(
  generation: Generation,
  options: ReportOptions,
  io: Io,
): Promise<Result<readonly AccessChange[] | null, Problem | readonly Problem[]>> {
  if (options.against === undefined) {
    const state = await readLockState(generation)
    if (!state.ok) return state
    if (state.value.isNew) return ok(null)
    const { gained, lost } = state.value.comparison
    const subjects = [...new Set([...gained, ...lost].map(({ subject }) => subject))].sort()
    const of = (all: typeof gained, id: string): typeof gained => all.filter(({ subject }) => subject === id)
    return ok(subjects.map((subject) => ({ subject, gained: of(gained, subject), lost: of(lost, subject) })))
  }
  const before = await readSide(options.against, 'against', options, io)
  if (!before.ok) return before
  if (before.value.kind !== 'access')
    return fail({
      code: 'cli/different-kinds',
      message: `\`${options.against}\` is a file of policies, and the other side is an app`,
      hint: 'name an app or a lockfile',
      at: null,
    })
  const { subjects } = diffAccess(before.value.lock, buildLock(generation.needs).lock)
  return ok([...subjects].map(([subject, { gained, lost }]) => ({ subject, gained, lost })))
}

const fileFor = ({ out, format }: ReportOptions, { app, config }: Generation, io: Io): string | null =>
  out !== undefined ? resolve(io.cwd, out) : format === 'html' ? resolve(app.folder, config.paths.out ?? 'out', 'report.html') : null

function readValue<T>(
  file: string | undefined,
  parse: (text: string, file: string) => Result<T, Problem>,
  io: Io,
): Result<T | null, Problem> {
  if (file === undefined) return ok(null)
  try {
    return parse(readFileSync(resolve(io.cwd, file), 'utf8'), file)
  } catch {
    return fail({
      code: 'cli/no-such-input',
      message: `\`${file}\` cannot be read`,
      hint: 'give a file that holds the value of `--json`',
      at: null,
    })
  }
}

function writeText(file: string, text: string): Result<null, Problem> {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return ok(null)
  } catch (thrown) {
    const reason = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown'
    return fail({
      code: 'cli/cannot-write',
      message: `\`${file}\` cannot be written (${reason})`,
      hint: 'give `--out` a file that can be',
      at: null,
    })
  }
}
