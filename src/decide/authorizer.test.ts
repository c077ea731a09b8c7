/** The examples of `docs/decide.md`, run as they stand there, and what an authorizer does with requests that are none. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { authorizer } from './authorizer.js'
import * as decideRoom from './index.js'
import type { RequestInput } from './types.js'

const document = readFileSync(new URL('../../docs/decide.md', import.meta.url), 'utf8')
const examples = [...document.matchAll(/```js\n([\s\S]*?)```/g)].map((match) => match[1] ?? '')

test('the document has its three examples', () => expect(examples).toHaveLength(3))

// An example prints with `console.log(VALUE) // WANTED`; it imports from the package, which is this room here.
test.each(examples.map((source, i) => ({ name: source.split('\n')[0], source, i })))('example: $name', ({ source }) => {
  const wanted = [...source.matchAll(/console\.log\(.*\) \/\/ (.*)/g)].map((match) => match[1])
  const printed: string[] = []
  const body = source.replace(/import \{ (.*) \} from 'rolewright\/decide'/, 'const { $1 } = room')
  new Function('room', 'console', body)(decideRoom, { log: (value: unknown) => printed.push(String(value)) })
  expect(wanted.length).toBeGreaterThan(0)
  expect(printed).toEqual(wanted)
})

const everything = authorizer({
  identity: [{ name: 'all', document: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } }],
})
const allowed: RequestInput = {
  principal: 'arn:aws:iam::111122223333:role/app',
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::b/k',
  resourceAccount: '111122223333',
}

test('the request that the rows below spoil is allowed', () => {
  expect(everything.ok && everything.value(allowed).decision).toBe('allowed')
})

const spoiled: readonly { readonly name: string; readonly request: unknown }[] = [
  { name: 'nothing', request: undefined },
  { name: 'null', request: null },
  { name: 'text', request: 's3:GetObject' },
  { name: 'an empty object', request: {} },
  { name: 'a principal that is a number', request: { ...allowed, principal: 7 } },
  { name: 'a principal that is a pattern', request: { ...allowed, principal: 'arn:aws:iam::*:role/app' } },
  { name: 'an action that is a pattern', request: { ...allowed, action: 's3:*' } },
  { name: 'an action that is a list', request: { ...allowed, action: ['s3:GetObject'] } },
  { name: 'a resource that is no ARN', request: { ...allowed, resource: 'b/k' } },
  { name: 'a resource that is null', request: { ...allowed, resource: null } },
  { name: 'an owner that nobody named', request: { ...allowed, resourceAccount: undefined } },
  { name: 'a context value that is bare text', request: { ...allowed, context: { 'aws:SourceIp': '1.2.3.4' } } },
  { name: 'a context that is a list', request: { ...allowed, context: [] } },
  { name: 'a context value that is a number', request: { ...allowed, context: { 's3:max-keys': [1] } } },
]
test.each(spoiled)('$name is denied, and never thrown at', ({ request }) => {
  const decision = everything.ok ? everything.value(request as RequestInput) : null
  expect(decision).toMatchObject({ decision: 'implicitDeny', by: [] })
  expect(decision?.because).not.toBe('')
})
