import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffLines, hunksOf } from './diff.js'

const side = (lines: ReturnType<typeof diffLines>, leftOut: '-' | '+'): string[] =>
  lines.filter((l) => l.sign !== leftOut).map((l) => l.text)

const anyLines = fc.array(fc.constantFrom('a', 'b', 'c', 'x: 1', ''), { maxLength: 30 })

test('both texts can be read out of the difference, and the hunks hold all of it', () => {
  fc.assert(
    fc.property(anyLines, anyLines, (a, b) => {
      const [before, after] = [a, b].map((lines) => lines.map((line) => `${line}\n`).join(''))
      const lines = diffLines(before ?? '', after ?? '')
      expect(side(lines, '+')).toEqual(a)
      expect(side(lines, '-')).toEqual(b)
      const changed = lines.filter((l) => l.sign !== ' ')
      expect(hunksOf(lines).flatMap((h) => h.lines.filter((l) => l.sign !== ' '))).toEqual(changed)
      for (const { oldStart, lines: own } of hunksOf(lines))
        expect(a.slice(oldStart - 1)[0]).toBe(own.find((l) => l.sign !== '+')?.text ?? a[oldStart - 1])
    }),
  )
})

test('large texts with many changes are answered by what holds them together', () => {
  const before = Array.from({ length: 4_000 }, (_, i) => `key${i}:\n  old: value\n`).join('')
  const after = before.replaceAll('  old: value\n', '  new: value\n  more: lines\n')
  const lines = diffLines(before, after)
  expect(lines.filter((l) => l.sign === ' ')).toHaveLength(4_000)
  expect(lines.filter((l) => l.sign === '-')).toHaveLength(4_000)
})

test('the shortest way is found in small texts', () => {
  expect(diffLines('a\nb\nc\n', 'a\nc\nd\n').map((l) => l.sign + l.text)).toEqual([' a', '-b', ' c', '+d'])
})
