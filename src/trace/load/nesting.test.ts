import { expect, test } from 'vitest'
import { MAX_NESTING, tooDeepAt } from './nesting.js'

const deep = (open: string, close: string, count: number): string => `${open.repeat(count)}1${close.repeat(count)}`
const rows = [
  { name: 'as deep as it may be', text: deep('(', ')', MAX_NESTING), want: null },
  { name: 'one deeper', text: deep('(', ')', MAX_NESTING + 1), want: MAX_NESTING },
  { name: 'brackets of all kinds together', text: deep('({[', ']})', 400), want: 1000 },
  { name: 'many beside each other', text: '()'.repeat(50_000), want: null },
  { name: 'in a text', text: `x('${'('.repeat(5_000)}')`, want: null },
  { name: 'in a template', text: `x(\`${'{'.repeat(5_000)}\`)`, want: null },
  { name: 'in comments', text: `/* ${'('.repeat(5_000)} */ // ${'['.repeat(5_000)}\nx()`, want: null },
  { name: 'in patterns', text: 'x(/\\(/, /[(]/);'.repeat(5_000), want: null },
  { name: 'a division opens no pattern', text: `a / ${deep('(', ')', MAX_NESTING + 1)} / b`, want: MAX_NESTING + 4 },
  { name: 'a quote inside of a text of the other kind', text: `x("'", ${deep('(', ')', MAX_NESTING + 1)})`, want: MAX_NESTING + 6 },
]
test.each(rows)('$name', ({ text, want }) => expect(tooDeepAt(text)).toBe(want))
