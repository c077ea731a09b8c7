import { expect, test } from 'vitest'
import { reviewOf } from './testing/review-of.js'

const TABLE = '!Sub "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/items"'
const MACHINE = '!Sub "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:orders"'

test.each([
  {
    name: 'an action that no ARN limits',
    action: 'dynamodb:ListTables',
    resource: TABLE,
    want: /`dynamodb:ListTables` can be allowed on `\*` alone/,
  },
  { name: 'the same action on everything', action: 'dynamodb:ListTables', resource: '"*"', want: null },
  {
    name: 'an action that none of its types has such an ARN of',
    action: 's3:GetObject',
    resource: TABLE,
    want: /`s3:GetObject` has no resource of the form/,
  },
  { name: 'an action on its own type', action: 'dynamodb:GetItem', resource: TABLE, want: null },
  {
    name: 'the answer to a task token, which Step Functions checks on the state machine',
    action: 'states:SendTaskSuccess',
    resource: MACHINE,
    want: null,
  },
  { name: 'a failure of a task, too', action: 'states:SendTaskFailure', resource: MACHINE, want: null },
])('$name', async ({ action, resource, want }) => {
  const { findings } = await reviewOf(
    `
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: ., Policies: [{ Statement: [{ Effect: Allow, Action: '${action}', Resource: ${resource} }] }] } }
`,
    {},
  )
  const found = findings.filter(({ code }) => code === 'access/never-matches').map(({ message }) => message)
  if (want === null) expect(found).toEqual([])
  else expect(found.join('\n')).toMatch(want)
})
