import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { type Generation, generate } from '../generate/index.js'
import { explainDenied } from './denied.js'
import { parseDenied } from './parse-denied.js'
import type { DeniedAnswer } from './types.js'

const session = (role: string, name: string): string => `arn:aws:sts::111122223333:assumed-role/${role}/${name}`
const table = 'arn:aws:dynamodb:eu-west-1:111122223333:table/shop-ItemsTable-1A2B3C4D5E6F'
const because = (action: string): string => ` because no identity-based policy allows the ${action} action`
const message = (principal: string, action: string, resource: string, why = because(action)): string =>
  `User: ${principal} is not authorized to perform: ${action} on resource: ${resource}${why}`

let generation: Generation

beforeAll(async () => {
  const folder = fileURLToPath(new URL('../../examples/items-api', import.meta.url))
  const answer = await generate({
    inputs: [folder],
    layout: null,
    parameters: new Map(),
    account: null,
    region: null,
    from: null,
  })
  if (!answer.ok) throw new Error(answer.error[0]?.message)
  generation = answer.value
})

const rows: readonly { name: string; text: string; subject?: string; want: Partial<DeniedAnswer> & { says?: RegExp } }[] = [
  {
    name: 'the session is the function: the code needs it, and the template gives it already',
    text: message(session('shop-LambdaExecutionRole-X1Y2', 'shop-CreateFunction-A1B2'), 'dynamodb:PutItem', table),
    want: { verdict: 'add-grant', subject: 'CreateFunction', neededByCode: true, says: /template gives it at template\.yaml:\d+/ },
  },
  {
    name: 'what the template lacks comes with the statement and the role that it belongs to',
    text: message(
      session('shop-LambdaExecutionRole-X1Y2', 'shop-ReportFunction-A1B2'),
      'execute-api:Invoke',
      'arn:aws:execute-api:eu-west-1:111122223333:abc123/prod/GET/export',
    ),
    want: {
      verdict: 'add-grant',
      subject: 'ReportFunction',
      change: {
        where: 'identity-based policy',
        role: 'LambdaExecutionRole',
        at: { file: 'template.yaml', line: 34, column: 3 },
        statement: {
          actions: ['execute-api:Invoke'],
          resources: ['arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${ItemsApi}/${StageName}/GET/export'],
          conditions: [],
        },
      },
    },
  },
  {
    name: 'what nothing reaches stays denied',
    text: message(session('shop-LambdaExecutionRole-X1Y2', 'shop-CreateFunction-A1B2'), 'dynamodb:DeleteTable', table),
    want: { verdict: 'keep-denied', subject: 'CreateFunction', neededByCode: false, evidence: [], change: null },
  },
  {
    name: 'a needed action on another resource stays denied, and the needed one is named',
    text: message(
      session('shop-LambdaExecutionRole-X1Y2', 'shop-CreateFunction-A1B2'),
      'dynamodb:PutItem',
      'arn:aws:dynamodb:eu-west-1:111122223333:stream/other',
    ),
    want: { verdict: 'keep-denied', says: /it needs `dynamodb:PutItem` on .*ItemsTable/ },
  },
  {
    name: 'an explicit deny stays, although the code needs it',
    text: message(
      session('shop-LambdaExecutionRole-X1Y2', 'shop-CreateFunction-A1B2'),
      'dynamodb:PutItem',
      table,
      ' with an explicit deny in a service control policy: arn:aws:organizations::999999999999:policy/o-a/service_control_policy/p-b',
    ),
    want: { verdict: 'keep-denied', neededByCode: true, explicit: true, says: /p-b.*CreateFunction needs it/ },
  },
  {
    name: 'a boundary is where the change belongs',
    text: message(
      session('shop-LambdaExecutionRole-X1Y2', 'shop-CreateFunction-A1B2'),
      'dynamodb:PutItem',
      table,
      ' because no permissions boundary allows the dynamodb:PutItem action',
    ),
    want: { verdict: 'add-grant', by: 'permissions boundary', says: /the role alone is not enough/ },
  },
  {
    name: 'a user is none of the app',
    text: message('arn:aws:iam::111122223333:user/kim', 'dynamodb:PutItem', table),
    want: { verdict: 'not-ours', subject: null },
  },
  {
    name: 'a role whose name says nothing is the only function that needs this',
    text: message(session('app', 'run-1'), 'dynamodb:DeleteItem', table),
    want: { verdict: 'add-grant', subject: 'DeleteFunction' },
  },
  {
    name: 'a role whose name says nothing, and nobody needs this',
    text: message(session('app', 'run-1'), 'kms:Decrypt', 'arn:aws:kms:eu-west-1:111122223333:key/k'),
    want: { verdict: 'unknown', subject: null },
  },
  {
    name: 'a person says who it was',
    text: message(session('app', 'run-1'), 's3:PutObject', 'arn:aws:s3:::shop-filesbucket-1/files/a'),
    subject: 'UploadFunction',
    want: { verdict: 'add-grant', subject: 'UploadFunction', neededByCode: true },
  },
  {
    name: "an event names what S3's message leaves out",
    text: JSON.stringify({
      Records: [
        { eventSource: 's3.amazonaws.com', eventName: 'GetObject', errorCode: undefined },
        {
          eventSource: 's3.amazonaws.com',
          eventName: 'GetObject',
          errorCode: 'AccessDenied',
          errorMessage: 'Access Denied',
          userIdentity: { type: 'AssumedRole', arn: session('shop-S3AccessRole-1', 'shop-DownloadFunction-1') },
          resources: [{ type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::shop-filesbucket-1/files/a' }],
        },
      ],
    }),
    want: { verdict: 'add-grant', subject: 'DownloadFunction', action: 's3:GetObject', neededByCode: true },
  },
  {
    name: 'a line of a log with the error as JSON',
    text: `2026-11-20T10:00:00Z\tERROR\t${JSON.stringify({
      errorType: 'AccessDeniedException',
      errorMessage: message(session('shop-LambdaExecutionRole-1', 'shop-ListFunction-1'), 'dynamodb:Scan', table),
      stack: ['at send'],
    })}`,
    want: { verdict: 'add-grant', subject: 'ListFunction' },
  },
  {
    name: 'an error in XML, with text behind it',
    text: `<Error><Code>AccessDenied</Code><Message>${message(
      session('shop-S3AccessRole-1', 'shop-UploadFunction-1'),
      's3:PutObject',
      '&quot;arn:aws:s3:::shop-filesbucket-1/files/a&quot;',
    )}</Message><RequestId>1</RequestId></Error>`,
    want: { verdict: 'add-grant', subject: 'UploadFunction', resource: 'arn:aws:s3:::shop-filesbucket-1/files/a' },
  },
  {
    name: 'a message without an action',
    text: 'Access Denied',
    want: { verdict: 'unknown', says: /which action/ },
  },
]

test.each(rows)('$name', ({ text, subject, want }) => {
  const denial = parseDenied(text)
  if (!denial.ok) throw new Error(denial.error.message)
  const { says, ...members } = want
  const answer = explainDenied(generation, denial.value, subject ?? null)
  expect(answer).toMatchObject(members)
  if (says !== undefined) expect(answer.because).toMatch(says)
  if (answer.neededByCode) expect(answer.evidence.some((e) => e.frames.some((f) => f.lines.length > 0))).toBe(true)
})

test.each(['', 'ConditionalCheckFailedException: the conditional request failed', '{"a":[1,2,{"b":null}]}', '{', '[]'])(
  '`%s` is no denial',
  (text) => expect(parseDenied(text)).toMatchObject({ ok: false, error: { code: 'denied/no-denial' } }),
)
