/** Patterns of ARNs as tests. Most have five plain parts: one comparison of the text before the fifth colon. */
import { type ArnPattern, type Glob, matchArnPattern } from '../../policy/index.js'
import { colons, type Frame, findColons, keyOf, valueOfKey } from './frame.js'
import { compileGlob, literalOf, prefixOf, type TextTest } from './glob-test.js'

export type ArnTest = (text: string, frame: Frame) => boolean

export function compileArn(pattern: ArnPattern): ArnTest {
  if (pattern.kind === 'everything') return () => true
  if (pattern.kind === 'template') return templateTest(pattern)
  const head = pattern.parts.slice(0, 5).map(literalOf)
  const rest = pattern.parts[5] ?? []
  return head.every((part) => part !== null) ? plainHead(`${head.join(':')}:`, rest) : partsTest(pattern.parts.slice(0, 5), rest)
}

function plainHead(head: string, rest: Glob): ArnTest {
  // What does not begin with `arn` is no ARN, and no pattern but `*` covers it.
  if (!head.startsWith('arn:')) return () => false
  const literal = literalOf(rest)
  if (literal !== null) {
    const whole = head + literal
    return (text) => text === whole
  }
  const prefix = prefixOf(rest)
  if (prefix !== null) {
    const start = head + prefix
    return (text) => text.startsWith(start)
  }
  const test = compileGlob(rest)
  return (text, frame) => text.startsWith(head) && test(text, head.length, frame)
}

interface PartTest {
  /** Which of the first five parts. */
  readonly part: number
  readonly literal: string | null
  readonly test: TextTest
}

function partsTest(parts: readonly Glob[], rest: Glob): ArnTest {
  const tests: PartTest[] = parts.flatMap((glob, part) =>
    prefixOf(glob) === '' ? [] : [{ part, literal: literalOf(glob), test: compileGlob(glob) }],
  )
  const restTest = prefixOf(rest) === '' ? null : compileGlob(rest)
  return (text, frame) => {
    if (!findColons(text)) return false
    for (const { part, literal, test } of tests) {
      const from = part === 0 ? 0 : (colons.at[part - 1] ?? 0) + 1
      const end = colons.at[part] ?? 0
      if (literal !== null) {
        if (end - from !== literal.length || !text.startsWith(literal, from)) return false
      } else if (!testPart(test, text, from, end, frame)) return false
    }
    return restTest === null || restTest(text, (colons.at[4] ?? 0) + 1, frame)
  }
}

/** A test looks to the end of what it is given, so it is given the part alone. */
function testPart(test: TextTest, text: string, from: number, end: number, frame: Frame): boolean {
  return test(text.slice(from, end), 0, frame)
}

/** A condition value with variables is split after they got their values. */
function templateTest(pattern: Extract<ArnPattern, { kind: 'template' }>): ArnTest {
  const keys = new Map(pattern.glob.flatMap((token) => (token.kind === 'variable' ? [[token.key, keyOf(token.key)] as const] : [])))
  return (text, frame) =>
    matchArnPattern(pattern, text, (name) => {
      const key = keys.get(name)
      return key === undefined ? null : valueOfKey(frame, key)
    })
}
