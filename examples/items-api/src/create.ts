import { jsonBody } from './http/request'
import { json, route } from './http/respond'
import { parseItem } from './items/item'
import { items } from './items/repository'

export const handler = route(async (event) => {
  const item = await items.create(parseItem(jsonBody(event)))
  return json(201, item)
})
