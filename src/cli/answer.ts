/** What `secure` and `generate` have in common after the library has answered: filter, explain, print, be strict. */
import type { Command } from 'commander'
import { explainGrants } from '../explain/index.js'
import type { Generated, Generation } from '../generate/index.js'
import { EXIT, type ExitStatus } from './exit.js'
import { renderExplained } from './explain.js'
import type { Io } from './io.js'
import { renderGenerated } from './render/generated.js'
import { renderMapping } from './render/mapping.js'
import { noSuchFunction, selectFunction } from './select.js'
import { notResolved } from './strict.js'

export interface AnswerOptions {
  readonly function?: string
  readonly explain?: string
  readonly strict?: boolean
}

export const defineAnswerOptions = (command: Command): Command =>
  command
    .option('--function <id>', 'only this function')
    .option('--explain <action|resource>', 'why it is granted: the chain of calls, with the lines of source')
    .option('--strict', 'end with status 3 where anything is not resolved')

/** @param footer lines that a person gets below the answer, e.g. the files that were written */
export function answerGeneration(generation: Generation, options: AnswerOptions, io: Io, footer: readonly string[] = []): ExitStatus {
  const generated = options.function === undefined ? generation.generated : selectFunction(generation.generated, options.function)
  if (generated === null) return io.fail(noSuchFunction(options.function ?? '', generation.generated))
  if (options.explain !== undefined) return answerExplained({ ...generation, generated }, options.explain, io)
  io.answer(generated, () => [renderGenerated(generated, io.style), ...mappingOf(generation, options, io), ...footer].join('\n'))
  return options.strict === true ? strictStatus(generated, io) : EXIT.yes
}

/** Who gets which role, where that is not plain: with the default layout everybody has their own. */
const mappingOf = ({ layout, roles }: Generation, options: AnswerOptions, io: Io): readonly string[] =>
  layout === 'per-function' || options.function !== undefined ? [] : ['', ...renderMapping(roles, io.style)]

function strictStatus(generated: Generated, io: Io): ExitStatus {
  const open = notResolved(generated)
  if (open.length === 0) return EXIT.yes
  io.note(`not resolved, and \`--strict\` asks for it:\n${open.map((line) => `  ${line}`).join('\n')}`)
  return EXIT.unknown
}

function answerExplained(generation: Generation, asked: string, io: Io): ExitStatus {
  const explained = explainGrants(generation, asked)
  if (explained.length === 0 && !io.json) io.note(`nothing of this app needs \`${asked}\``)
  if (explained.length > 0 || io.json) io.answer(explained, () => renderExplained(explained, io.style))
  return EXIT.yes
}
