/** `rolewright evaluate`: requests as NDJSON on standard input, a decision each; with `--validate` documents instead. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Option } from 'commander'
import { evaluateStream, type Validation, validatePolicy } from '../../decide/index.js'
import type { Problem } from '../../outcome/index.js'
import type { PolicyKind } from '../../policy/index.js'
import { command } from '../command.js'
import { EXIT, type ExitStatus } from '../exit.js'
import type { Io } from '../io.js'
import { renderProblem } from '../render/problem.js'
import type { Style } from '../style.js'

interface EvaluateOptions {
  readonly validate?: boolean
  readonly kind: PolicyKind
  readonly stats?: boolean
}

const KINDS: readonly PolicyKind[] = ['identity', 'resource', 'trust', 'scp', 'rcp', 'boundary', 'session', 'vpcEndpoint']

export const evaluate = command<EvaluateOptions>({
  define: (it) =>
    it
      .argument('[file...]', 'policy documents, with `--validate`')
      .option('--validate', 'say what IAM would refuse in the documents, and what it takes but was not meant')
      .addOption(new Option('--kind <kind>', 'what the documents are used as').choices(KINDS).default('identity'))
      .option('--stats', 'print decisions per second on standard error'),
  async run({ args, options }, io) {
    const files = (args[0] as readonly string[] | undefined) ?? []
    if (options.validate === true) return validate(files, options.kind, io)
    const [stray] = files
    if (stray !== undefined) return io.fail(strayFile(stray))
    return decideLines(options.stats === true, io)
  },
})

async function decideLines(stats: boolean, io: Io): Promise<ExitStatus> {
  const began = performance.now()
  const { decisions, broken } = await evaluateStream(bytes(io.stdin), io.write)
  const seconds = (performance.now() - began) / 1000
  if (stats) io.note(`${decisions} decisions in ${seconds.toFixed(2)} s: ${Math.round(decisions / seconds)} a second`)
  return broken === 0 ? EXIT.yes : EXIT.failed
}

async function* bytes(stdin: Io['stdin']): AsyncGenerator<Uint8Array> {
  for await (const chunk of stdin) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk
}

function validate(files: readonly string[], kind: PolicyKind, io: Io): ExitStatus {
  if (files.length === 0)
    return io.fail({
      code: 'cli/no-files',
      message: '`--validate` needs the files of policy documents',
      hint: 'name at least one file',
      at: null,
    })
  const missing = files.find((file) => !existsSync(resolve(io.cwd, file)))
  if (missing !== undefined)
    return io.fail({ code: 'cli/no-such-input', message: `\`${missing}\` does not exist`, hint: 'look at the path', at: null })
  const validations = files.map((file) => validatePolicy(readFileSync(resolve(io.cwd, file), 'utf8'), kind, file.replaceAll('\\', '/')))
  io.answer(validations, () => validations.map((it) => renderValidation(it, io)).join('\n'))
  return validations.some(({ errors }) => errors.length > 0) ? EXIT.failed : EXIT.yes
}

function renderValidation({ file, errors, warnings }: Validation, { style }: Io): string {
  if (errors.length + warnings.length === 0) return `${style.green('✓')} ${file}`
  const problems = [...errors.map((problem) => renderProblem(problem, style)), ...warnings.map((problem) => renderWarning(problem, style))]
  return [
    `${errors.length > 0 ? style.red('✗') : style.yellow('!')} ${file}: ${errors.length} errors, ${warnings.length} warnings`,
    ...problems,
  ].join('\n')
}

const renderWarning = (problem: Problem, style: Style): string => renderProblem(problem, { ...style, red: () => style.yellow('warning') })

const strayFile = (file: string): Problem => ({
  code: 'cli/stray-argument',
  message: `\`evaluate\` reads requests from standard input, not from \`${file}\``,
  hint: `use \`rolewright evaluate < ${file}\`, or \`--validate\` for policy documents`,
  at: null,
})
