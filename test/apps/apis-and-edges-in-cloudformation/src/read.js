const { DynamoDBClient } = require('@aws-sdk/client-dynamodb')
const { DynamoDBDocument } = require('@aws-sdk/lib-dynamodb')
const db = DynamoDBDocument.from(new DynamoDBClient({}))
exports.handler = async (event) => db.get({ TableName: process.env.TABLE, Key: { id: event.pathParameters.id } })
