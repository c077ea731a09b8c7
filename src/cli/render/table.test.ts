import { expect, test } from 'vitest'
import { makeStyle } from '../style.js'
import { renderTable } from './table.js'

test('columns are as wide as their widest cell, and lines have no spaces at their ends', () => {
  const rows = [
    [{ text: 'a' }, { text: 'long name' }, { text: '' }],
    [{ text: 'bcd' }, { text: 'x' }, { text: 'end' }],
  ]
  expect(renderTable(rows)).toEqual(['a    long name', 'bcd  x          end'])
})

test('colours do not count as width', () => {
  const { red } = makeStyle(true)
  const [first, second] = renderTable([
    [{ text: 'ab', paint: red }, { text: 'x' }],
    [{ text: 'abcd' }, { text: 'y' }],
  ])
  expect(first).toBe('\u001b[31mab\u001b[39m    x')
  expect(second).toBe('abcd  y')
})

test('numbers stand at the right', () => {
  const rows = [
    [{ text: '7', align: 'right' as const }, { text: 'a' }],
    [{ text: '123', align: 'right' as const }, { text: 'b' }],
  ]
  expect(renderTable(rows, '  ')).toEqual(['    7  a', '  123  b'])
})
