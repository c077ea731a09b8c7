import fc from 'fast-check'
import { expect, test } from 'vitest'
import { matchGlob, parseGlob, resolveGlob } from './glob.js'
import { parsePolicy } from './parse.js'

const matches = (pattern: string, text: string): boolean => matchGlob(parseGlob(pattern, { wildcards: true, variables: false }), text)

const rows: readonly { readonly pattern: string; readonly text: string; readonly want: boolean }[] = [
  { pattern: '', text: '', want: true },
  { pattern: '*', text: '', want: true },
  { pattern: 'a*', text: 'a', want: true },
  { pattern: '*a', text: 'ba', want: true },
  { pattern: '*ab', text: 'abab', want: true },
  { pattern: 'a*b?c', text: 'axxbxxbyc', want: true },
  { pattern: '?', text: '', want: false },
  { pattern: 'a**b', text: 'ab', want: true },
  { pattern: '*a*b', text: 'ba', want: false },
]
test.each(rows)('`$pattern` against `$text`', ({ pattern, text, want }) => expect(matches(pattern, text)).toBe(want))

test('globs agree with regular expressions', () => {
  const letters = (extra: string): fc.Arbitrary<string> => fc.string({ unit: fc.constantFrom(...`ab${extra}`), maxLength: 9 })
  fc.assert(
    fc.property(letters('*?'), letters(''), (pattern, text) => {
      const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`)
      expect(matches(pattern, text)).toBe(expression.test(text))
    }),
    { numRuns: 5_000, seed: 3 },
  )
})

test('many stars take no time that grows faster than the text', () => {
  const start = performance.now()
  for (const pattern of ['*a*a*a*a*b', `${'*a'.repeat(500)}*b`, `*${'a'.repeat(900)}b*`, `${'*?a'.repeat(300)}b`])
    expect(matches(pattern, 'a'.repeat(2_000))).toBe(false)
  expect(performance.now() - start).toBeLessThan(500)
})

test('escapes are plain characters, and a value is never a wildcard', () => {
  const glob = parseGlob('a${*}${?}${$}b${aws:x}*', { wildcards: true, variables: true })
  expect(glob).toEqual([
    { kind: 'text', text: 'a*?$b' },
    { kind: 'variable', key: 'aws:x', fallback: null, written: '${aws:x}' },
    { kind: 'any' },
  ])
  expect(resolveGlob(glob, () => '*')).toEqual([{ kind: 'text', text: 'a*?$b*' }, { kind: 'any' }])
  expect(resolveGlob(glob, () => null)).toBeNull()
})

test.each([
  { name: 'braces that nobody closes', text: '${'.repeat(500_000) },
  { name: 'braces that one closes', text: `${'${a'.repeat(300_000)}}` },
  { name: 'symbols in symbols', text: `${'${import:'.repeat(100_000)}}` },
])('$name take no longer than their text', { timeout: 30_000 }, ({ text }) => {
  expect(parseGlob(text, { wildcards: true, variables: true }).length).toBeGreaterThan(0)
  const parsed = parsePolicy(
    { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:*', Resource: `arn:aws:s3:::${text}` } },
    'identity',
  )
  expect(parsed.ok).toBe(false)
})
