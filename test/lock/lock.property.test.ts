/**
 * The lock of generated apps: the same bytes however the code is written and the template is ordered, and a difference
 * exactly where some function asks for more or less.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generate } from '../../src/generate/index.js'
import { type BuiltLock, buildLock, compareLocks, printLock } from '../../src/review/index.js'

/** What a function does: on which table, by which calls. */
interface Asked {
  readonly table: string
  readonly calls: readonly string[]
}

/** How it happens to be written: none of it is access. */
interface Hand {
  readonly client: string
  readonly input: string
  readonly blank: number
  readonly comment: boolean
  readonly spread: boolean
  readonly reversed: boolean
}

const anyAsked = fc.record({
  table: fc.constantFrom('Orders', 'Items'),
  calls: fc.subarray(['GetItem', 'PutItem', 'DeleteItem', 'Scan']),
})
const anyApp = fc.record({ First: anyAsked, Second: anyAsked })
const anyHand = fc.record({
  client: fc.constantFrom('db', 'client', 'x1'),
  input: fc.constantFrom('input', 'request'),
  blank: fc.nat(3),
  comment: fc.boolean(),
  spread: fc.boolean(),
  reversed: fc.boolean(),
})

type App = Readonly<Record<'First' | 'Second', Asked>>

function source({ calls }: Asked, { client, input, blank, comment, spread, reversed }: Hand): string {
  const gap = '\n'.repeat(blank)
  const one = (call: string): string => {
    const argument = `{ TableName: process.env.TABLE, ${call === 'PutItem' ? 'Item' : 'Key'}: {} }`
    const made = spread
      ? `{\n      const ${input} =\n        ${argument}\n      await ${client}.send(\n        new ${call}Command(${input}),\n      )\n    }`
      : `await ${client}.send(new ${call}Command(${argument}))`
    return `${comment ? `  // ${call} comes here\n` : ''}  ${made}`
  }
  const ordered = reversed ? [...calls].reverse() : calls
  return `const { DynamoDBClient, ${['GetItem', 'PutItem', 'DeleteItem', 'Scan'].map((c) => `${c}Command`).join(', ')} } = require('@aws-sdk/client-dynamodb')
${gap}const ${client} = new DynamoDBClient({})
${gap}exports.handler = async () => {
${ordered.map(one).join(`\n${gap}`)}
}
`
}

function template(app: App, reversed: boolean): string {
  const functions = Object.entries(app).map(
    ([id, { table }]) => `  ${id}:
    Type: AWS::Serverless::Function
    Properties:
      Handler: ${id.toLowerCase()}.handler
      Runtime: nodejs22.x
      CodeUri: .
      Environment: { Variables: { TABLE: !Ref ${table} } }
`,
  )
  const tables = ['Orders', 'Items'].map((id) => `  ${id}:\n    Type: AWS::DynamoDB::Table\n    Properties: {}\n`)
  const parts = [...tables, ...functions]
  return `Transform: AWS::Serverless-2016-10-31\nResources:\n${(reversed ? parts.reverse() : parts).join('')}`
}

async function lockOf(app: App, hand: Hand): Promise<BuiltLock> {
  const folder = mkdtempSync(join(tmpdir(), 'rolewright-lock-'))
  try {
    mkdirSync(join(folder, '.git'))
    writeFileSync(join(folder, 'template.yaml'), template(app, hand.reversed))
    for (const [id, asked] of Object.entries(app)) writeFileSync(join(folder, `${id.toLowerCase()}.js`), source(asked, hand))
    const made = await generate({ inputs: [folder], layout: null, parameters: new Map(), account: null, region: null, from: null })
    if (!made.ok) throw new Error(JSON.stringify(made.error))
    return buildLock(made.value.needs)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('formatting, names of locals, lines and the order of the template change no byte', async () => {
  await fc.assert(
    fc.asyncProperty(anyApp, anyHand, anyHand, async (app, one, other) => {
      expect(printLock((await lockOf(app, one)).lock)).toBe(printLock((await lockOf(app, other)).lock))
    }),
    { numRuns: 12 },
  )
}, 60_000)

test('what is gained and lost is what the functions do more and less, and only their blocks change', async () => {
  let changes = 0
  await fc.assert(
    fc.asyncProperty(anyApp, anyApp, anyHand, async (before, after, hand) => {
      const [agreed, asked] = [await lockOf(before, hand), await lockOf(after, hand)]
      const found = compareLocks({ agreed: agreed.lock, agreedAt: () => null, asked: asked.lock, askedAt: asked.places })
      const cells = (app: App): ReadonlySet<string> =>
        new Set(Object.entries(app).flatMap(([id, { table, calls }]) => calls.map((call) => `${id} dynamodb:${call} ${table}`)))
      const without = (a: ReadonlySet<string>, b: ReadonlySet<string>): string[] => [...a].filter((cell) => !b.has(cell)).sort()
      const said = (list: typeof found.gained): string[] =>
        list
          .flatMap((c) => c.actions.flatMap((a) => c.resources.map((r) => `${c.subject} ${a} ${/\$\{(\w+)\}$/.exec(r)?.[1] ?? r}`)))
          .sort()
      expect(said(found.gained)).toEqual(without(cells(after), cells(before)))
      expect(said(found.lost)).toEqual(without(cells(before), cells(after)))
      for (const change of found.gained) expect(change.at?.file).toBe(`${change.subject.toLowerCase()}.js`)
      for (const id of ['First', 'Second'] as const)
        if (JSON.stringify(before[id]) === JSON.stringify(after[id]))
          expect(asked.lock.subjects.get(id)).toEqual(agreed.lock.subjects.get(id))
      changes += found.gained.length + found.lost.length
    }),
    { numRuns: 12 },
  )
  expect(changes).toBeGreaterThan(0)
}, 60_000)
