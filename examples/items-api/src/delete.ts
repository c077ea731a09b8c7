import { pathParameter } from './http/request'
import { notFound, route } from './http/respond'
import { items } from './items/repository'

export const handler = route(async (event) => {
  const id = pathParameter(event, 'id')
  if (!(await items.delete(id))) throw notFound(`Item ${id}`)
  return { statusCode: 204, body: '' }
})
