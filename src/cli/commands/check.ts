/** `rolewright check [APP]`, for CI: does what the app asks for keep to what was agreed? */
import { type AppOptions, defineAppOptions, generateFor } from '../app-options.js'
import { checkLock } from '../check-lock.js'
import { command } from '../command.js'
import { EXIT } from '../exit.js'

interface CheckOptions extends AppOptions {
  readonly frozen?: boolean
}

export const check = command<CheckOptions>({
  define: (it) =>
    defineAppOptions(it.argument('[app]', 'a folder or a template', '.')).option(
      '--frozen',
      'the lockfile must be there, and the app must ask for no more and no less than it agrees to',
    ),
  async run({ args, options }, io) {
    const generation = await generateFor([String(args[0] ?? '.')], options, io)
    if (!generation.ok) return io.fail(generation.error)
    const lock = await checkLock(generation.value, { frozen: options.frozen === true, app: String(args[0] ?? '.') }, io.style)
    if (!lock.ok) return io.fail(lock.error)
    const { ok, comparison, findings, lines } = lock.value
    io.answer({ ok, lock: comparison, guardrails: [], findings }, () => lines.join('\n'))
    return ok ? EXIT.yes : EXIT.no
  },
})
