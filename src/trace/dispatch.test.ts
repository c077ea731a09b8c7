import { expect, test } from 'vitest'
import { createTracer } from './index.js'

const COUNT = 300
/** Reading and running a function of the table, with room: what grows faster than the table does not fit. */
const MAX_STEPS = 150 * COUNT

const each = (line: (n: number) => string): string => Array.from({ length: COUNT }, (_, n) => line(n)).join('\n')
const read = (n: number): string => `await s3.send(new GetObjectCommand({ Bucket: 'b', Key: 'k${n}' }))`

/** Every function is found, however it is chosen, and at a cost that grows with the table. */
const rows: readonly { readonly name: string; readonly code: string }[] = [
  {
    name: 'a table of functions by a name that the event gives',
    code: `const table = {\n${each((n) => `  a${n}: async (e) => (${read(n)}).Body,`)}\n}
      exports.handler = async (event) => table[event.action](event)`,
  },
  {
    name: 'a table of objects, each with a function that fits and one that runs',
    code: `const rules = [\n${each((n) => `  { fits: (e) => e.kind === 'a${n}', run: async (e) => ${read(n)} },`)}\n]
      exports.handler = async (event) => { for (const rule of rules) if (rule.fits(event)) return rule.run(event) }`,
  },
  {
    name: 'a registry of classes',
    code: `${each((n) => `class C${n} { constructor(s3) { this.s3 = s3 } async run(e) { return this.s3.send(new GetObjectCommand({ Bucket: 'b', Key: 'k${n}' })) } }`)}
      const all = new Map()\n${each((n) => `all.set('a${n}', C${n})`)}
      exports.handler = async (event) => { const Found = all.get(event.kind); return new Found(s3).run(event) }`,
  },
  {
    name: 'methods of one class',
    code: `class Api {\n${each((n) => `  async a${n}(e) { return ${read(n)} }`)}\n}
      const api = new Api()
      exports.handler = async (event) => api[event.method](event)`,
  },
  {
    name: 'functions of a table that call the table again',
    code: `${each((n) => `async function f${n}(node) { const found = ${read(n)}; return node.next ? table[node.next.kind](node.next) : found }`)}
      const table = {\n${each((n) => `  a${n}: f${n},`)}\n}
      exports.handler = async (event) => table[event.kind](event)`,
  },
  {
    name: 'reducers, each of what the one before gave',
    code: `const table = {\n${each((n) => `  a${n}: async (state, e) => ({ ...state, f${n}: (${read(n)}).ETag }),`)}\n}
      exports.handler = async (event) => event.actions.reduce(async (state, e) => table[e.type](await state, e), {})`,
  },
]

test.each(rows)('$name', ({ code }) => {
  const source = `const { S3Client, GetObjectCommand } = require('@aws-sdk/client-s3')\nconst s3 = new S3Client({})\n${code}\n`
  const tracer = createTracer({ folder: '/', maxSteps: MAX_STEPS })
  const { calls, unresolved } = tracer.trace({
    kind: 'inline',
    source,
    exportName: 'handler',
    at: { file: 'template.yaml', line: 1, column: 1 },
  })
  const keys = new Set(calls.map(({ input }) => (input.kind === 'object' ? JSON.stringify(input.entries.get('Key')) : '')))
  expect(unresolved).toEqual([])
  expect(keys.size).toBe(COUNT)
})
