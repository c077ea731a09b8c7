const { DynamoDBClient, ExecuteStatementCommand, CreateTableCommand } = require('@aws-sdk/client-dynamodb')
const { DynamoDBDocumentClient, TransactWriteCommand, BatchGetCommand, QueryCommand, TransactGetCommand } = require('@aws-sdk/lib-dynamodb')
const db = DynamoDBDocumentClient.from(new DynamoDBClient({}))
const { TABLE } = process.env
exports.handler = async (event) => {
  await db.send(new TransactWriteCommand({ TransactItems: [{ Put: { TableName: TABLE, Item: {} } }, { ConditionCheck: { TableName: TABLE, Key: {} } }, { Delete: { TableName: 'other', Key: {} } }] }))
  await db.send(new TransactGetCommand({ TransactItems: [{ Get: { TableName: TABLE, Key: {} } }] }))
  await db.send(new BatchGetCommand({ RequestItems: { [TABLE]: { Keys: [] }, literal: { Keys: [] } } }))
  await db.send(new QueryCommand({ TableName: TABLE, IndexName: 'byDate' }))
  await db.send(new ExecuteStatementCommand({ Statement: `UPDATE "${TABLE}" SET a = 1 WHERE id = 'x'` }))
  await db.send(new ExecuteStatementCommand({ Statement: 'SELECT * FROM "things"."byName" WHERE x = 1' }))
  await db.send(new CreateTableCommand({ TableName: 'made', Tags: [{ Key: 'a', Value: 'b' }], KeySchema: [], AttributeDefinitions: [] }))
}
