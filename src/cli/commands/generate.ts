/** `rolewright generate`: the roles of an app or of source files, on standard output; nothing is written. */
import { type AnswerOptions, answerGeneration, defineAnswerOptions } from '../answer.js'
import { type AppOptions, defineAppOptions, generateFor } from '../app-options.js'
import { command } from '../command.js'
import { answerVerbatim, defineVerbatimOptions, type VerbatimOptions } from '../verbatim.js'

export const generate = command<AppOptions & AnswerOptions & VerbatimOptions>({
  define: (it) =>
    defineAnswerOptions(defineVerbatimOptions(defineAppOptions(it.argument('[app...]', 'an app, or source files without a template')))),
  async run({ args, options }, io) {
    if (options.verbatim === true) return answerVerbatim(options, io)
    const generation = await generateFor((args[0] as readonly string[] | undefined) ?? [], options, io)
    return generation.ok ? answerGeneration(generation.value, options, io) : io.fail(generation.error)
  },
})
