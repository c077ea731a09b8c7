import type { ScheduledEvent } from 'aws-lambda'
import { putReport } from './files/store'
import { signedGet } from './http/signed'

interface Exported {
  Items: { price?: { N: string }; tags?: { L: { S: string }[] } }[]
}

/** Once a day: how many items there are, what they are worth, and which tags they carry. */
export async function handler(event: ScheduledEvent): Promise<void> {
  const exported = (await signedGet(`${process.env.API_URL}/export`)) as Exported
  const prices = exported.Items.map((item) => Number(item.price?.N ?? 0))
  const tags = new Set(exported.Items.flatMap((item) => item.tags?.L.map((tag) => tag.S) ?? []))
  const key = await putReport(event.time.slice(0, 10), {
    items: prices.length,
    worth: prices.reduce((sum, price) => sum + price, 0),
    tags: [...tags].sort(),
  })
  console.log(JSON.stringify({ report: key, items: prices.length }))
}
