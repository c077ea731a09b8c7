/** `compare --batch`: pairs of policies as NDJSON, answered line by line and in order; a broken line is answered too. */

import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { type JsonNode, readJson } from '../policy/index.js'
import { compare, parseSubjects, type SubjectKind } from '../prove/index.js'
import { EXIT, type ExitStatus } from './exit.js'
import type { Io } from './io.js'

interface PairOptions {
  readonly kind?: SubjectKind
  readonly openActions?: boolean
  readonly stats?: boolean
}

/** @returns 1 where a line could not be read, else 2 or 3 where an A is not within its B, or that is not known */
export async function comparePairs(lines: Io['stdin'], options: PairOptions, io: Io): Promise<ExitStatus> {
  let status: ExitStatus = EXIT.yes
  const worse: readonly ExitStatus[] = [EXIT.yes, EXIT.unknown, EXIT.no, EXIT.failed]
  for await (const line of linesIn(lines)) {
    if (line.trim() === '') continue
    const { text, exit } = answerLine(line, options)
    if (worse.indexOf(exit) > worse.indexOf(status)) status = exit
    await io.write(`${text}\n`)
  }
  return status
}

async function* linesIn(chunks: Io['stdin']): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    const whole = rest.split('\n')
    rest = whole.pop() ?? ''
    yield* whole
  }
  yield rest + decoder.decode()
}

function answerLine(line: string, options: PairOptions): { readonly text: string; readonly exit: ExitStatus } {
  const began = performance.now()
  const pair = readPair(line)
  const id = pair.ok ? pair.value.id : pair.error.id
  const subjects = pair.ok ? parseSubjects(sideOf('a', pair.value.a), sideOf('b', pair.value.b), options.kind ?? null) : pair
  if (!subjects.ok) {
    const error: Problem | undefined = 'problem' in subjects.error ? subjects.error.problem : subjects.error[0]
    return { text: JSON.stringify({ id, error }), exit: EXIT.failed }
  }
  const [a, b] = subjects.value
  const comparison = compare(a, b, { openActions: options.openActions === true })
  const stats = options.stats === true ? { timeMs: performance.now() - began } : {}
  const { verdict } = comparison.aInB
  const exit = verdict === 'proved' ? EXIT.yes : verdict === 'refuted' ? EXIT.no : EXIT.unknown
  return { text: JSON.stringify({ id, ...comparison, ...stats }), exit }
}

const sideOf = (name: string, root: JsonNode): Parameters<typeof parseSubjects>[0] => ({ name, root, placeOf: () => null })

interface Pair {
  readonly id: unknown
  readonly a: JsonNode
  readonly b: JsonNode
}

function readPair(line: string): Result<Pair, { readonly id: unknown; readonly problem: Problem }> {
  const root = readJson(line)
  if (!root.ok) return fail({ id: null, problem: badLine(`the line is not JSON: ${root.error.message}`) })
  const members = root.value.kind === 'object' ? root.value.members : []
  const member = (name: string): JsonNode | undefined => members.find(({ key }) => key === name)?.value
  const written = member('id')
  const id = written === undefined ? null : scalarOf(written)
  const twice = ['id', 'a', 'b'].find((name) => members.filter(({ key }) => key === name).length > 1)
  if (twice !== undefined) return fail({ id, problem: badLine(`the line has \`${twice}\` twice`) })
  const a = member('a')
  const b = member('b')
  return a === undefined || b === undefined ? fail({ id, problem: badLine('the line has no `a` or no `b`') }) : ok({ id, a, b })
}

const scalarOf = (node: JsonNode): unknown =>
  node.kind === 'string' || node.kind === 'boolean' ? node.value : node.kind === 'number' ? Number(node.text) : null

const badLine = (message: string): Problem => ({
  code: 'request/bad-shape',
  message,
  hint: 'write `{ "id": "…", "a": POLICIES, "b": POLICIES }` on one line',
  at: null,
})
