import { expect, test } from 'vitest'
import { nearest } from './nearest.js'

const commands = ['secure', 'generate', 'check', 'compare']
const rows = [
  { name: 'two letters that changed places', word: 'genreate', want: 'generate' },
  { name: 'a letter that is missing', word: 'chck', want: 'check' },
  { name: 'case does not count', word: 'Secure', want: 'secure' },
  { name: 'a word that is near to none', word: 'frobnicate', want: null },
  { name: 'a short word is near only to what differs in one letter', word: 'go', want: null },
  { name: 'nothing is near to nothing', word: '', want: null },
]
test.each(rows)('$name', (row) => expect(nearest(row.word, commands)).toBe(row.want))

test('of two that are equally near the first by name is taken, whatever their order', () => {
  expect(nearest('bar', ['car', 'bat'])).toBe('bat')
  expect(nearest('bar', ['bat', 'car'])).toBe('bat')
})
