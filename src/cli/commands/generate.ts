/** `rolewright generate`: the roles of an app or of source files, on standard output; what is written is asked for. */
import { relative } from 'node:path'
import { Option } from 'commander'
import type { Generation } from '../../generate/index.js'
import { type AnswerOptions, answerGeneration, defineAnswerOptions } from '../answer.js'
import { type AppOptions, defineAppOptions, generateFor } from '../app-options.js'
import { command } from '../command.js'
import { EXIT, type ExitStatus } from '../exit.js'
import type { Io } from '../io.js'
import { FORMATS, type Format, printFormat } from '../print-format.js'
import { answerVerbatim, defineVerbatimOptions, type VerbatimOptions } from '../verbatim.js'
import type { WriteTemplateOptions } from '../write-template.js'

interface WriteOptions extends WriteTemplateOptions {
  readonly updateLock?: boolean
  readonly write?: boolean
  readonly format?: Format
  readonly out?: string
}

export const generate = command<AppOptions & AnswerOptions & VerbatimOptions & WriteOptions>({
  define: (it) =>
    defineAnswerOptions(defineVerbatimOptions(defineAppOptions(it.argument('[app...]', 'an app, or source files without a template'))))
      .option('--write', 'edit the template: show the diff, then write it')
      .option('--dry-run', 'with --write: show the diff, and write nothing')
      .option('--explicit-roles', 'with --write: write out the roles that SAM would make, which have more than is needed')
      .option('--monitoring', "with --write: add a trail of the app's data events, and an alarm on refused calls")
      .addOption(new Option('--format <format>', 'print the roles for other tools to take').choices(FORMATS))
      .option('--out <dir>', 'with --format: write files into this folder')
      .option('--update-lock', 'write rolewright.lock.json: this is what the app may do from now on'),
  async run({ args, options }, io) {
    if (options.verbatim === true) return answerVerbatim(options, io)
    const generation = await generateFor((args[0] as readonly string[] | undefined) ?? [], options, io)
    if (!generation.ok) return io.fail(generation.error)
    if (options.format !== undefined) return printFormat(generation.value, options.format, options.out, io)
    if (options.write === true) {
      const { writeTemplate } = await import('../write-template.js')
      const status = writeTemplate(generation.value, options, io)
      if (status !== EXIT.yes || (!io.json && options.updateLock !== true)) return status
    }
    if (options.updateLock === true) {
      const status = await agree(generation.value, io)
      if (status !== EXIT.yes || !io.json) return status
    }
    return answerGeneration(generation.value, options, io)
  },
})

/** Writes the lockfile, and says on standard error what that agrees to beyond what was agreed. */
async function agree(generation: Generation, io: Io): Promise<ExitStatus> {
  const { readLockState, updateLock } = await import('../lock-file.js')
  const state = await readLockState(generation)
  const written = await updateLock(generation)
  if (!written.ok) return io.fail(written.error)
  const { renderLockChanges } = await import('../render/lock-changes.js')
  const file = relative(io.cwd, written.value.file)
  const changes = state.ok && !state.value.isNew ? renderLockChanges(state.value.comparison, io.style) : []
  const say = (line: string): void => (io.json ? io.note(line) : io.print(line))
  for (const line of changes) say(line)
  if (changes.length > 0) say('')
  say(written.value.changed ? `written: ${io.style.cyan(file)}` : `${io.style.cyan(file)} is as it should be already`)
  return EXIT.yes
}
