import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import AjvDraft04 from 'ajv-draft-04'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { generate } from '../generate/index.js'
import { buildReport } from './build-report.js'
import { lineHashes } from './line-hash.js'
import { sarifText } from './sarif.js'
import { sample, sampleReport } from './testing/sample.test.data.js'
import type { Report } from './types.js'

interface Physical {
  readonly artifactLocation: { readonly uri: string }
  readonly region: { readonly startLine: number; readonly startColumn: number }
}
interface SarifResult {
  readonly ruleId: string
  readonly ruleIndex: number
  readonly level: string
  readonly message: { readonly text: string }
  readonly locations: readonly { readonly physicalLocation: Physical }[]
  readonly codeFlows?: readonly { readonly threadFlows: readonly { readonly locations: readonly unknown[] }[] }[]
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

const schema = JSON.parse(readFileSync(join(import.meta.dirname, 'testing/fixtures/sarif-schema-2.1.0.json'), 'utf8')) as object
const validate = new AjvDraft04.default({ strict: false, validateFormats: false, allErrors: true }).compile(schema)

const sarif = (report: Report, prefix = '', textOf: (file: string) => string | null = () => null): SarifLog => {
  const log = JSON.parse(sarifText(report, { version: '1.2.3', prefix, textOf })) as SarifLog
  expect(validate(log) ? [] : validate.errors).toEqual([])
  return log
}
const results = (log: SarifLog): readonly SarifResult[] => log.runs[0]?.results ?? []
const prints = (log: SarifLog): readonly string[] => results(log).map((it) => it.partialFingerprints['rolewright/v1'] ?? '')

describe('SARIF', () => {
  test('each finding is a result whose rule is there, at its line', () => {
    const log = sarif(sampleReport())
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
    const before = prints(sarif(sampleReport()))
    const moved = sample()
    const lower = {
      ...moved,
      findings: moved.findings.map((it) => ({ ...it, at: it.at === null ? null : { ...it.at, line: it.at.line + 40 } })),
    }
    expect(prints(sarif(sampleReport(lower)))).toEqual(before)
    expect(prints(sarif(sampleReport(sample({ fn: 'GetItem', message: 'another' }))))[1]).not.toBe(before[1])
    expect(new Set(before).size).toBe(3)
  })

  test('likes in one file have fingerprints of their own', () => {
    const once = sample()
    const twice = { ...once, findings: [...once.findings, ...once.findings] }
    expect(new Set(prints(sarif(sampleReport(twice)))).size).toBe(6)
  })

  test.each([
    ['services/shop/', 'src/a b#1.ts', 'services/shop/src/a%20b%231.ts'],
    ['infrastructure/', '../lambdas/get.ts', 'lambdas/get.ts'],
    ['', 'template.yaml', 'template.yaml'],
  ])('paths begin at the repository, and are URIs: %s %s', (prefix, file, uri) => {
    const odd = sample()
    const log = sarif(sampleReport({ ...odd, findings: odd.findings.map((it) => ({ ...it, at: { file, line: 1, column: 1 } })) }), prefix)
    expect(results(log)[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(uri)
  })
})

describe('limits of GitHub', () => {
  const [first] = sample().findings
  if (first === undefined) throw new Error('the sample has findings')

  test('of 30,000 results the gravest 25,000 are there, and the file is small enough', () => {
    const findings = Array.from({ length: 30_000 }, (_, i) => ({
      ...first,
      subject: `F${i}`,
      severity: i < 29_000 ? ('warning' as const) : ('info' as const),
    }))
    const text = sarifText(sampleReport({ ...sample(), findings }), { version: '1', prefix: '', textOf: () => null })
    const log = JSON.parse(text) as SarifLog
    expect(results(log).length).toBe(25_000)
    expect(results(log).every(({ level }) => level === 'warning')).toBe(true)
    expect(gzipSync(text).length).toBeLessThanOrEqual(10_000_000)
  })

  test('what others name at length is cut', () => {
    const long = { ...first, message: 'x'.repeat(100_000) }
    const log = sarif(sampleReport({ ...sample(), findings: [long] }))
    expect(results(log)[0]?.message.text.length).toBeLessThanOrEqual(4_000)
  })
})

/** Places of a real app, read at their lines. */
describe('the example', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rolewright-sarif-'))
  const app = join(folder, 'app')
  const textOf = (file: string): string => readFileSync(join(app, file), 'utf8')
  const read = async (): Promise<SarifLog> => {
    const generation = await generate({ inputs: [app], layout: null, parameters: new Map(), account: null, region: null, from: null })
    if (!generation.ok) throw new Error(JSON.stringify(generation.error))
    return sarif(buildReport(generation.value, { verify: null, audit: null }), '', textOf)
  }
  let log: SarifLog

  beforeAll(async () => {
    cpSync(join(import.meta.dirname, '../../examples/items-api'), app, { recursive: true })
    log = await read()
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('places open the lines that are spoken of', () => {
    expect(results(log).length).toBeGreaterThan(5)
    for (const { ruleId, message, locations } of results(log)) {
      const [at] = locations.map(({ physicalLocation }) => physicalLocation)
      if (at === undefined) throw new Error('a result without a place')
      const lines = textOf(decodeURIComponent(at.artifactLocation.uri)).split('\n')
      const line = lines[at.region.startLine - 1] ?? ''
      expect(line.length).toBeGreaterThanOrEqual(at.region.startColumn)
      const from = lines.slice(at.region.startLine - 1, at.region.startLine + 12).join('\n')
      const named = [...message.text.matchAll(/`([a-z0-9-]+:[A-Z]\w+)`/g)].flatMap(([, action]) => action ?? [])
      // A statement of the template names what is granted and not needed; a role that is shared stands under its name.
      if (ruleId === 'access/unneeded-action') for (const action of named) expect(from).toContain(action)
      if (ruleId === 'role/shared') expect(line).toContain(message.text.split(':')[0])
    }
  })

  test('what code needs comes with the calls that lead there', () => {
    const missing = results(log).find(({ message }) => message.text.includes('execute-api:Invoke'))
    expect(missing?.codeFlows?.[0]?.threadFlows[0]?.locations.length).toBeGreaterThan(1)
  })

  test('fingerprints survive edits elsewhere in the same files', async () => {
    const of = (it: SarifLog, name: string): readonly (string | undefined)[] =>
      results(it).map((result) => result.partialFingerprints[name])
    const template = textOf('template.yaml')
    writeFileSync(join(app, 'template.yaml'), template.replace(/\n/, '\n# one\n# two\n# three\n'))
    const moved = await read()
    const lineOf = (it: SarifLog): readonly (number | undefined)[] =>
      results(it).map(({ locations }) => locations[0]?.physicalLocation.region.startLine)
    expect(lineOf(moved)).not.toEqual(lineOf(log))
    for (const name of ['rolewright/v1', 'primaryLocationLineHash']) expect(of(moved, name)).toEqual(of(log, name))
    writeFileSync(join(app, 'template.yaml'), template)
  })
})

describe('the hash of a line', () => {
  test('blanks and line ends do not count, and likes are numbered', () => {
    const [one, two, three] = lineHashes('a b\na b\n')
    expect(lineHashes('  a b\r\nab\n')[0]).toBe(one)
    expect(one?.split(':')[0]).not.toBe(two?.split(':')[0])
    expect(three).toMatch(/:1$/)
    const same = lineHashes(`${'x'.repeat(99)}\n`.repeat(3))
    expect(same[0]).toMatch(/:1$/)
    expect(same[1]).toBe(same[0]?.replace(':1', ':2'))
  })

  // As the action computes it: github/codeql-action (MIT), `fingerprints.test.ts`.
  test.each([
    ['', ['c129715d7a2bc9a3:1']],
    [' a\nb\n  \t\tc\n d', ['271789c17abda88f:1', '54703d4cd895b18:1', '180aee12dab6264:1', 'a23a3dc5e078b07b:1']],
    [
      ' hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n',
      [
        ...['e9496ae3ebfced30:1', 'fb7c023a8b9ccb3f:1', 'ce8ba1a563dcdaca:1', 'e20e36e16fcb0cc8:1'],
        ...['b3edc88f2938467e:1', 'c8e28b0b4002a3a0:1', 'c129715d7a2bc9a3:1'],
      ],
    ],
    [
      'Lorem ipsum dolor sit amet.\n'.repeat(10),
      [
        ...['a7f2ff13bc495cf2:1', 'a7f2ff13bc495cf2:2', 'a7f2ff13bc495cf2:3', 'a7f2ff13bc495cf2:4', 'a7f2ff13bc495cf2:5'],
        ...['a7f2ff13bc495cf2:6', 'a7f2ff1481e87703:1', 'a9cf91f7bbf1862b:1', '55ec222b86bcae53:1', 'cc97dc7b1d7d8f7b:1'],
        'c129715d7a2bc9a3:1',
      ],
    ],
  ])('is what the upload action computes: %j', (text, hashes) => expect(lineHashes(text)).toEqual(hashes))
})
