/**
 * The property that holds the prover to the evaluator would notice a mistake: each row is one that a person could make, and
 * the small world finds it. A mutation that makes the prover find too much shows as `unknown`, since every counterexample is
 * asked about again; one that makes it find too little shows as a wrong proof.
 */
import { afterEach, expect, test, vi } from 'vitest'
import type { Policy } from '../policy/index.js'
import type { Prepared } from './prepared.js'
import { mutated, randomFrom, randomPolicy, truthOf } from './small-world.test.data.js'
import type { Subject, Verdict } from './types.js'

const PAIRS = 500

interface Pair {
  readonly narrow: Subject
  readonly wide: Subject
  readonly truth: Verdict['verdict']
}

const subject = (policy: Policy): Subject => ({ kind: 'identity', policies: [{ name: 'p', policy }] })

function makePairs(): readonly Pair[] {
  const random = randomFrom(77)
  return Array.from({ length: PAIRS }, () => {
    const a = randomPolicy(random)
    const b = random() < 0.7 ? mutated(random, a) : randomPolicy(random)
    return { narrow: subject(a), wide: subject(b), truth: truthOf(a, b) }
  })
}

const pairs = makePairs()

type Contains = (wide: Subject, narrow: Subject) => Verdict

/** The first pair about which the prover, as it is loaded now, does not say what is true; -1 where it is right about all. */
async function firstMistake(): Promise<number> {
  const { contains } = (await import('./contains.js')) as { contains: Contains }
  return pairs.findIndex(({ narrow, wide, truth }) => contains(wide, narrow).verdict !== truth)
}

type Change = (real: Record<string, unknown>) => Record<string, unknown>
// biome-ignore lint/suspicious/noExplicitAny: functions of any module are wrapped alike
type AnyFunction = (...given: any[]) => any

const before =
  (name: string, change: (given: unknown[]) => unknown[]): Change =>
  (real) => ({ ...real, [name]: (...given: unknown[]) => (real[name] as AnyFunction)(...change(given)) })
const after =
  (name: string, change: (result: never) => unknown): Change =>
  (real) => ({ ...real, [name]: (...given: unknown[]) => change((real[name] as AnyFunction)(...given) as never) })

const condition = (change: (it: Record<string, unknown>) => Record<string, unknown>): Change =>
  before('keyTest', ([first, ...rest]) => [change(first as Record<string, unknown>), ...rest])

const SWAPPED: Readonly<Record<string, string>> = { forAllValues: 'forAnyValue', forAnyValue: 'forAllValues' }

const withoutDenies = (side: number): Change =>
  after('sourcesOf', (sources: readonly { side: number; policy: { policy: Policy } }[]) =>
    sources.map((source) =>
      source.side !== side
        ? source
        : {
            ...source,
            policy: {
              ...source.policy,
              policy: { ...source.policy.policy, statements: source.policy.policy.statements.filter((it) => it.effect === 'allow') },
            },
          },
    ),
  )

const rows: readonly { readonly name: string; readonly module: string; readonly change: Change }[] = [
  { name: 'denials of the wide side are dropped', module: './sources.js', change: withoutDenies(1) },
  { name: 'denials of the narrow side are dropped', module: './sources.js', change: withoutDenies(0) },
  {
    name: 'ForAllValues and ForAnyValue are swapped',
    module: './key-tests.js',
    change: condition((it) => ({ ...it, quantifier: SWAPPED[String(it.quantifier)] ?? null })),
  },
  { name: 'every operator has IfExists', module: './key-tests.js', change: condition((it) => ({ ...it, ifExists: true })) },
  { name: 'IfExists is forgotten', module: './key-tests.js', change: condition((it) => ({ ...it, ifExists: false })) },
  {
    name: 'negations are forgotten',
    module: './key-tests.js',
    change: after('keyTest', (test: object) => ('unreadable' in test ? test : { ...test, negated: false })),
  },
  {
    name: 'text is compared without regard to case',
    module: './key-tests.js',
    change: condition((it) => (it.operator === 'StringEquals' ? { ...it, operator: 'StringEqualsIgnoreCase' } : it)),
  },
  {
    name: 'the parts of an ARN but the last are not looked at',
    module: './arn-classes.js',
    change: after('arnRule', (rule: { heads: unknown[]; headTexts: string[] } | null) =>
      rule === null ? null : { ...rule, headTexts: rule.headTexts.map(() => '*') },
    ),
  },
  {
    name: 'NotAction is read as Action',
    module: './action-lists.js',
    change: after('actionList', (list: object) => ({ ...list, negated: false })),
  },
  {
    name: 'NotResource is read as Resource',
    module: './prepared.js',
    change: after('prepare', (it: Prepared) => ({ ...it, resources: it.resources === null ? null : { ...it.resources, negated: false } })),
  },
  { name: 'one pattern of text is taken to include any other', module: './inclusion.js', change: after('includesArn', () => true) },
  {
    name: 'a rule with conditions is taken to stand for one without',
    module: './key-search.js',
    change: after('isSubset', () => true),
  },
  {
    name: 'values between the bounds of numbers are not tried',
    module: './typed-values.js',
    change: after('typedCandidates', (found: { texts: readonly string[] }) => ({ ...found, texts: found.texts.slice(0, 4) })),
  },
  {
    name: 'the last class of texts is not looked at',
    module: './text-classes.js',
    change: after('textClasses', (classes: readonly unknown[] | null) =>
      classes !== null && classes.length > 1 ? classes.slice(0, -1) : classes,
    ),
  },
]

afterEach(() => {
  vi.doUnmock('./contains.js')
  vi.resetModules()
})

test('without a mutation every answer is right', async () => {
  vi.resetModules()
  expect(await firstMistake()).toBe(-1)
}, 60_000)

test.each(rows)(
  '$name: noticed',
  async ({ module, change }) => {
    vi.resetModules()
    vi.doMock(module, async (original) => change(await original<Record<string, unknown>>()))
    try {
      expect(await firstMistake()).toBeGreaterThanOrEqual(0)
    } finally {
      vi.doUnmock(module)
    }
  },
  60_000,
)
