import { expect, test } from 'vitest'
import type { Problem, Result } from '../../outcome/index.js'
import { readApp } from '../read-app.js'
import { folderWith } from '../testing/app-in-folder.js'
import type { App } from '../types.js'
import { type Node, sourceOf } from './node.js'
import { parseDocumentText } from './read-document.js'

const plainNode = (node: Node): unknown =>
  node.kind === 'list'
    ? node.items.map(plainNode)
    : node.kind === 'map'
      ? Object.fromEntries([...node.entries].map(([key, value]) => [key, plainNode(value)]))
      : node.value

const parsed = (text: string, file = 't.yaml'): { value: unknown; codes: readonly string[] } | { error: Problem } => {
  const read = parseDocumentText(text, file)
  return read.ok ? { value: plainNode(read.value.root), codes: read.value.problems.map(({ code }) => code) } : { error: read.error }
}

interface Row {
  readonly name: string
  readonly text: string
  readonly want: unknown
  readonly codes?: readonly string[]
}

const rows: readonly Row[] = [
  { name: 'a short form is its long form', text: 'a: !Ref B', want: { a: { Ref: 'B' } } },
  { name: 'a short form of a list', text: 'a: !If [x, 1, 2]', want: { a: { 'Fn::If': ['x', 1, 2] } } },
  { name: 'short forms nest', text: 'a: !Base64\n  Fn::Sub: x', want: { a: { 'Fn::Base64': { 'Fn::Sub': 'x' } } } },
  { name: 'a short form on a block of text', text: 'a: !Sub |\n  one\n  two\n', want: { a: { 'Fn::Sub': 'one\ntwo\n' } } },
  { name: 'Condition is written without Fn::', text: 'a: !Condition C', want: { a: { Condition: 'C' } } },
  { name: 'a date is text', text: 'Version: 2012-10-17', want: { Version: '2012-10-17' } },
  { name: 'an unknown tag is said and kept', text: 'a: !Refs B', want: { a: { 'Fn::Refs': 'B' } }, codes: ['app/unknown-tag'] },
  { name: 'a key that stands twice is said, and the last one counts', text: 'a: 1\na: 2', want: { a: 2 }, codes: ['app/duplicate-key'] },
  { name: 'an alias without its anchor is said and null', text: 'a: *nothing', want: { a: null }, codes: ['app/unknown-anchor'] },
  { name: 'numbers as keys are text', text: '200: ok', want: { 200: 'ok' } },
  { name: 'quoted text may go on without indentation', text: 'a:\n  b: "one\n  two"\n  c: 1', want: { a: { b: 'one two', c: 1 } } },
  {
    name: 'a closing bracket may stand under its key',
    text: 'a:\n  b: !Join [\n    "",\n    [x]\n  ]\n  c: 1',
    want: { a: { b: { 'Fn::Join': ['', ['x']] }, c: 1 } },
  },
  { name: 'Windows line ends are line ends', text: 'a: 1\r\nb: 2\r\n', want: { a: 1, b: 2 } },
  { name: 'a byte order mark is no text', text: '\ufeffa: 1', want: { a: 1 } },
  { name: 'JSON is read as JSON', text: '{"a": [1, true, null, "x\\u0041"]}', want: { a: [1, true, null, 'xA'] } },
  { name: 'a flow map in a YAML file is YAML', text: '{ a: !Ref B }', want: { a: { Ref: 'B' } } },
  {
    name: 'JSON with a key twice is said, and the last one counts',
    text: '{"a": 1, "a": 2}',
    want: { a: 2 },
    codes: ['app/duplicate-key'],
  },
  { name: 'a key named __proto__ is a key', text: '{"__proto__": {"x": 1}}', want: JSON.parse('{"__proto__": {"x": 1}}') },
]

test.each(rows)('$name', (row) => {
  expect(parsed(row.text)).toEqual({ value: row.want, codes: row.codes ?? [] })
})

test('values know their places, in YAML and in JSON', () => {
  for (const text of ['a:\n  - x\n  - "y"\n', '{"a": [\n  "x",\n   "y"]}']) {
    const read = parseDocumentText(text, 't.yaml')
    if (!read.ok || read.value.root.kind !== 'map') throw new Error('not read')
    const list = read.value.root.entries.get('a')
    const second = list?.kind === 'list' ? list.items[1] : undefined
    expect([sourceOf(second), second?.at]).toEqual([
      'y',
      text.startsWith('{') ? { file: 't.yaml', line: 3, column: 4 } : { file: 't.yaml', line: 3, column: 5 },
    ])
  }
})

