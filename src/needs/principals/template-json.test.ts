import { expect, test } from 'vitest'
import type { Value } from '../../app/index.js'
import { parseSym, printSym } from '../../policy/index.js'
import { readTemplateJson } from './template-json.js'

const AT = { file: 'api.yaml', line: 1, column: 1 }

function plain(value: Value): unknown {
  if (value.kind === 'map') return Object.fromEntries([...value.entries].map(([key, item]) => [key, plain(item)]))
  if (value.kind === 'list') return value.items.map(plain)
  if (value.kind === 'text') return printSym(value.text)
  return value.kind === 'number' ? value.number : value.kind === 'boolean' ? value.boolean : null
}

const rows: readonly (readonly [name: string, template: string, want: unknown])[] = [
  [
    'plain JSON',
    '{"TableName": "items", "Limit": 5, "ScanIndexForward": false, "X": null}',
    { TableName: 'items', Limit: 5, ScanIndexForward: false, X: null },
  ],
  ['what the language puts in', '{"TableName": "items", "Key": $input.json("$.key"), "n": $n}', { TableName: 'items', Key: '*', n: '*' }],
  [
    'a table by the key',
    '{"RequestItems": {"${Items}": [{"PutRequest": {"Item": {"id": {"S": "$id"}}}}]}}',
    { RequestItems: { '${Items}': [{ PutRequest: { Item: { id: { S: '*' } } } }] } },
  ],
  ['variables first', '#set($root = $input.path("$"))\n## a comment\n{"a": "b"}', { a: 'b' }],
  [
    'a loop',
    '{"Entries": [#foreach($one in $all.items){"Id": "$foreach.count", "QueueUrl": "q"}#if($foreach.hasNext),#end#end], "b": "c"}',
    { Entries: [{ Id: '*', QueueUrl: 'q' }], b: 'c' },
  ],
  ['a member on a condition', '{"a": "b"#if($x.size() > 0), "c": "d"#end }', { a: 'b', c: 'd' }],
  ['one of two values', '{"a": #if($x)"b"#else"c"#end, "d": "e"}', { a: '*', d: 'e' }],
  [
    'a method with brackets and quotes',
    '{"a": $util.escapeJavaScript($input.path("$[\'x\']")).replace("}", "]"), "b": "c"}',
    { a: '*', b: 'c' },
  ],
  ['escaped quotes', '{"a": "x\\"y", "b": "c"}', { a: 'x\\"y', b: 'c' }],
  ['a hash in a text', '{"a": "x ## y", "b": "c"}', { a: 'x ## y', b: 'c' }],
  ['not closed', '{"a": {"b": "c"', { a: { b: 'c' } }],
  ['the query form', 'Action=SendMessage&MessageBody=$input.body', null],
]
test.each(rows)('%s', (_, template, want) => {
  const value = readTemplateJson(template, AT, (inside) => parseSym(inside.startsWith('$') && !inside.startsWith('${') ? '*' : inside))
  expect(value === null ? null : plain(value)).toEqual(want)
})
