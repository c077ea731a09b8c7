import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'

/** An answer that is thrown: whoever finds out that a request cannot be served says how it ends. */
export class HttpError extends Error {
  constructor(
    readonly statusCode: number,
    message: string,
  ) {
    super(message)
  }
}

export const notFound = (what: string) => new HttpError(404, `${what} was not found`)
export const badRequest = (why: string) => new HttpError(400, why)

export function json(statusCode: number, body: unknown): APIGatewayProxyResult {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

export const redirect = (location: string): APIGatewayProxyResult => ({ statusCode: 302, headers: { location }, body: '' })

type Route = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>

/** Wraps a route, so that every function answers errors alike. */
export function route(handle: Route): Route {
  return async (event) => {
    try {
      return await handle(event)
    } catch (error) {
      if (error instanceof HttpError) return json(error.statusCode, { message: error.message })
      console.error(JSON.stringify({ requestId: event.requestContext?.requestId, error: String(error) }))
      return json(500, { message: 'Internal error' })
    }
  }
}
