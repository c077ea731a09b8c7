import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'

const rooms = DynamoDBDocumentClient.from(new DynamoDBClient({}))
const TableName = process.env.ROOMS

export const reserve = (room: string, night: string, guest: string) =>
  rooms.send(new PutCommand({ TableName, Item: { room, night, guest }, ConditionExpression: 'attribute_not_exists(room)' }))

export const confirmed = (room: string) =>
  rooms.send(new UpdateCommand({ TableName, Key: { room }, UpdateExpression: 'SET confirmed = :yes', ExpressionAttributeValues: { ':yes': true } }))

export const arriving = (night: string) =>
  rooms.send(
    new QueryCommand({ TableName, IndexName: 'by-night', KeyConditionExpression: 'night = :night', ExpressionAttributeValues: { ':night': night } }),
  )
