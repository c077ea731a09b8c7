import { expect, test } from 'vitest'
import { makeFrame } from '../../explain/index.js'
import { makeStyle } from '../style.js'
import { renderFrame } from './frames.js'

const plain = makeStyle(false)
const source = 'one\ntwo three\nfour\nfive\n'

test('a frame shows the line before and after, and marks the column', () => {
  const frame = makeFrame('get', { file: 'a.ts', line: 2, column: 5 }, source)
  expect(renderFrame(frame, plain, '')).toEqual(['get a.ts:2:5', '  1 │ one', '> 2 │ two three', '    │     ^', '  3 │ four'])
})

test('the first line has none before it', () => {
  const frame = makeFrame('get', { file: 'a.ts', line: 1, column: 1 }, source)
  expect(frame.lines.map((l) => l.number)).toEqual([1, 2])
})

test('a file that cannot be read gives a frame without lines', () => {
  const frame = makeFrame('get', { file: 'gone.ts', line: 3, column: 1 }, null)
  expect(renderFrame(frame, plain, '  ')).toEqual(['  get gone.ts:3:1'])
})

test('of a line of a bundle only what is around the column is shown, and the mark still stands under it', () => {
  const text = `${'x'.repeat(5000)}HERE${'y'.repeat(5000)}`
  const [, line = '', mark = ''] = renderFrame(makeFrame('send', { file: 'b.js', line: 1, column: 5001 }, text), plain, '')
  expect(line.length).toBeLessThan(180)
  expect(line.slice(mark.indexOf('^'), mark.indexOf('^') + 4)).toBe('HERE')
})
