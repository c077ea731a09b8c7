/** 41 things that DynamoDB does, through the SDK's own client. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import {
  type AttributeValue,
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeLimitsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  GetItemCommand,
  GetResourcePolicyCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  PutResourcePolicyCommand,
  QueryCommand,
  ScanCommand,
  TagResourceCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { DescribeStreamCommand, DynamoDBStreamsClient, GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-dynamodb-streams'
import { type Check, refusal, type Target } from './checklist.js'

type Item = Record<string, AttributeValue>

const row = (n: number): Item => ({
  pk: { S: 'p' },
  sk: { N: String(n) },
  kind: { S: n % 2 === 0 ? 'even' : 'odd' },
  name: { S: `name-${n}` },
})

const ALL: Item = {
  pk: { S: 'types' },
  sk: { N: '0' },
  n: { N: '12345678901234567890123456789012345678' },
  b: { B: new Uint8Array([1, 2, 3]) },
  ss: { SS: ['a', 'b'] },
  ns: { NS: ['1', '2'] },
  bs: { BS: [new Uint8Array([9])] },
  m: { M: { k: { L: [{ S: 'deep' }, { BOOL: true }] } } },
  nothing: { NULL: true },
  empty: { S: '' },
}

export function dynamodbChecks(target: Target): readonly Check[] {
  const client = new DynamoDBClient(target)
  const streams = new DynamoDBStreamsClient(target)
  const TableName = `checks-${randomBytes(4).toString('hex')}`
  const Key = (n: number): Item => ({ pk: { S: 'p' }, sk: { N: String(n) } })
  const get = async (key: Item): Promise<Item | undefined> =>
    (await client.send(new GetItemCommand({ TableName, Key: key, ConsistentRead: true }))).Item
  const active = async (): Promise<void> => {
    for (let i = 0; i < 100; i++) {
      const { Table } = await client.send(new DescribeTableCommand({ TableName }))
      if (Table?.TableStatus === 'ACTIVE' && Table.GlobalSecondaryIndexes?.every((it) => it.IndexStatus === 'ACTIVE') !== false) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  const arn = async (): Promise<string> => (await client.send(new DescribeTableCommand({ TableName }))).Table?.TableArn ?? ''
  const create = () =>
    client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'N' },
          { AttributeName: 'kind', AttributeType: 'S' },
          { AttributeName: 'name', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [
          { IndexName: 'byKind', KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } },
        ],
        LocalSecondaryIndexes: [
          {
            IndexName: 'byName',
            KeySchema: [
              { AttributeName: 'pk', KeyType: 'HASH' },
              { AttributeName: 'name', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      }),
    )
  const eq = { KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'p' } } }
  return [
    {
      name: '1 CreateTable with both kinds of indexes',
      run: async () => {
        assert.equal((await create()).TableDescription?.GlobalSecondaryIndexes?.length, 1)
        await active()
      },
    },
    {
      name: '2 the same CreateTable: ResourceInUseException',
      run: async () => assert.equal((await refusal(create())).name, 'ResourceInUseException'),
    },
    { name: '3 ListTables', run: async () => assert.ok((await client.send(new ListTablesCommand({}))).TableNames?.includes(TableName)) },
    {
      name: '4 PutItem and GetItem of all types',
      run: async () => {
        await client.send(new PutItemCommand({ TableName, Item: ALL }))
        assert.deepEqual(await get({ pk: { S: 'types' }, sk: { N: '0' } }), ALL)
      },
    },
    {
      name: '5 ProjectionExpression with names and #m.k[0]',
      run: async () => {
        const got = await client.send(
          new GetItemCommand({
            TableName,
            Key: { pk: { S: 'types' }, sk: { N: '0' } },
            ProjectionExpression: '#m.k[0], #e',
            ExpressionAttributeNames: { '#m': 'm', '#e': 'empty' },
          }),
        )
        assert.deepEqual(got.Item, { m: { M: { k: { L: [{ S: 'deep' }] } } }, empty: { S: '' } })
      },
    },
    {
      name: '6 a failed condition',
      run: async () =>
        assert.equal(
          (await refusal(client.send(new PutItemCommand({ TableName, Item: ALL, ConditionExpression: 'attribute_not_exists(pk)' })))).name,
          'ConditionalCheckFailedException',
        ),
    },
    {
      name: '7 the item on the error of a failed condition',
      run: async () => {
        const error = await refusal(
          client.send(
            new PutItemCommand({
              TableName,
              Item: ALL,
              ConditionExpression: 'attribute_not_exists(pk)',
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            }),
          ),
        )
        assert.deepEqual((error.Item as Item | undefined)?.pk, { S: 'types' })
      },
    },
    {
      name: '8 UpdateItem SET, ADD, REMOVE, if_not_exists, list_append',
      run: async () => {
        const done = await client.send(
          new UpdateItemCommand({
            TableName,
            Key: Key(100),
            UpdateExpression: 'SET a = if_not_exists(a, :one), l = list_append(if_not_exists(l, :none), :list) ADD n :one REMOVE gone',
            ExpressionAttributeValues: { ':one': { N: '1' }, ':none': { L: [] }, ':list': { L: [{ S: 'x' }] } },
            ReturnValues: 'ALL_NEW',
          }),
        )
        assert.deepEqual(done.Attributes, { ...Key(100), a: { N: '1' }, l: { L: [{ S: 'x' }] }, n: { N: '1' } })
      },
    },
    {
      name: '9 UpdateItem DELETE from a set',
      run: async () => {
        const done = await client.send(
          new UpdateItemCommand({
            TableName,
            Key: { pk: { S: 'types' }, sk: { N: '0' } },
            UpdateExpression: 'DELETE ss :a',
            ExpressionAttributeValues: { ':a': { SS: ['a'] } },
            ReturnValues: 'UPDATED_NEW',
          }),
        )
        assert.deepEqual(done.Attributes?.ss, { SS: ['b'] })
      },
    },
    {
      name: '10 DeleteItem returns the old item',
      run: async () => {
        const done = await client.send(new DeleteItemCommand({ TableName, Key: Key(100), ReturnValues: 'ALL_OLD' }))
        assert.deepEqual(done.Attributes?.n, { N: '1' })
      },
    },
    {
      name: '11 BatchWriteItem of 25',
      run: async () => {
        const requests = Array.from({ length: 25 }, (_, i) => ({ PutRequest: { Item: row(i) } }))
        const done = await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }))
        assert.deepEqual(done.UnprocessedItems, {})
      },
    },
    {
      name: '12 BatchGetItem',
      run: async () => {
        const got = await client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [Key(1), Key(2), Key(999)] } } }))
        assert.equal(got.Responses?.[TableName]?.length, 2)
      },
    },
    {
      name: '13 Query BETWEEN and a filter: Count 3, ScannedCount 6',
      run: async () => {
        const got = await client.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: 'pk = :p AND sk BETWEEN :a AND :b',
            FilterExpression: 'kind = :k',
            ExpressionAttributeValues: { ':p': { S: 'p' }, ':a': { N: '5' }, ':b': { N: '10' }, ':k': { S: 'even' } },
          }),
        )
        assert.deepEqual([got.Count, got.ScannedCount], [3, 6])
      },
    },
    {
      name: '14 Query backwards with Limit and LastEvaluatedKey',
      run: async () => {
        const got = await client.send(new QueryCommand({ TableName, ...eq, ScanIndexForward: false, Limit: 2 }))
        assert.deepEqual(
          got.Items?.map((it) => it.sk?.N),
          ['24', '23'],
        )
        const next = await client.send(
          new QueryCommand({ TableName, ...eq, ScanIndexForward: false, Limit: 2, ExclusiveStartKey: got.LastEvaluatedKey }),
        )
        assert.deepEqual(
          next.Items?.map((it) => it.sk?.N),
          ['22', '21'],
        )
      },
    },
    {
      name: '15 Query COUNT has no items',
      run: async () => {
        const got = await client.send(new QueryCommand({ TableName, ...eq, Select: 'COUNT' }))
        assert.deepEqual([got.Count, got.Items], [25, undefined])
      },
    },
    {
      name: '16 Query of a global index',
      run: async () => {
        const got = await client.send(
          new QueryCommand({
            TableName,
            IndexName: 'byKind',
            KeyConditionExpression: 'kind = :k',
            ExpressionAttributeValues: { ':k': { S: 'odd' } },
          }),
        )
        assert.equal(got.Count, 12)
      },
    },
    {
      name: '17 Query of a local index with begins_with',
      run: async () => {
        const got = await client.send(
          new QueryCommand({
            TableName,
            IndexName: 'byName',
            KeyConditionExpression: 'pk = :p AND begins_with(#n, :x)',
            ExpressionAttributeNames: { '#n': 'name' },
            ExpressionAttributeValues: { ':p': { S: 'p' }, ':x': { S: 'name-2' } },
          }),
        )
        assert.deepEqual(
          got.Items?.map((it) => it.name?.S),
          ['name-2', 'name-20', 'name-21', 'name-22', 'name-23', 'name-24'],
        )
      },
    },
    {
      name: '18 Scan with IN and size()',
      run: async () => {
        const got = await client.send(
          new ScanCommand({
            TableName,
            FilterExpression: '#n IN (:a, :b) AND size(#n) = :six',
            ExpressionAttributeNames: { '#n': 'name' },
            ExpressionAttributeValues: { ':a': { S: 'name-1' }, ':b': { S: 'name-10' }, ':six': { N: '6' } },
          }),
        )
        assert.equal(got.Count, 1)
      },
    },
    {
      name: '19 Scan in parallel segments',
      run: async () => {
        const all = await Promise.all([0, 1, 2].map((Segment) => client.send(new ScanCommand({ TableName, Segment, TotalSegments: 3 }))))
        assert.equal(
          all.reduce((sum, it) => sum + (it.Count ?? 0), 0),
          26,
        )
      },
    },
    {
      name: '20 KeyConditions of old',
      run: async () => {
        const got = await client.send(
          new QueryCommand({
            TableName,
            KeyConditions: {
              pk: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'p' }] },
              sk: { ComparisonOperator: 'LT', AttributeValueList: [{ N: '3' }] },
            },
          }),
        )
        assert.equal(got.Count, 3)
      },
    },
    {
      name: '21 ReturnConsumedCapacity',
      run: async () =>
        assert.equal(
          (await client.send(new GetItemCommand({ TableName, Key: Key(1), ReturnConsumedCapacity: 'TOTAL' }))).ConsumedCapacity
            ?.CapacityUnits,
          0.5,
        ),
    },
    {
      name: '22 TransactWriteItems commits',
      run: async () => {
        await client.send(
          new TransactWriteItemsCommand({
            TransactItems: [
              { Put: { TableName, Item: { pk: { S: 't' }, sk: { N: '1' } } } },
              { Update: { TableName, Key: Key(1), UpdateExpression: 'SET t = :x', ExpressionAttributeValues: { ':x': { S: 'yes' } } } },
              { ConditionCheck: { TableName, Key: Key(2), ConditionExpression: 'attribute_exists(pk)' } },
            ],
          }),
        )
        assert.deepEqual((await get(Key(1)))?.t, { S: 'yes' })
      },
    },
    {
      name: '23 TransactWriteItems cancelled with reasons, and nothing is written',
      run: async () => {
        const error = await refusal(
          client.send(
            new TransactWriteItemsCommand({
              TransactItems: [
                { Put: { TableName, Item: { pk: { S: 't' }, sk: { N: '2' } } } },
                { Put: { TableName, Item: { pk: { S: 't' }, sk: { N: '1' } }, ConditionExpression: 'attribute_not_exists(pk)' } },
              ],
            }),
          ),
        )
        assert.deepEqual(
          (error.CancellationReasons as { Code: string }[]).map((it) => it.Code),
          ['None', 'ConditionalCheckFailed'],
        )
        assert.equal(await get({ pk: { S: 't' }, sk: { N: '2' } }), undefined)
      },
    },
    {
      name: '24 TransactGetItems',
      run: async () => {
        const got = await client.send(
          new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key: Key(1) } }, { Get: { TableName, Key: Key(777) } }] }),
        )
        assert.deepEqual(
          got.Responses?.map((it) => it.Item?.pk?.S),
          ['p', undefined],
        )
      },
    },
    {
      name: '25 PartiQL INSERT, then SELECT with parameters',
      run: async () => {
        await client.send(
          new ExecuteStatementCommand({
            Statement: `INSERT INTO "${TableName}" VALUE {'pk': ?, 'sk': 1, 'v': 'x'}`,
            Parameters: [{ S: 'q' }],
          }),
        )
        const got = await client.send(
          new ExecuteStatementCommand({
            Statement: `SELECT v FROM "${TableName}" WHERE pk = ? AND sk = ?`,
            Parameters: [{ S: 'q' }, { N: '1' }],
          }),
        )
        assert.deepEqual(got.Items, [{ v: { S: 'x' } }])
      },
    },
    {
      name: '26 PartiQL in a batch',
      run: async () => {
        const got = await client.send(
          new BatchExecuteStatementCommand({
            Statements: [
              { Statement: `SELECT * FROM "${TableName}" WHERE pk = 'q' AND sk = 1` },
              { Statement: `SELECT * FROM "${TableName}" WHERE pk = 'p' AND sk = 3` },
            ],
          }),
        )
        assert.deepEqual(
          got.Responses?.map((it) => it.Item?.pk?.S),
          ['q', 'p'],
        )
      },
    },
    {
      name: '27 UpdateTable to PROVISIONED',
      run: async () => {
        const units = { ReadCapacityUnits: 5, WriteCapacityUnits: 5 }
        await client.send(
          new UpdateTableCommand({
            TableName,
            BillingMode: 'PROVISIONED',
            ProvisionedThroughput: units,
            GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'byKind', ProvisionedThroughput: units } }],
          }),
        )
        await active()
        assert.equal((await client.send(new DescribeTableCommand({ TableName }))).Table?.ProvisionedThroughput?.ReadCapacityUnits, 5)
      },
    },
    {
      name: '28 UpdateTable adds a global index, and it answers',
      run: async () => {
        await client.send(
          new UpdateTableCommand({
            TableName,
            AttributeDefinitions: [{ AttributeName: 'name', AttributeType: 'S' }],
            GlobalSecondaryIndexUpdates: [
              {
                Create: {
                  IndexName: 'later',
                  KeySchema: [{ AttributeName: 'name', KeyType: 'HASH' }],
                  Projection: { ProjectionType: 'KEYS_ONLY' },
                  ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
                },
              },
            ],
          }),
        )
        await active()
        const got = await client.send(
          new QueryCommand({
            TableName,
            IndexName: 'later',
            KeyConditionExpression: '#n = :n',
            ExpressionAttributeNames: { '#n': 'name' },
            ExpressionAttributeValues: { ':n': { S: 'name-7' } },
          }),
        )
        assert.deepEqual(got.Items, [{ pk: { S: 'p' }, sk: { N: '7' }, name: { S: 'name-7' } }])
      },
    },
    {
      name: '29 time to live, set and described',
      run: async () => {
        await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' } }))
        assert.equal((await client.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription?.AttributeName, 'ttl')
      },
    },
    {
      name: '30 tags',
      run: async () => {
        await client.send(new TagResourceCommand({ ResourceArn: await arn(), Tags: [{ Key: 'a', Value: 'b' }] }))
        assert.deepEqual((await client.send(new ListTagsOfResourceCommand({ ResourceArn: await arn() }))).Tags, [{ Key: 'a', Value: 'b' }])
      },
    },
    {
      name: '31 a stream tells of an insert',
      run: async () => {
        await client.send(
          new UpdateTableCommand({ TableName, StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } }),
        )
        await active()
        await client.send(new PutItemCommand({ TableName, Item: { pk: { S: 'streamed' }, sk: { N: '1' } } }))
        const StreamArn = (await client.send(new DescribeTableCommand({ TableName }))).Table?.LatestStreamArn
        const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }))
        const { ShardIterator } = await streams.send(
          new GetShardIteratorCommand({ StreamArn, ShardId: StreamDescription?.Shards?.[0]?.ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
        )
        const { Records } = await streams.send(new GetRecordsCommand({ ShardIterator }))
        assert.deepEqual(
          Records?.map((it) => it.eventName),
          ['INSERT'],
        )
      },
    },
    {
      name: '32 a table named by its ARN',
      run: async () => assert.ok((await client.send(new GetItemCommand({ TableName: await arn(), Key: Key(1) }))).Item),
    },
    {
      name: '33 resource policy put and get',
      run: async () => {
        const ResourceArn = await arn()
        const Policy = JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { AWS: ResourceArn.split(':')[4] }, Action: 'dynamodb:GetItem', Resource: ResourceArn },
          ],
        })
        await client.send(new PutResourcePolicyCommand({ ResourceArn, Policy }))
        assert.deepEqual(JSON.parse((await client.send(new GetResourcePolicyCommand({ ResourceArn }))).Policy ?? ''), JSON.parse(Policy))
      },
    },
    {
      name: '34 DescribeContinuousBackups',
      run: async () => assert.ok((await client.send(new DescribeContinuousBackupsCommand({ TableName }))).ContinuousBackupsDescription),
    },
    {
      name: '35 DescribeLimits',
      run: async () => assert.ok((await client.send(new DescribeLimitsCommand({}))).AccountMaxReadCapacityUnits),
    },
    {
      name: '36 deletion protection refuses DeleteTable',
      run: async () => {
        await client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: true }))
        await active()
        assert.equal((await refusal(client.send(new DeleteTableCommand({ TableName })))).name, 'ValidationException')
        await client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }))
        await active()
      },
    },
    {
      name: '37 an incomplete key: ValidationException',
      run: async () =>
        assert.equal((await refusal(client.send(new GetItemCommand({ TableName, Key: { pk: { S: 'p' } } })))).name, 'ValidationException'),
    },
    {
      name: '38 a reserved word: ValidationException',
      run: async () =>
        assert.equal(
          (await refusal(client.send(new GetItemCommand({ TableName, Key: Key(1), ProjectionExpression: 'name, status' })))).name,
          'ValidationException',
        ),
    },
    {
      name: '39 an unknown table: ResourceNotFoundException',
      run: async () =>
        assert.equal(
          (await refusal(client.send(new GetItemCommand({ TableName: 'none', Key: Key(1) })))).name,
          'ResourceNotFoundException',
        ),
    },
    {
      name: '40 a wrong secret is refused',
      run: async () => {
        const wrong = new DynamoDBClient({ ...target, credentials: { ...target.credentials, secretAccessKey: 'wrong' } })
        assert.ok((await refusal(wrong.send(new ListTablesCommand({})))).status >= 400)
      },
    },
    {
      name: '41 DeleteTable, then it is gone',
      run: async () => {
        await client.send(new DeleteTableCommand({ TableName }))
        for (let i = 0; i < 100; i++) {
          const there = await client.send(new DescribeTableCommand({ TableName })).then(
            () => true,
            () => false,
          )
          if (!there) return
          await new Promise((resolve) => setTimeout(resolve, 50))
        }
        assert.fail('the table is still there')
      },
    },
  ]
}
