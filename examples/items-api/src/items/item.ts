import { badRequest } from '../http/respond'

export interface Item {
  id: string
  name: string
  price: number
  tags: string[]
  createdAt: string
  updatedAt: string
}

export type ItemInput = Pick<Item, 'name' | 'price' | 'tags'>

export function parseItem(body: Record<string, unknown>): ItemInput {
  const { name, price, tags = [] } = body
  if (typeof name !== 'string' || name.trim() === '') throw badRequest('`name` must be a text')
  if (typeof price !== 'number' || !Number.isFinite(price) || price < 0) throw badRequest('`price` must be a number from 0')
  if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === 'string')) throw badRequest('`tags` must be a list of texts')
  return { name: name.trim(), price, tags }
}
