/** A refusal as people have it at hand: SDKs, the command line, logs, CloudTrail, other tools. Each gives the same answer. */
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Generation, generate } from '../generate/index.js'
import { explainDenied } from './denied.js'
import { parseDenied } from './parse-denied.js'
import type { DeniedAnswer } from './types.js'

const ACCOUNT = '111122223333'
const session = (name: string, role = 'shop-LambdaExecutionRole-1A2B'): string =>
  `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/shop-${name}-3C4D`
const TABLE = `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/shop-ItemsTable-9Z8Y`
const sentence = (name: string, action: string, resource: string, why = `because no identity-based policy allows the ${action} action`) =>
  `User: ${session(name)} is not authorized to perform: ${action} on resource: ${resource} ${why}`.trim()
const SAID = sentence('DeleteFunction', 'dynamodb:DeleteItem', TABLE)

const event = {
  eventVersion: '1.09',
  userIdentity: {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLE:shop-DeleteFunction-3C4D',
    arn: session('DeleteFunction'),
    accountId: ACCOUNT,
  },
  eventTime: '2026-11-01T10:00:00Z',
  eventSource: 'dynamodb.amazonaws.com',
  eventName: 'DeleteItem',
  awsRegion: 'eu-west-1',
  errorCode: 'AccessDenied',
  errorMessage: SAID,
  requestParameters: { tableName: 'shop-ItemsTable-9Z8Y', key: { id: 'x' } },
  resources: [{ accountId: ACCOUNT, type: 'AWS::DynamoDB::Table', ARN: TABLE }],
  eventID: 'e',
  eventCategory: 'Data',
}
const { errorMessage: _, ...silentEvent } = event

let generation: Generation
beforeAll(async () => {
  const folder = fileURLToPath(new URL('../../examples/items-api', import.meta.url))
  const found = await generate({ inputs: [folder], layout: null, parameters: new Map(), account: null, region: null, from: null })
  if (!found.ok) throw new Error(found.error[0]?.message)
  generation = found.value
})

function answerTo(text: string, subject: string | null = null): DeniedAnswer {
  const denial = parseDenied(text)
  if (!denial.ok) throw new Error(denial.error.message)
  return explainDenied(generation, denial.value, subject)
}

/** All of one refusal: the code of DeleteFunction needs it. */
const shapes: readonly (readonly [string, string])[] = [
  ['the sentence alone', SAID],
  ['without its reason, as it was until 2021', sentence('DeleteFunction', 'dynamodb:DeleteItem', TABLE, '')],
  [
    'SDK v3, with its stack and members',
    `AccessDeniedException: ${SAID}\n    at throwDefaultError (/var/runtime/index.js:867:20) {\n  '$fault': 'client',\n  '$metadata': { httpStatusCode: 400 },\n  __type: 'com.amazon.coral.service#AccessDeniedException'\n}`,
  ],
  [
    'SDK v2, as Lambda prints it',
    JSON.stringify({
      errorType: 'AccessDeniedException',
      errorMessage: SAID,
      code: 'AccessDeniedException',
      retryable: false,
      stack: ['AccessDeniedException: User…'],
    }),
  ],
  ['the command line', `\nAn error occurred (AccessDeniedException) when calling the DeleteItem operation: ${SAID}\n`],
  ['botocore', `botocore.exceptions.ClientError: An error occurred (AccessDeniedException) when calling the DeleteItem operation: ${SAID}`],
  [
    'the SDK for Java',
    `software.amazon.awssdk.services.dynamodb.model.DynamoDbException: ${SAID} (Service: DynamoDb, Status Code: 400, Request ID: X) (SDK Attempt Count: 1)`,
  ],
  [
    'a line of a log group, tabs and JSON',
    `2026-11-01T10:00:00.000Z\t7a1b\tERROR\tInvoke Error \t${JSON.stringify({ errorType: 'AccessDenied', errorMessage: SAID, name: 'AccessDenied', $fault: 'client' })}`,
  ],
  [
    'a log stream',
    `START RequestId: 1 Version: $LATEST\n2026-11-01T10:00:00.000Z 1 ERROR AccessDeniedException: ${SAID}\nEND RequestId: 1\nREPORT RequestId: 1 Duration: 3 ms`,
  ],
  [
    'structured logs of Lambda',
    JSON.stringify({
      timestamp: '2026-11-01T10:00:00Z',
      level: 'ERROR',
      message: { errorType: 'AccessDeniedException', errorMessage: SAID, stackTrace: [] },
    }),
  ],
  [
    'Powertools',
    JSON.stringify({ level: 'ERROR', message: 'failed', error: { name: 'AccessDeniedException', location: 'x:1', message: SAID } }),
  ],
  ['NDJSON', `{"level":"INFO","message":"hello"}\n${JSON.stringify({ level: 'ERROR', message: SAID })}`],
  ['JSON in a JSON text', JSON.stringify(JSON.stringify({ errorMessage: SAID }))],
  ['a CloudTrail event', JSON.stringify(event, null, 2)],
  ['a CloudTrail event without its message', JSON.stringify(silentEvent)],
  ['a file of a trail', JSON.stringify({ Records: [{ ...event, errorCode: undefined, errorMessage: undefined }, event] })],
  ['lookup-events', JSON.stringify({ Events: [{ EventId: 'e', EventName: 'DeleteItem', CloudTrailEvent: JSON.stringify(event) }] })],
  ['EventBridge', JSON.stringify({ version: '0', source: 'aws.dynamodb', 'detail-type': 'AWS API Call via CloudTrail', detail: event })],
  [
    'Logs Insights',
    JSON.stringify([
      [
        { field: '@message', value: JSON.stringify(event) },
        { field: '@ptr', value: 'p' },
      ],
    ]),
  ],
  ['Step Functions', JSON.stringify({ error: 'DynamoDb.AccessDeniedException', cause: `${SAID} (Service: DynamoDb, Status Code: 400)` })],
  ['API Gateway in front', JSON.stringify({ Message: SAID })],
  ['XML', `<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code><Message>${SAID}</Message><RequestId>X</RequestId></Error>`],
  [
    'Terraform',
    `Error: deleting item: operation error DynamoDB: DeleteItem, https response error StatusCode: 400, RequestID: X, api error AccessDeniedException: ${SAID}\n\n  with aws_dynamodb_table_item.x,\n  on main.tf line 3`,
  ],
  [
    'CloudFormation',
    `Resource handler returned message: "${SAID} (Service: DynamoDb, Status Code: 400, Request ID: x)" (RequestToken: y, HandlerErrorCode: AccessDenied)`,
  ],
  [
    'lines that a terminal broke',
    SAID.replaceAll(' to ', '\n    to ').replaceAll(' on resource', ' on\n    resource').replace(' because', '\nbecause'),
  ],
  ['colours', `\u001b[31mError\u001b[0m: ${SAID}`],
  ['entities of HTML', SAID.replaceAll('"', '&quot;')],
  ['quotes around the resource', SAID.replace(TABLE, `"${TABLE}"`)],
  [
    'what decodes an encoded message',
    JSON.stringify({
      DecodedMessage: JSON.stringify({
        allowed: false,
        explicitDeny: false,
        matchedStatements: { items: [] },
        context: { principal: { id: 'AROA:x', arn: session('DeleteFunction') }, action: 'dynamodb:DeleteItem', resource: TABLE },
      }),
    }),
  ],
]

