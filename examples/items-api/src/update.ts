import { jsonBody, pathParameter } from './http/request'
import { json, notFound, route } from './http/respond'
import { parseItem } from './items/item'
import { items } from './items/repository'

export const handler = route(async (event) => {
  const id = pathParameter(event, 'id')
  const item = await items.update(id, parseItem(jsonBody(event)))
  if (!item) throw notFound(`Item ${id}`)
  return json(200, item)
})
