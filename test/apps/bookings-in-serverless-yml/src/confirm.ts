import { SendEmailCommand, SESClient } from '@aws-sdk/client-ses'
import { confirmed } from './rooms'

const mail = new SESClient({})

export const main = async (event: { Records: { body: string }[] }) => {
  for (const { body } of event.Records) {
    const { room, address } = JSON.parse(body)
    await confirmed(room)
    await mail.send(
      new SendEmailCommand({
        Source: process.env.MAIL_FROM,
        Destination: { ToAddresses: [address] },
        Message: { Subject: { Data: 'Your room' }, Body: { Text: { Data: room } } },
      }),
    )
  }
}
