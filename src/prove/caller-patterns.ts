/**
 * ARNs of users, federated users and roles that stand for all that conditions on the caller can tell apart: `aws:PrincipalArn` is the whole
 * text, `aws:PrincipalAccount` its fifth part, `aws:username` what stands behind the last slash.
 */
import { type Condition, operatorFacts, type PrincipalPattern } from '../policy/index.js'
import { type KeyTest, keyTest } from './key-tests.js'
import { textClasses } from './text-classes.js'
import type { PatternList } from './text-machine.js'
import { addLoop, addStep, addText, type Chars, type Draft, finish, newDraft, type TextPattern } from './text-pattern.js'

const KEYS: ReadonlySet<string> = new Set(['aws:principalarn', 'aws:principalaccount', 'aws:username'])

/** None where no condition looks at these keys by pattern; null where there are too many classes, or one compares no text. */
export function arnTexts(
  conditions: readonly Condition[],
  patterns: readonly PrincipalPattern[],
  partitions: readonly string[],
  maxStates: number,
): readonly string[] | null {
  const tests = testsOf(conditions, KEYS)
  if (tests === null) return null
  if (tests.length === 0) return []
  const named = (kind: Kind): readonly TextPattern[] =>
    patterns.flatMap((pattern): TextPattern[] => {
      if (pattern.kind === 'arn') return [literal(pattern.arn)]
      return pattern.kind === 'account' ? [accountPattern(literal(pattern.account), kind)] : []
    })
  const found: string[] = []
  for (const partition of partitions) {
    for (const kind of ['role', 'user', 'federated-user', 'root'] as const) {
      const lists = [...tests.map((test) => listOf(test, kind)), ...(kind === 'root' ? [] : named(kind).map((it): PatternList => [it]))]
      const classes = textClasses({ lists, shape: shapeOf(kind, partition), maxStates })
      if (classes === null) return null
      found.push(...classes.map((one) => one.witness))
    }
  }
  return found
}

const SERVICE_KEYS: ReadonlySet<string> = new Set(['aws:principalservicename'])

/** Services that conditions on their name tell apart; as `arnTexts`. */
export function serviceTexts(conditions: readonly Condition[], maxStates: number): readonly string[] | null {
  const tests = testsOf(conditions, SERVICE_KEYS)
  if (tests === null) return null
  if (tests.length === 0) return []
  const shape = finish(addText(addLoop(addStep(newDraft(), { named: 'prefix' }), { named: 'prefix' }), '.amazonaws.com', false))
  return textClasses({ lists: tests.map((test) => test.patterns ?? []), shape, maxStates })?.map(({ witness }) => witness) ?? null
}

/** Each distinct condition once; variables are not looked into here. Null where one does not compare text. */
function testsOf(conditions: readonly Condition[], keys: ReadonlySet<string>): readonly KeyTest[] | null {
  const byText = new Map<string, KeyTest>()
  for (const condition of conditions) {
    const { family } = operatorFacts(condition.operator)
    const key = condition.key.toLowerCase()
    if (!keys.has(key) || family === 'null') continue
    if (family !== 'string' && family !== 'arn') return null
    const made = keyTest(condition, 'allow', true, () => null, false)
    byText.set(JSON.stringify([condition.operator, key, condition.values]), 'unreadable' in made ? made.instead : made)
  }
  return [...byText.values()]
}

type Kind = 'role' | 'user' | 'federated-user' | 'root'

const serviceOf = (kind: Kind): string => (kind === 'federated-user' ? 'sts' : 'iam')

function listOf(test: KeyTest, kind: Kind): PatternList {
  const patterns = test.patterns ?? []
  if (test.key === 'aws:principalarn') return patterns
  if (test.key === 'aws:principalaccount') return patterns.map((account) => accountPattern(account, kind))
  return kind === 'user' ? patterns.flatMap(userNamePatterns) : []
}

const literal = (text: string): TextPattern => finish(addText(newDraft(), text, false))

function append(draft: Draft, pattern: TextPattern, narrowed: (chars: Chars) => Chars): Draft {
  for (const [i, loop] of pattern.loops.entries()) {
    if (loop !== null) addLoop(draft, narrowed(loop))
    const step = pattern.steps[i]
    if (step !== undefined) addStep(draft, narrowed(step))
  }
  return draft
}

function accountPattern(account: TextPattern, kind: Kind): TextPattern {
  const draft = addText(addLoop(addText(newDraft(), 'arn:', false), { named: 'partRun' }), `:${serviceOf(kind)}::`, false)
  append(draft, account, (chars) => ('named' in chars ? { named: 'part' } : chars))
  return finish(addLoop(addText(draft, ':', false), { named: 'run' }))
}

/** The name with no path before it, and with one. */
function userNamePatterns(name: TextPattern): readonly TextPattern[] {
  const narrowed = (chars: Chars): Chars => ('named' in chars ? { named: 'notSlash' } : chars)
  const anywhere = (): Draft => addText(addLoop(addText(newDraft(), 'arn:', false), { named: 'partRun' }), ':iam::', false)
  const plain = append(addText(addLoop(anywhere(), { named: 'partRun' }), ':user/', false), name, narrowed)
  const pathed = append(
    addText(addLoop(addText(addLoop(anywhere(), { named: 'partRun' }), ':user/', false), { named: 'run' }), '/', false),
    name,
    narrowed,
  )
  return [finish(plain), finish(pathed)]
}

function shapeOf(kind: Kind, partition: string): TextPattern {
  const draft = addText(newDraft(), `arn:${partition}:${serviceOf(kind)}::`, false)
  for (let i = 0; i < 12; i++) addStep(draft, { named: 'digit' })
  if (kind === 'root') return finish(addText(draft, ':root', false))
  addStep(addText(draft, `:${kind}/`, false), { named: 'notSlash' })
  return finish(addLoop(draft, { named: 'run' }))
}
