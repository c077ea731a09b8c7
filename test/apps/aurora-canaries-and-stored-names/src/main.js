const { SSMClient, GetParameterCommand } = require('@aws-sdk/client-ssm')
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb')
const { DynamoDBDocumentClient, UpdateCommand, paginateScan } = require('@aws-sdk/lib-dynamodb')
const { RDSDataClient, ExecuteStatementCommand, BeginTransactionCommand, CommitTransactionCommand } = require('@aws-sdk/client-rds-data')
const { SQSClient, SendMessageCommand, ChangeMessageVisibilityCommand } = require('@aws-sdk/client-sqs')
const { LambdaClient, InvokeCommand } = require('@aws-sdk/client-lambda')
const { S3Client, waitUntilObjectExists } = require('@aws-sdk/client-s3')
const ssm = new SSMClient({}), db = DynamoDBDocumentClient.from(new DynamoDBClient({})), rds = new RDSDataClient({}), sqs = new SQSClient({})
let table
exports.handler = async (event) => {
  table ??= (await ssm.send(new GetParameterCommand({ Name: process.env.TABLE_PARAM }))).Parameter.Value
  await db.send(new UpdateCommand({ TableName: table, Key: {} }))
  for await (const page of paginateScan({ client: db }, { TableName: table })) console.log(page)
  const args = { resourceArn: process.env.CLUSTER, secretArn: process.env.SECRET }
  const { transactionId } = await rds.send(new BeginTransactionCommand(args))
  await rds.send(new ExecuteStatementCommand({ ...args, transactionId, sql: 'select 1' }))
  await rds.send(new CommitTransactionCommand({ ...args, transactionId }))
  for (const record of event.Records) await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: process.env.QUEUE_URL, ReceiptHandle: record.receiptHandle, VisibilityTimeout: 0 }))
  await new LambdaClient({}).send(new InvokeCommand({ FunctionName: process.env.ME, InvocationType: 'Event' }))
  await waitUntilObjectExists({ client: new S3Client({}), maxWaitTime: 10 }, { Bucket: process.env.BUCKET, Key: 'x' })
}
