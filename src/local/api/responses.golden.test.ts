/** What a function returns, and the response that AWS's pages say a client gets. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { proxyReply1, proxyReply2 } from './reply.js'
import { api, request } from './testing/requests.js'

interface Golden {
  readonly name: string
  readonly page: string
  readonly format: '1.0' | '2.0'
  readonly returned: unknown
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

const rows = JSON.parse(readFileSync(new URL('golden/responses.json', import.meta.url), 'utf8')) as readonly Golden[]

test.each(rows)('$name', ({ format, returned, status, headers, body }) => {
  const payload = Buffer.from(JSON.stringify(returned))
  const reply = format === '1.0' ? proxyReply1(api({ kind: 'rest' }), request(), payload) : proxyReply2(payload)
  const named = reply?.headers.map(([name, value]) => [name.toLowerCase(), value]).sort()
  const given = headers.filter(([name]) => name !== 'content-type' || format === '2.0')
  expect({ status: reply?.status, body: String(reply?.body ?? '') }).toEqual({ status, body })
  for (const header of given) expect(named).toContainEqual(header)
  // API Gateway may add the type of the content, and nothing else.
  expect(named?.filter(([name]) => name !== 'content-type')).toEqual(headers.filter(([name]) => name !== 'content-type'))
})
