import { expect, test } from 'vitest'
import { filterMatches } from './filter.js'

const event = JSON.stringify({ errorCode: 'AccessDenied', n: 3, who: { name: 'a (b) || c' }, list: [{ x: 'y' }] })

// Source: CloudWatch Logs User Guide, "Filter pattern syntax for metric filters".
const rows: readonly { readonly pattern: string; readonly want: boolean }[] = [
  { pattern: '{ $.errorCode = "AccessDenied*" }', want: true },
  { pattern: '{ ($.errorCode = "AccessDenied*") }', want: true },
  { pattern: '{ ($.errorCode = "*Operation") || ($.n = 3) }', want: true },
  { pattern: '{ (($.errorCode = "AccessDenied*") || ($.errorCode = "x")) && (($.n = 4) || ($.n = 5)) }', want: false },
  { pattern: '{ (($.errorCode = "AccessDenied*") || ($.errorCode = "x")) && (($.n = 4) || ($.n = 3)) }', want: true },
  { pattern: '{ $.errorCode = "x" && $.n = 4 || $.n = 3 }', want: true },
  { pattern: '{ $.errorCode = "x" && ($.n = 4 || $.n = 3) }', want: false },
  { pattern: '{ $.who.name = "a (b) || c" }', want: true },
  { pattern: '{ $.list[0].x = "y" && $.n >= 3 }', want: true },
  { pattern: '{ $.missing NOT EXISTS }', want: true },
]
test.each(rows)('$pattern: $want', ({ pattern, want }) => expect(filterMatches(pattern, event)).toBe(want))
