/** A bundle whose packages are not understood to their end does not lose the function that the app gave them. */
import { expect, test } from 'vitest'
import { createTracer } from './index.js'

/** Files of this size hold packages beside the app's own code. */
const REST = `/* ${'what other packages are made of '.repeat(6000)} */`

const operationsOf = (code: string, rest = REST): readonly string[] => {
  const source = `const { S3Client, GetObjectCommand, PutObjectCommand } = require('@aws-sdk/client-s3')\nconst s3 = new S3Client({})\n${rest}\n${code}\n`
  const at = { file: 'template.yaml', line: 1, column: 1 }
  return createTracer({ folder: '/' })
    .trace({ kind: 'inline', source, exportName: 'handler', at })
    .calls.map(({ operation }) => operation)
}

/** A package that calls what it is given from code that it makes of text. */
const RUNNER =
  'function runner(fn) { const made = new Function("fn", "return (e) => fn(e)"); return (e) => Promise.resolve(made).then(() => undefined) }'

const rows: readonly { readonly name: string; readonly code: string; readonly operations: readonly string[] }[] = [
  {
    name: 'a function that a package never comes to call',
    code: `${RUNNER}\nexports.handler = runner(async (e) => s3.send(new GetObjectCommand({ Bucket: 'b', Key: e.key })))`,
    operations: ['GetObject'],
  },
  {
    name: 'a class that a package never comes to make',
    code: `${RUNNER}
      class Files { async read(e) { return s3.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' })) } }
      exports.handler = async (e) => runner({ provide: Files })(e)`,
    operations: ['GetObject'],
  },
  {
    name: 'what is called is all there is: nothing else that was given runs',
    code: `${RUNNER}
      runner(async (e) => s3.send(new PutObjectCommand({ Bucket: 'b', Key: e.key })))
      exports.handler = async (e) => s3.send(new GetObjectCommand({ Bucket: 'b', Key: e.key }))`,
    operations: ['GetObject'],
  },
]

test.each(rows)('$name', ({ code, operations }) => expect(operationsOf(code)).toEqual(operations))

test('the app by itself is followed to its end: what never runs grants nothing', () => {
  expect(operationsOf(rows[0]?.code ?? '', '')).toEqual([])
})
