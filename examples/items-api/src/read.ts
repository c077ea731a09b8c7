import { pathParameter } from './http/request'
import { json, notFound, route } from './http/respond'
import { items } from './items/repository'

export const handler = route(async (event) => {
  const id = pathParameter(event, 'id')
  const item = await items.find(id)
  if (!item) throw notFound(`Item ${id}`)
  return json(200, item)
})
