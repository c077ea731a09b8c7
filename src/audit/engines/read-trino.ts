/** Trino over HTTP. Source: Trino documentation, "Trino client REST API". */
import { fail, ok, type Problem } from '../../outcome/index.js'
import type { QueryEngine } from './ask.js'
import type { Cell } from './rows.js'

export interface TrinoOptions {
  /** `http://HOST:PORT` */
  readonly endpoint: string
  readonly user: string
  /** Only over https; null: none. */
  readonly password: string | null
  readonly catalog: string
  readonly schema: string
}

interface Answer {
  readonly nextUri?: string
  readonly data?: readonly (readonly Cell[])[]
  readonly error?: { readonly message?: string; readonly errorName?: string }
}

/** @errors `audit/engine-failed`, with the engine's own words */
export function trino({ endpoint, user, password, catalog, schema }: TrinoOptions): QueryEngine {
  const headers: Record<string, string> = {
    'X-Trino-User': user,
    'X-Trino-Catalog': catalog,
    'X-Trino-Schema': schema,
    'X-Trino-Source': 'rolewright',
    // Days without events have no folder.
    'X-Trino-Session': `${catalog}.ignore_absent_partitions=true`,
  }
  if (password !== null) headers.Authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  return {
    run: async (sql) => {
      const rows: (readonly Cell[])[] = []
      try {
        let answer = await asked(new URL('/v1/statement', endpoint), { method: 'POST', headers, body: sql })
        for (;;) {
          if (answer.error !== undefined) return fail([failed(answer.error.message ?? answer.error.errorName ?? 'no reason given')])
          for (const row of answer.data ?? []) rows.push(row)
          if (answer.nextUri === undefined) return ok(rows)
          answer = await asked(new URL(answer.nextUri), { headers })
        }
      } catch (thrown) {
        return fail([
          failed(
            thrown instanceof Error
              ? `${thrown.message}${thrown.cause instanceof Error ? `: ${thrown.cause.message}` : ''}`
              : String(thrown),
          ),
        ])
      }
    },
  }
}

/** A server that is busy is asked again, as its protocol says. */
async function asked(url: URL, init: RequestInit): Promise<Answer> {
  for (let tries = 0; ; tries++) {
    const response = await fetch(url, init)
    if (response.ok) return (await response.json()) as Answer
    if (![502, 503, 504].includes(response.status) || tries === 20) throw new Error(`${url.origin} answered ${response.status}`)
    await new Promise((resolve) => setTimeout(resolve, 50 + tries * 50))
  }
}

export const failed = (why: string): Problem => ({
  code: 'audit/engine-failed',
  message: `the query engine did not answer: ${why}`,
  hint: 'look whether it runs, and whether the table is there: `--print-tables` shows its definition',
  at: null,
})
