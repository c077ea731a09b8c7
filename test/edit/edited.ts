/** For tests: an app in a folder of its own → what `generate --write` makes of its template, and what must hold of every edit. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { diffLines, type EditPlan, hunksOf, planEdits } from '../../src/emit/index.js'
import { type Generation, generate, roleOptions } from '../../src/generate/index.js'
import type { Layout } from '../../src/roles/index.js'

export interface EditOptions {
  readonly layout?: Layout
  readonly explicitRoles?: boolean
  readonly monitoring?: boolean
}

export interface Edited {
  readonly plan: EditPlan
  /** The edited text of the template; the text before where nothing changed. */
  readonly text: string
  /** Changed lines with one line around them, and `…` between. */
  readonly diff: string
  readonly findings: readonly string[]
}

export async function edited(files: Readonly<Record<string, string>>, options: EditOptions = {}): Promise<Edited> {
  const folder = mkdtempSync(join(tmpdir(), 'rolewright-edit-'))
  try {
    mkdirSync(join(folder, '.git'))
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    const before = await generated(folder, options)
    const plan = planOf(before, options)
    for (const { file, after } of plan.files) writeFileSync(join(folder, file), after)
    const again = await generated(folder, options)
    expect(planOf(again, options).files, 'a second run changes nothing').toEqual([])
    expect(cellsOf(again), 'the edited app needs the same').toEqual(cellsOf(before))
    for (const edit of plan.files)
      expect(commentsOf(edit.after), 'all comments are there').toEqual(expect.arrayContaining([...commentsOf(edit.before)]))
    const first = before.app.templates[0] ?? ''
    return {
      plan,
      text: readFileSync(join(folder, first), 'utf8'),
      diff: plan.files.map(({ before: a, after: b }) => shortDiff(a, b)).join('\n'),
      // What SAM adds is said of every app whose roles it makes.
      findings: plan.findings.filter(({ code }) => code !== 'emit/sam-adds').map(({ code, subject }) => `${code} ${subject}`),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function generated(folder: string, { layout }: EditOptions): Promise<Generation> {
  const answer = await generate({
    inputs: [folder],
    layout: layout ?? null,
    parameters: new Map(),
    account: null,
    region: null,
    from: null,
  })
  if (!answer.ok) throw new Error(JSON.stringify(answer.error))
  return answer.value
}

function planOf({ app, needs, roles, layout, config }: Generation, { explicitRoles, monitoring = false }: EditOptions): EditPlan {
  const sources = new Map(app.templates.map((file) => [file, readFileSync(join(app.folder, file), 'utf8')]))
  const implicitRoles = explicitRoles === true ? 'roles' : 'policies'
  return planEdits({ app, needs, roles, layout, roleOptions: roleOptions(config, layout), sources, implicitRoles, monitoring })
}

const cellsOf = ({ generated: { functions } }: Generation): unknown =>
  Object.fromEntries(
    Object.entries(functions).map(([id, { grants }]) => [
      id,
      [...new Set(grants.flatMap((g) => g.actions.flatMap((a) => g.resources.map((r) => `${a} ${r}`))))].sort(),
    ]),
  )

const commentsOf = (text: string): readonly string[] => (text.match(/(?<=^|\s)#.*$/gm) ?? []).map((comment) => comment.trimEnd()).sort()

const shortDiff = (before: string, after: string): string =>
  hunksOf(diffLines(before, after), 1)
    .map(({ lines }) => lines.map(({ sign, text }) => `${sign} ${text}`.trimEnd()).join('\n'))
    .join('\n…\n')

/** The source of a handler that makes calls on the tables, buckets, topics and queues that environment variables name. */
export const handler = (...calls: readonly string[]): string => `
const { DynamoDBClient, GetItemCommand, PutItemCommand } = require('@aws-sdk/client-dynamodb')
const { S3Client, GetObjectCommand, PutObjectCommand } = require('@aws-sdk/client-s3')
const { SNSClient, PublishCommand } = require('@aws-sdk/client-sns')
const [ddb, s3, sns] = [new DynamoDBClient(), new S3Client(), new SNSClient()]
exports.handler = async () => {
${calls.map((call) => `  await ${CALLS[call] ?? ''}`).join('\n')}
}
`

const CALLS: Readonly<Record<string, string>> = {
  get: 'ddb.send(new GetItemCommand({ TableName: process.env.TABLE, Key: {} }))',
  put: 'ddb.send(new PutItemCommand({ TableName: process.env.TABLE, Item: {} }))',
  read: "s3.send(new GetObjectCommand({ Bucket: process.env.BUCKET, Key: 'a' }))",
  write: "s3.send(new PutObjectCommand({ Bucket: process.env.BUCKET, Key: 'a' }))",
  publish: 'sns.send(new PublishCommand({ TopicArn: process.env.TOPIC, Message: "x" }))',
}
