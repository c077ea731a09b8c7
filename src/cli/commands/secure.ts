/** `rolewright [secure] [APP]`, the main job: the roles of an app, for a person to read and in `out/` to use. */
import { relative, resolve } from 'node:path'
import { type AnswerOptions, answerGeneration, defineAnswerOptions } from '../answer.js'
import { type AppOptions, defineAppOptions, generateFor } from '../app-options.js'
import { command } from '../command.js'
import type { Io } from '../io.js'
import { sendSmoke } from '../smoke.js'
import { answerVerbatim, defineVerbatimOptions, type VerbatimOptions } from '../verbatim.js'
import { writeOut } from '../write-out.js'

interface SecureOptions extends AppOptions, AnswerOptions, VerbatimOptions {
  readonly out?: string
  readonly smoke: boolean
}

export const secure = command<SecureOptions>({
  define: (it) =>
    defineAnswerOptions(defineVerbatimOptions(defineAppOptions(it.argument('[app]', 'a folder or a template', '.'))))
      .option('--out <dir>', "where the files go (default: `out` in the app's folder)")
      .option('--no-smoke', "do not send the configuration's smoke requests"),
  async run({ args, options }, io) {
    if (options.verbatim === true) return answerVerbatim(options, io)
    const input = String(args[0] ?? '.')
    const generation = await generateFor([input], options, io)
    if (!generation.ok) return io.fail(generation.error)
    if (options.explain !== undefined) return answerGeneration(generation.value, options, io)
    const { app, config } = generation.value
    const folder = options.out === undefined ? resolve(app.folder, config.paths.out ?? 'out') : resolve(io.cwd, options.out)
    const written = writeOut(generation.value, folder)
    if (!written.ok) return io.fail(written.error)
    const smoke = options.smoke ? await sendSmoke(generation.value, folder, io) : { lines: [], written: [] }
    const files = [...written.value, ...smoke.written]
    return answerGeneration(generation.value, options, io, [...smoke.lines, ...footer(files, input, app.format, io)])
  },
})

const isEditable = (format: string): boolean => format === 'sam' || format === 'cloudformation'

function footer(written: readonly string[], input: string, format: string, { cwd, style }: Io): string[] {
  const files = written.map((file) => style.cyan(relative(cwd, file)))
  const app = input === '.' ? '' : ` ${input}`
  const next = isEditable(format)
    ? `rolewright generate${app} --write edits your template, and shows the change first (--dry-run: and writes nothing)`
    : format === 'serverless'
      ? 'add roles.template.yaml to `resources` of the service, and its `role` to each function: its first lines show how'
      : "take the roles of roles.template.yaml over, and point each function's Role to its own"
  return [
    '',
    `written: ${files.join(', ')}`,
    `next: ${next}`,
    style.dim(`      why something is granted: rolewright generate${app} --explain ACTION|RESOURCE`),
  ]
}