describe('one refusal', () => {
  test.each(shapes)('%s', (_name, text) => {
    const answer = answerTo(text)
    expect([answer.subject, answer.action, answer.resource]).toEqual(['DeleteFunction', 'dynamodb:DeleteItem', TABLE])
    expect([answer.verdict, answer.neededByCode]).toEqual(['add-grant', true])
    expect(answer.evidence[0]?.file).toBe('src/items/repository.ts')
  })
})

describe('what says less', () => {
  test('an account that API Gateway hides is this one', () => {
    const hidden = 'arn:aws:execute-api:eu-west-1:********3333:a1b2c3/prod/GET/export'
    expect(answerTo(JSON.stringify({ Message: sentence('ReportFunction', 'execute-api:Invoke', hidden, '') }))).toMatchObject({
      verdict: 'add-grant',
      subject: 'ReportFunction',
    })
  })

  test.each([
    'AccessDenied: Access Denied',
    'AccessDeniedException: The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
    'AccessDenied: Access to the resource https://sqs.eu-west-1.amazonaws.com/111122223333/orders is denied.',
    '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
  ])('a refusal without an action is not known, and what the function lacks is said: %s', (text) => {
    expect(answerTo(text)).toMatchObject({ verdict: 'unknown', action: null })
    expect(answerTo(text).because).toContain('CloudTrail')
    expect(answerTo(text, 'ReportFunction').because).toContain('execute-api:Invoke')
    expect(answerTo(text, 'CreateFunction').because).toContain('all that its code needs')
  })

  test('an encoded message says how it is read', () => {
    const text =
      'Client.UnauthorizedOperation: You are not authorized to perform this operation. Encoded authorization failure message: 4a2Bc9-xyz_A'
    expect(answerTo(text).because).toContain('aws sts decode-authorization-message')
  })

  test('a request that nobody signed is of nobody here', () => {
    const text = JSON.stringify({
      Message:
        'User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-west-1:********3333:a/prod/GET/export',
    })
    expect(answerTo(text)).toMatchObject({ verdict: 'not-ours', because: expect.stringContaining('signed') as string })
  })

  test.each(['TypeError: cannot read properties of undefined', '', '{"level":"INFO"}'])('no refusal is an error: %j', (text) => {
    const found = parseDenied(text)
    expect(found.ok ? null : found.error.code).toBe('denied/no-denial')
  })
})