interface Broken {
  readonly name: string
  readonly content: string | Uint8Array
  readonly file?: string
  readonly code: string
  readonly at: string | null
  readonly says: string
}

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)))

const broken: readonly Broken[] = [
  { name: 'a tab as indentation', content: 'Resources:\n\tA:\n\t\tType: X\n', code: 'app/yaml-syntax', at: '2:1', says: 'tab' },
  {
    name: 'a quote that is never closed',
    content: 'Resources:\n  A:\n    Type: "AWS::S3::Bucket\n',
    code: 'app/yaml-syntax',
    at: '3:11',
    says: 'quote',
  },
  { name: 'a bracket that is never closed', content: 'Resources:\n  A: { Type: X\n', code: 'app/yaml-syntax', at: '3:1', says: '}' },
  { name: 'a mapping where none can be', content: 'Resources:\n  A: b: c\n', code: 'app/yaml-syntax', at: '2:6', says: 'mapping' },
  {
    name: 'JSON that is cut off',
    content: '{"Resources": {"A": {"Type": "X"',
    file: 'template.json',
    code: 'app/json-syntax',
    at: '1:32',
    says: 'the end of the file',
  },
  {
    name: 'JSON with a comma too many',
    content: '{\n  "Resources": {},\n}',
    file: 'template.json',
    code: 'app/json-syntax',
    at: '3:1',
    says: 'a key in double quotes',
  },
  {
    name: 'JSON with a string that is never closed',
    content: '{"Resources: {}}',
    file: 'template.json',
    code: 'app/json-syntax',
    at: '1:2',
    says: 'never closed',
  },
  { name: 'a binary file', content: bytes('Resources:\n  A: ', [0, 1, 2, 3]), code: 'app/not-text', at: '2:6', says: 'binary' },
  { name: 'text that is not UTF-8', content: bytes('Resources:\n  A: caf', [0xe9], '\n'), code: 'app/not-text', at: '2:9', says: 'UTF-8' },
  {
    name: 'UTF-16',
    content: bytes([0xff, 0xfe], Buffer.from('Resources:', 'utf16le') as unknown as number[]),
    code: 'app/not-text',
    at: '1:1',
    says: 'UTF-16',
  },
  { name: 'an empty file', content: '', code: 'app/not-a-template', at: '1:1', says: 'empty' },
  { name: 'a file of comments', content: '# nothing\n', code: 'app/not-a-template', at: '1:1', says: 'empty' },
  { name: 'a list', content: '- a\n- b\n', code: 'app/not-a-template', at: '1:1', says: 'no map' },
  { name: 'a text', content: 'hello\n', code: 'app/not-a-template', at: '1:1', says: 'no map' },
  {
    name: 'a map without resources',
    content: 'Parameters:\n  A: { Type: String }\n',
    code: 'app/not-a-template',
    at: '1:1',
    says: 'no `Resources`',
  },
  { name: 'resources as a list', content: 'Resources:\n  - A\n', code: 'app/not-a-template', at: '2:3', says: 'not a map' },
  {
    name: 'brackets nested ten thousand deep',
    content: `{"Resources": ${'['.repeat(10_000)}`,
    file: 'template.json',
    code: 'app/json-syntax',
    at: '1:515',
    says: 'deeper',
  },
  { name: 'flow lists nested ten thousand deep', content: `Resources: ${'['.repeat(10_000)}`, code: 'app/yaml-syntax', at: null, says: '' },
]

test.each(broken)('$name is an error with its place', async (row) => {
  const file = row.file ?? 'template.yaml'
  const read: Result<App, readonly Problem[]> = await readApp(`${folderWith({ [file]: row.content })}/${file}`)
  if (read.ok) throw new Error('it was read')
  const [problem] = read.error
  expect(problem?.code).toBe(row.code)
  expect(problem?.message).toContain(row.says)
  expect(problem?.hint).not.toBe('')
  if (row.at !== null) expect(`${problem?.at?.line}:${problem?.at?.column}`).toBe(row.at)
})

test('a template of five megabytes is read, with a word about its size', async () => {
  const resource = (i: number): string => `  B${i}:\n    Type: AWS::S3::Bucket\n    Properties: { BucketName: "${'x'.repeat(900)}${i}" }\n`
  const read = await readApp(
    folderWith({ 'template.yaml': `Resources:\n${Array.from({ length: 5_400 }, (_, i) => resource(i)).join('')}` }),
  )
  if (!read.ok) throw new Error(read.error[0]?.message)
  expect(read.value.resources.size).toBe(5_400)
  expect(read.value.problems.map(({ code }) => code)).toEqual(['app/template-too-large'])
})
