/** `rolewright compare A B`: what two policies allow, held against each other; with `--batch` many pairs, a line each. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Option } from 'commander'
import { fail, ok, type Problem, type Result } from '../../outcome/index.js'
import { placesIn, readJson } from '../../policy/index.js'
import { type Comparison, compare as comparePolicies, parseSubjects, type Subject, type SubjectKind, summarize } from '../../prove/index.js'
import { readInput, readText } from '../can-options.js'
import { command } from '../command.js'
import { comparePairs } from '../compare-pairs.js'
import { EXIT, type ExitStatus } from '../exit.js'
import type { Io } from '../io.js'
import { renderComparison } from '../render/comparison.js'

export interface CompareOptions {
  readonly kind?: SubjectKind
  readonly openActions?: boolean
  readonly all?: boolean
  readonly stats?: boolean
  readonly batch?: string
}

export const compare = command<CompareOptions>({
  define: (it) =>
    it
      .argument('[a]', 'a policy document, a list of them, or a `policies` object (`-`: standard input)')
      .argument('[b]', 'what to hold it against')
      .addOption(new Option('--kind <kind>', 'what the documents are (default: seen from them)').choices(['identity', 'resource', 'trust']))
      .option('--all', 'list what was gained and lost from A to B, as patterns')
      .option('--open-actions', 'ask about every name of an action, and not only those that AWS has')
      .option('--batch <file>', 'pairs as NDJSON, `{ id, a, b }` a line (`-`: standard input); an answer each')
      .option('--stats', 'say how long it took'),
  async run({ args, options }, io) {
    const [a, b] = args.map((arg) => (arg === undefined ? undefined : String(arg)))
    if (options.batch !== undefined) {
      const text = options.batch === '-' ? ok(io.stdin) : linesOf(options.batch, io)
      return text.ok ? comparePairs(text.value, options, io) : io.fail(text.error)
    }
    if (a === undefined || b === undefined) return io.fail(twoFiles)
    if (a === '-' && b === '-') return io.fail(oneInput)
    const subjects = await readSubjects(a, b, options, io)
    return subjects.ok ? answer(subjects.value, { a, b }, options, io) : io.fail(subjects.error)
  },
})

const twoFiles: Problem = {
  code: 'cli/no-files',
  message: '`compare` needs two files of policies',
  hint: 'name both, such as `rolewright compare new.json old.json`, or give pairs by `--batch`',
  at: null,
}

const oneInput: Problem = {
  code: 'cli/one-input',
  message: 'both policies cannot come from standard input',
  hint: 'name a file for one of them, or give pairs by `--batch -`',
  at: null,
}

function linesOf(file: string, io: Io): Result<Io['stdin'], readonly Problem[]> {
  const text = readText(file, io)
  return text.ok ? ok(once(readFileSync(resolve(io.cwd, file)))) : text
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function readSubjects(
  a: string,
  b: string,
  { kind }: CompareOptions,
  io: Io,
): Promise<Result<readonly [Subject, Subject], readonly Problem[]>> {
  const first = await readInput(a, io)
  const second = await readInput(b, io)
  if (!first.ok || !second.ok) return fail([...(first.ok ? [] : first.error), ...(second.ok ? [] : second.error)])
  const roots = [first.value, second.value].map((text) => readJson(text))
  const [left, right] = roots
  const places = [placesIn(first.value, a), placesIn(second.value, b)] as const
  const faults = roots.flatMap((root, i) =>
    root.ok ? [] : [notJson(i === 0 ? a : b, root.error.message, places[i]?.(root.error.at) ?? null)],
  )
  if (left?.ok !== true || right?.ok !== true) return fail(faults)
  return parseSubjects(
    { name: 'a', root: left.value, placeOf: places[0] },
    { name: 'b', root: right.value, placeOf: places[1] },
    kind ?? null,
  )
}

const notJson = (file: string, message: string, at: Problem['at']): Problem => ({
  code: 'request/not-json',
  message: `\`${file}\` is not JSON: ${message}`,
  hint: /\.ya?ml$/i.test(file) ? 'policies are read as JSON: write it so' : 'correct the text at this place',
  at,
})

function answer([a, b]: readonly [Subject, Subject], names: { a: string; b: string }, options: CompareOptions, io: Io): ExitStatus {
  const began = performance.now()
  const proofOptions = { openActions: options.openActions === true }
  const comparison = comparePolicies(a, b, proofOptions)
  const timeMs = performance.now() - began
  const summary = options.all === true ? summarize(a, b, proofOptions) : null
  const value = {
    ...comparison,
    ...(summary === null ? {} : { gained: summary.gained, lost: summary.lost }),
    ...(options.stats === true ? { timeMs } : {}),
  }
  io.answer(value, () => renderComparison({ comparison, summary, subjects: { a, b }, names }, io.style))
  if (options.stats === true && !io.json) io.note(`${timeMs.toFixed(2)} ms`)
  if (summary !== null && summary.complete.verdict !== 'proved') io.note('the lists of what was gained and lost may not be complete')
  return exitOf(comparison)
}

export function exitOf({ aInB }: Comparison): ExitStatus {
  return aInB.verdict === 'proved' ? EXIT.yes : aInB.verdict === 'refuted' ? EXIT.no : EXIT.unknown
}
