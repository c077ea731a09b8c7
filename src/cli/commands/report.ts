/** `rolewright report [APP]`: one HTML file that opens anywhere, or the other forms of the same answer. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { Option } from 'commander'
import type { Generation } from '../../generate/index.js'
import { fail, ok, type Problem, type Result } from '../../outcome/index.js'
import {
  type AuditResult,
  annotations,
  buildReport,
  MAX_COMMENT_CHARS,
  markdownSummary,
  parseAuditResult,
  parseVerifyResult,
  readPageParts,
  reportHtml,
  sarifLog,
  type VerifyResult,
} from '../../report/index.js'
import { type AppOptions, defineAppOptions, generateFor } from '../app-options.js'
import { command } from '../command.js'
import { EXIT } from '../exit.js'
import type { Io } from '../io.js'
import { packageVersion } from '../package-version.js'

type Format = 'html' | 'sarif' | 'markdown' | 'annotations'

interface ReportOptions extends AppOptions {
  readonly format: Format
  readonly out?: string
  readonly audit?: string
  readonly verify?: string
  readonly prefix?: string
}

export const report = command<ReportOptions>({
  define: (it) =>
    defineAppOptions(it.argument('[app]', 'a folder or a template', '.'))
      .addOption(new Option('--format <format>', 'what to write').choices(['html', 'sarif', 'markdown', 'annotations']).default('html'))
      .option('--out <file>', "where to (default: `out/report.html` in the app's folder; other formats: standard output)")
      .option('--audit <file>', 'the value of `audit --json`, to show what was used')
      .option('--verify <file>', 'the value of `verify --json`, to show what local runs found necessary')
      .option('--prefix <path>', "what stands before the app's paths in the repository, e.g. `services/shop/`"),
  async run({ args, options }, io) {
    const audit = readValue(options.audit, parseAuditResult, io)
    if (!audit.ok) return io.fail(audit.error)
    const verify = readValue(options.verify, parseVerifyResult, io)
    if (!verify.ok) return io.fail(verify.error)
    const generation = await generateFor([String(args[0] ?? '.')], options, io)
    if (!generation.ok) return io.fail(generation.error)
    const text = io.json ? '' : render(generation.value, { audit: audit.value, verify: verify.value }, options)
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

function render(generation: Generation, observed: Observed, { format, prefix = '' }: ReportOptions): string {
  const { generated } = generation
  switch (format) {
    case 'html':
      return reportHtml(buildReport(generation, observed), readPageParts())
    case 'sarif':
      return `${JSON.stringify(sarifLog(generated, { version: packageVersion(), prefix }), null, 2)}\n`
    case 'markdown':
      return markdownSummary(generated, { changes: null, maxChars: MAX_COMMENT_CHARS })
    case 'annotations':
      return annotations(generated.findings, prefix).join('\n')
  }
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
