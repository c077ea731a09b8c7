/** Documents that come as text inside JSON. */
import { expect, test } from 'vitest'
import { type JsonNode, readJson } from './json.js'
import { documentInText } from './text-document.js'

const POLICY = '{"Version":"2012-10-17","Statement":[]}'

const nodeOf = (value: unknown): JsonNode => {
  const read = readJson(JSON.stringify(value))
  if (!read.ok) throw new Error(read.error.message)
  return read.value
}

const rows = [
  { name: 'text', text: POLICY, keys: ['Version', 'Statement'] },
  {
    name: 'text with white space and a byte order mark',
    text: `\ufeff${POLICY.replaceAll(',', ',\n  ')}\n`,
    keys: ['Version', 'Statement'],
  },
  { name: 'percent-encoded text', text: encodeURIComponent(POLICY), keys: ['Version', 'Statement'] },
  { name: 'text in which a percent sign is one', text: '{"Statement":{"Sid":"50%"}}', keys: ['Statement'] },
  { name: 'a broken escape', text: '%7B%ZZ', keys: null },
  { name: 'a list', text: `[${POLICY}]`, keys: null },
  { name: 'a path', text: 'policy.json', keys: null },
]

test.each(rows)('$name', ({ text, keys }) => {
  const found = documentInText(nodeOf(text))
  expect(found.kind === 'object' ? found.members.map(({ key }) => key) : null).toEqual(keys)
})

test('what it holds stands where the text stands', () => {
  const list = nodeOf([1, POLICY])
  const found = list.kind === 'array' ? list.items.map(documentInText)[1] : undefined
  expect(found?.kind === 'object' && found.members.every(({ at, value }) => at === 3 && value.at === 3)).toBe(true)
})

test('a document itself is left as it is', () => {
  const node = nodeOf({ Statement: '{}' })
  expect(documentInText(node)).toBe(node)
})
