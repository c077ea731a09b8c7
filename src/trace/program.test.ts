/** What a file does when it is started as a program, and not by Lambda. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { createTracer } from './index.js'

const SDK = "import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'\nconst s3 = new S3Client({})\n"
const REQUIRED = "const { GetObjectCommand, PutObjectCommand, S3Client } = require('@aws-sdk/client-s3')\nconst s3 = new S3Client({})\n"
const GET = "s3.send(new GetObjectCommand({ Bucket: 'in', Key: 'a' }))"
const PUT = "s3.send(new PutObjectCommand({ Bucket: 'out', Key: 'a', Body: 'b' }))"

interface Row {
  readonly name: string
  readonly files: Readonly<Record<string, string>>
  readonly exportName?: string
  readonly want: readonly string[]
}

const rows: readonly Row[] = [
  {
    name: 'a function that is called at the end',
    files: { 'job.js': `${SDK}async function main() { await ${GET} }\nmain().catch(console.error)` },
    want: ['GetObject'],
  },
  {
    name: 'top-level await',
    files: { 'job.mjs': `${SDK}await ${GET}\nfor (const n of [1, 2]) await ${PUT}` },
    want: ['GetObject', 'PutObject'],
  },
  {
    name: '`require.main === module`',
    files: { 'job.cjs': `${REQUIRED}if (require.main === module) ${GET}\nelse ${PUT}` },
    want: ['GetObject'],
  },
  { name: '`import.meta.main`', files: { 'job.ts': `${SDK}if (import.meta.main) await ${GET}\nelse await ${PUT}` }, want: ['GetObject'] },
  {
    name: 'a module that it imports and that was not started',
    files: { 'job.cjs': "require('./tool.cjs')", 'tool.cjs': `${REQUIRED}if (require.main === module) ${GET}\nelse ${PUT}` },
    want: ['PutObject'],
  },
  {
    name: 'a timer and a listener',
    files: { 'job.js': `${SDK}setInterval(() => ${GET}, 1000)\nprocess.on('SIGTERM', () => ${PUT})` },
    want: ['GetObject', 'PutObject'],
  },
  {
    name: 'an exported function that nobody calls',
    files: { 'job.js': `${SDK}export const other = () => ${PUT}\nawait ${GET}` },
    want: ['GetObject'],
  },
  {
    name: 'a handler, for which nothing was started',
    files: { 'job.cjs': `${REQUIRED}exports.handler = () => ${PUT}\nif (require.main === module) ${GET}` },
    exportName: 'handler',
    want: ['PutObject'],
  },
]

test.each(rows)('$name', ({ files, exportName = '', want }) => {
  const folder = mkdtempSync(join(tmpdir(), 'rolewright-program-'))
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), text)
    }
    const file = Object.keys(files)[0] ?? ''
    const tracer = createTracer({ folder })
    const other = tracer.trace({ kind: 'file', file, exportName: 'handler', layers: [] })
    const trace = tracer.trace({ kind: 'file', file, exportName, layers: [] })
    expect([...new Set(trace.calls.map(({ operation }) => operation))].sort()).toEqual(want)
    expect(trace.unresolved).toEqual([])
    // Whatever was traced before, the same entry gives the same trace.
    expect(tracer.trace({ kind: 'file', file, exportName: 'handler', layers: [] })).toEqual(other)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
