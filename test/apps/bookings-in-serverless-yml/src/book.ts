import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { reserve } from './rooms'

const queue = new SQSClient({})

export const main = async (event: { pathParameters: { room: string }; body: string }) => {
  const { night, guest } = JSON.parse(event.body)
  await reserve(event.pathParameters.room, night, guest)
  await queue.send(new SendMessageCommand({ QueueUrl: process.env.CONFIRMATIONS, MessageBody: event.body }))
  return { statusCode: 202 }
}
