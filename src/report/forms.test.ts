import { describe, expect, test } from 'vitest'
import { annotations } from './annotations.js'
import { MAX_COMMENT_CHARS, markdownSummary } from './markdown.js'
import { sarifLog } from './sarif.js'
import { sample } from './testing/sample.test.data.js'

interface SarifResult {
  readonly ruleId: string
  readonly ruleIndex: number
  readonly level: string
  readonly locations: readonly {
    readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: { readonly startLine: number } }
  }[]
  readonly partialFingerprints: Readonly<Record<string, string>>
}
interface SarifLog {
  readonly runs: readonly {
    readonly tool: {
      readonly driver: { readonly rules: readonly { readonly id: string; readonly properties: Readonly<Record<string, unknown>> }[] }
    }
    readonly results: readonly SarifResult[]
  }[]
}

const sarif = (generated = sample(), prefix = ''): SarifLog => sarifLog(generated, { version: '1.2.3', prefix }) as SarifLog
const results = (log: SarifLog): readonly SarifResult[] => log.runs[0]?.results ?? []
const prints = (log: SarifLog): readonly string[] => results(log).map((it) => it.partialFingerprints['rolewright/v1'] ?? '')

describe('SARIF', () => {
  test('each finding is a result whose rule is there, at its line', () => {
    const log = sarif()
    expect(results(log).map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['access/missing', 'error'],
      ['access/unneeded-action', 'warning'],
      ['trace/language', 'note'],
    ])
    for (const { ruleId, ruleIndex } of results(log)) expect(log.runs[0]?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId)
    expect(results(log).map((it) => it.locations[0]?.physicalLocation.region.startLine)).toEqual([4, 12, 1])
    for (const rule of log.runs[0]?.tool.driver.rules ?? []) expect(typeof rule.properties['security-severity']).toBe('string')
  })

  test('a fingerprint stays when lines move, and changes with what is said', () => {
    const before = prints(sarif())
    const moved = sample()
    const lower = {
      ...moved,
      findings: moved.findings.map((it) => ({ ...it, at: it.at === null ? null : { ...it.at, line: it.at.line + 40 } })),
    }
    expect(prints(sarif(lower))).toEqual(before)
    expect(prints(sarif(sample({ fn: 'GetItem', message: 'another' })))[1]).not.toBe(before[1])
    expect(new Set(before).size).toBe(3)
  })

  test('likes in one file have fingerprints of their own', () => {
    const once = sample()
    const twice = { ...once, findings: [...once.findings, ...once.findings] }
    expect(new Set(prints(sarif(twice))).size).toBe(6)
  })

  test('paths begin at the repository, and are URIs', () => {
    const odd = sample()
    const log = sarif(
      { ...odd, findings: odd.findings.map((it) => ({ ...it, at: { file: 'src/a b#1.ts', line: 1, column: 1 } })) },
      'services/shop/',
    )
    expect(results(log)[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe('services/shop/src/a%20b%231.ts')
  })
})

describe('Markdown', () => {
  test('begins with the marker and what is needed', () => {
    const text = markdownSummary(sample(), { changes: null, maxChars: MAX_COMMENT_CHARS })
    expect(text).toMatch(/^<!-- rolewright -->\n### 1 function needs 1 of 12 declared cells\n/)
    expect(text).toContain('1 proved, 1 refuted, 0 unknown')
    expect(text).toContain('- ❌ `GetItem`: `dynamodb:GetItem` is needed')
  })

  test('a change comes first, by function', () => {
    const changes = [{ subject: 'GetItem', gained: [{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::b/*'] }], lost: [] }]
    const text = markdownSummary(sample(), { changes, maxChars: MAX_COMMENT_CHARS })
    expect(text).toContain('### Access: 1 gained, 0 lost')
    expect(text).toContain('| `GetItem` | ➕ gains | `s3:GetObject` on `arn:aws:s3:::b/*` |')
  })

  test('what does not fit is counted, and the folds are closed', () => {
    const one = sample()
    const many = { ...one, findings: Array.from({ length: 5000 }, () => one.findings[0] ?? one.findings).flat() as typeof one.findings }
    const text = markdownSummary(many, { changes: null, maxChars: 4000 })
    expect(text.length).toBeLessThanOrEqual(4000)
    expect(text).toMatch(/… and \d+ more/)
    expect(text.split('<details>').length).toBe(text.split('</details>').length)
  })

  test('markup of others is text', () => {
    const text = markdownSummary(sample({ fn: 'a`|<b>', message: '<img src=x> [x](y) @all `a|b`' }), {
      changes: null,
      maxChars: MAX_COMMENT_CHARS,
    })
    expect(text).not.toMatch(/(?<!\\)<img/)
    expect(text).not.toContain('[x](y)')
    expect(text).toContain("`a'\\|<b>`")
  })
})

test('an annotation names its place, and holds no line end', () => {
  const [first, second, third] = annotations(sample({ fn: 'Fn', message: 'a\nb, 100 %' }).findings, 'app/')
  expect(first).toBe(
    '::error file=app/src/get.ts,line=4,col=9,title=access/missing::Fn: `dynamodb:GetItem` is needed, and the template does not give it%0Athe generated role has it',
  )
  expect(second).toContain('Fn: a%0Ab, 100 %25%0A')
  expect(third).toMatch(/^::notice title=trace\/language::/)
})
