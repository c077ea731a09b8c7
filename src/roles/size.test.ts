import { expect, test } from 'vitest'
import { sizeOf } from './size.js'

const rows = [
  { name: 'literal text', value: 'abc', want: 5 },
  { name: 'a symbol counts as the longest name', value: { 'Fn::Sub': 'a${Name}' }, want: 2 + 1 + 255 },
  { name: 'a policy variable stays', value: { 'Fn::Sub': '${!aws:username}' }, want: 2 + 15 },
  { name: 'a dynamic reference is one value', value: '{{resolve:ssm:/app/name}}', want: 2 + 255 },
  {
    name: 'a dynamic reference with a symbol is one value',
    value: { 'Fn::Sub': 'a/{{resolve:ssm:/app/${Stage}/${Name}:1}}/b' },
    want: 2 + 4 + 255,
  },
  { name: 'two references', value: { 'Fn::Sub': '{{resolve:ssm:${A}}}{{resolve:secretsmanager:b:SecretString:c}}' }, want: 2 + 510 },
]

test.each(rows)('$name', ({ value, want }) => expect(sizeOf(value)).toBe(want))
