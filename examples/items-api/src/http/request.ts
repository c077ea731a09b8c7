import type { APIGatewayProxyEvent } from 'aws-lambda'
import { badRequest } from './respond'

export function pathParameter(event: APIGatewayProxyEvent, name: string): string {
  const value = event.pathParameters?.[name]
  if (!value) throw badRequest(`The path has no ${name}`)
  return decodeURIComponent(value)
}

export function jsonBody(event: APIGatewayProxyEvent): Record<string, unknown> {
  const text = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString('utf8') : event.body
  let body: unknown
  try {
    body = JSON.parse(text ?? '')
  } catch {
    throw badRequest('The body is not JSON')
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw badRequest('The body is not an object')
  return body as Record<string, unknown>
}

export function pageSize(event: APIGatewayProxyEvent, most = 100): number {
  const asked = Number(event.queryStringParameters?.limit ?? 25)
  return Number.isInteger(asked) && asked > 0 ? Math.min(asked, most) : 25
}
