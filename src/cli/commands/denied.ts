/** `rolewright denied [MESSAGE]`: what a refusal is about, whether the app needs it, and what to change. */
import { type DeniedAnswer, explainDenied, parseDenied } from '../../explain/index.js'
import { type AppOptions, defineAppOptions, generateFor } from '../app-options.js'
import { command } from '../command.js'
import { EXIT } from '../exit.js'
import type { Io } from '../io.js'
import { renderDenied } from '../render/denied.js'
import { noSuchFunction } from '../select.js'

interface DeniedOptions extends AppOptions {
  readonly app?: string
  readonly function?: string
}

/** Longer than any message or event. */
const MAX_INPUT_BYTES = 8 << 20

export const denied = command<DeniedOptions>({
  define: (it) =>
    defineAppOptions(
      it.argument('[message]', 'the message of the error, a line of a log, or the event from CloudTrail (default: standard input)'),
    )
      .option('--app <app>', 'a folder or a template', '.')
      .option('--function <id>', 'who was refused, where the message does not tell'),
  async run({ args, options }, io) {
    const given = args[0] === undefined || args[0] === '-' ? await readAll(io) : String(args[0])
    const denial = parseDenied(given)
    if (!denial.ok) return io.fail(denial.error)
    const generation = await generateFor([options.app ?? '.'], options, io)
    if (!generation.ok) return io.fail(generation.error)
    const subject = options.function ?? null
    const { functions, principals } = generation.value.generated
    if (subject !== null && !Object.hasOwn(functions, subject) && !Object.hasOwn(principals, subject))
      return io.fail(noSuchFunction(subject, generation.value.generated))
    const answer: DeniedAnswer = explainDenied(generation.value, denial.value, subject)
    io.answer(answer, () => renderDenied(answer, io.style))
    return answer.verdict === 'unknown' ? EXIT.unknown : EXIT.yes
  },
})

async function readAll(io: Io): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of io.stdin) {
    const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk
    size += bytes.length
    if (size > MAX_INPUT_BYTES) break
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}
