/** `rolewright check [APP]`, for CI: does what the app asks for keep to what was agreed? */
import { Option } from 'commander'
import type { Finding, Severity } from '../../outcome/index.js'
import { type AppOptions, defineAppOptions, generateFor } from '../app-options.js'
import { checkGuardrailsOf } from '../check-guardrails.js'
import { checkLock } from '../check-lock.js'
import { command } from '../command.js'
import { EXIT, type ExitStatus } from '../exit.js'
import { renderPlace } from '../render/problem.js'
import type { Style } from '../style.js'

interface CheckOptions extends AppOptions {
  readonly frozen?: boolean
  readonly failOn?: Severity
}

/** Findings of this severity or a graver one. */
const AT_LEAST: Readonly<Record<Severity, readonly Severity[]>> = {
  error: ['error'],
  warning: ['error', 'warning'],
  info: ['error', 'warning', 'info'],
}

export const check = command<CheckOptions>({
  define: (it) =>
    defineAppOptions(it.argument('[app]', 'a folder or a template', '.'))
      .option('--frozen', 'the lockfile must be there, and the app must ask for no more and no less than it agrees to')
      .addOption(
        new Option('--fail-on <severity>', 'findings on the app that are at least so grave are a no as well').choices([
          'error',
          'warning',
          'info',
        ]),
      ),
  async run({ args, options }, io) {
    const generation = await generateFor([String(args[0] ?? '.')], options, io)
    if (!generation.ok) return io.fail(generation.error)
    const lock = await checkLock(generation.value, { frozen: options.frozen === true, app: String(args[0] ?? '.') }, io.style)
    if (!lock.ok) return io.fail(lock.error)
    const guardrails = checkGuardrailsOf(generation.value, io.style)
    const { failOn } = options
    const grave =
      failOn === undefined ? [] : generation.value.generated.findings.filter(({ severity }) => AT_LEAST[failOn].includes(severity))
    const exit = worst([lock.value.ok ? EXIT.yes : EXIT.no, guardrails.exit, grave.length > 0 ? EXIT.no : EXIT.yes])
    const value = {
      ok: exit === EXIT.yes,
      lock: lock.value.comparison,
      guardrails: guardrails.guardrails,
      findings: [...lock.value.findings, ...guardrails.findings, ...grave],
    }
    io.answer(value, () => [...lock.value.lines, ...guardrails.lines, ...grave.map((finding) => lineOf(finding, io.style))].join('\n'))
    return exit
  },
})

const worst = (all: readonly ExitStatus[]): ExitStatus =>
  all.includes(EXIT.no) ? EXIT.no : all.includes(EXIT.unknown) ? EXIT.unknown : EXIT.yes

const lineOf = ({ severity, subject, message, at }: Finding, style: Style): string =>
  `${severity === 'error' ? style.red('✗') : style.yellow('!')} ${style.bold(subject)}: ${message}${at === null ? '' : `  ${style.cyan(renderPlace(at))}`}`
