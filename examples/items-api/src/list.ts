import { pageSize } from './http/request'
import { json, route } from './http/respond'
import { items } from './items/repository'

export const handler = route(async (event) => {
  const after = event.queryStringParameters?.after
  return json(200, await items.list(pageSize(event), after))
})
