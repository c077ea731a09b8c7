/** Grants that are taken away: which cells are left, and what a command shows about each. */
import { describe, expect, test } from 'vitest'
import type { RolePlan } from '../app/index.js'
import { startTestApp } from '../testing/app.js'
import { cellsOf, covers, without } from './cells.js'
import { verifyApp } from './verify-app.js'

const plan = (statements: readonly unknown[]): RolePlan => ({
  id: 'R',
  name: 'app-R',
  arn: 'arn:aws:iam::111122223333:role/app-R',
  path: '/',
  trustPolicy: {},
  inline: new Map([['P', { Version: '2012-10-17', Statement: statements }]]),
  managed: new Map(),
  managedPolicyArns: [],
  boundary: null,
  tags: [],
})

describe('cells', () => {
  const role = plan([{ Effect: 'Allow', Action: ['a:X', 'a:Y'], Resource: ['arn:1', 'arn:2'], Condition: { Bool: { k: 'true' } } }])
  const cells = cellsOf(role, new Map([['P', { Statement: [{ Resource: [{ 'Fn::Sub': '${One}' }, 'arn:2'] }] }]]))

  test('are pairs of action and resource, named by symbols', () => {
    expect(cells.map(({ action, symbolic }) => `${action} ${symbolic}`)).toEqual(['a:X ${One}', 'a:X arn:2', 'a:Y ${One}', 'a:Y arn:2'])
  })

  test('what is left of a statement keeps its condition', () => {
    const gone = cells.filter(({ action, resource }) => action === 'a:X' && resource === 'arn:1')
    expect(without(role, gone).inline.get('P')).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: ['a:X'], Resource: ['arn:2'], Condition: { Bool: { k: 'true' } } },
        { Effect: 'Allow', Action: ['a:Y'], Resource: ['arn:1', 'arn:2'], Condition: { Bool: { k: 'true' } } },
      ],
    })
  })

  test('every set of cells taken away leaves the others', () => {
    for (let mask = 0; mask < 1 << cells.length; mask++) {
      const gone = cells.filter((_, i) => (mask >> i) & 1)
      const left = cellsOf(without(role, gone), new Map())
        .filter(({ action }) => action.startsWith('a:'))
        .map(({ action, resource }) => `${action} ${resource}`)
      expect(left.sort()).toEqual(
        cells
          .filter((cell) => !gone.includes(cell))
          .map(({ action, resource }) => `${action} ${resource}`)
          .sort(),
      )
    }
  })

  test('a check belongs to the cell of its role, by patterns', () => {
    const [cell] = cellsOf(plan([{ Effect: 'Allow', Action: ['s3:Get*'], Resource: ['arn:aws:s3:::b/files/*'] }]), new Map())
    if (cell === undefined) throw new Error('no cell')
    const check = {
      principal: 'arn:aws:sts::111122223333:assumed-role/app-R/f',
      action: 's3:getobject',
      resource: 'arn:aws:s3:::b/files/a.txt',
    }
    expect(covers(cell, 'app-R', check)).toBe(true)
    expect(covers(cell, 'app-Q', check)).toBe(false)
    expect(covers(cell, 'app-R', { ...check, resource: 'arn:aws:s3:::b/other' })).toBe(false)
  })
})

const FILES = {
  'template.yaml': `
Transform: AWS::Serverless-2016-10-31
Resources:
  Items: { Type: AWS::Serverless::SimpleTable }
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      Timeout: 10
      MemorySize: 256
      Environment: { Variables: { ITEMS: !Ref Items } }
      Events: { Any: { Type: HttpApi, Properties: { Path: '/{what}', Method: get } } }
`,
  'index.js': `
const { DynamoDBClient, PutItemCommand, GetItemCommand, ScanCommand, DeleteItemCommand } = require('@aws-sdk/client-dynamodb')
const client = new DynamoDBClient({})
const TableName = process.env.ITEMS
exports.handler = async ({ pathParameters: { what } }) => {
  if (what === 'put') await client.send(new PutItemCommand({ TableName, Item: { id: { S: '1' } }, ConditionExpression: 'attribute_not_exists(id)' }))
  if (what === 'get') await client.send(new GetItemCommand({ TableName, Key: { id: { S: '1' } } }))
  if (what === 'never') await client.send(new DeleteItemCommand({ TableName, Key: { id: { S: '1' } } }))
  if (what === 'maybe') await client.send(new ScanCommand({ TableName })).catch(() => {})
  return { ok: what }
}`,
}

test('a command shows which grants it cannot do without, each time with the stores as they were', async () => {
  const it = await startTestApp(FILES)
  try {
    const verification = await verifyApp({
      aws: it.aws,
      app: it.app,
      generation: it.generation,
      // The second put of the same key would fail: each run begins anew.
      run: async () => {
        for (const what of ['put', 'get', 'maybe'])
          if ((await it.request('ServerlessHttpApi', 'GET', `/${what}`)).status !== 200) return { exitCode: 1 }
        return { exitCode: 0 }
      },
    })
    const verdicts = new Map(verification.grants.map(({ action, verdict }) => [action, verdict]))
    expect(Object.fromEntries(verdicts)).toMatchObject({
      'dynamodb:PutItem': 'necessary',
      'dynamodb:GetItem': 'necessary',
      'dynamodb:Scan': 'redundant',
      'dynamodb:DeleteItem': 'notExercised',
      'logs:CreateLogStream': 'redundant',
    })
    const put = verification.grants.find(({ action }) => action === 'dynamodb:PutItem')
    expect(put).toMatchObject({
      function: 'Fn',
      resource: expect.stringContaining('table/${Items}'),
      request: { operation: 'PutItem', action: 'dynamodb:PutItem', because: expect.stringContaining('no identity-based policy allows') },
    })
    expect(verification.grants.filter(({ verdict }) => verdict === 'notExercised').every(({ request }) => request === null)).toBe(true)
    expect(verification.denied).toEqual([])
    // All is in place again.
    expect((await it.request('ServerlessHttpApi', 'GET', '/get')).status).toBe(200)
  } finally {
    await it.close()
  }
}, 60_000)

test('a command that fails says nothing of single grants, only what was denied', async () => {
  const it = await startTestApp(FILES)
  try {
    const [fn] = it.app.roles().filter(({ id }) => id === 'FnRole')
    if (fn !== undefined)
      await it.app.putRole(
        without(
          fn,
          cellsOf(fn, new Map()).filter(({ action }) => action === 'dynamodb:GetItem'),
        ),
      )
    const verification = await verifyApp({
      aws: it.aws,
      app: it.app,
      generation: it.generation,
      run: async () => ({ exitCode: (await it.request('ServerlessHttpApi', 'GET', '/get')).status === 200 ? 0 : 1 }),
    })
    expect(verification).toMatchObject({
      command: { exitCode: 1 },
      runs: 1,
      denied: [{ action: 'dynamodb:GetItem', operation: 'GetItem' }],
    })
    expect(verification.grants).toEqual([])
  } finally {
    await it.close()
  }
}, 60_000)
