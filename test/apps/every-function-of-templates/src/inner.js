const { DynamoDBClient, GetItemCommand, PutItemCommand } = require('@aws-sdk/client-dynamodb')
const { SNSClient, PublishCommand } = require('@aws-sdk/client-sns')
const d = new DynamoDBClient({}), n = new SNSClient({})
exports.handler = async () => {
  await d.send(new GetItemCommand({ TableName: process.env.TABLE }))
  await d.send(new PutItemCommand({ TableName: process.env.ARN }))
  await n.send(new PublishCommand({ TopicArn: process.env.TOPIC }))
}
