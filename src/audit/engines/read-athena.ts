/** Athena by the AWS SDK. Source: Athena API Reference, "StartQueryExecution", "GetQueryExecution", "GetQueryResults". */
import { fail, ok } from '../../outcome/index.js'
import type { QueryEngine } from './ask.js'
import { failed } from './read-trino.js'
import type { Cell } from './rows.js'

export interface AthenaOptions {
  readonly catalog: string
  readonly database: string
  readonly workgroup: string | null
  /** `s3://BUCKET/PREFIX` for results; null: the workgroup's. */
  readonly output: string | null
  readonly endpoint: string | null
}

/** @errors `audit/engine-failed`, with the engine's own words */
export async function athena({ catalog, database, workgroup, output, endpoint }: AthenaOptions): Promise<QueryEngine> {
  const { AthenaClient, GetQueryExecutionCommand, GetQueryResultsCommand, StartQueryExecutionCommand } = await import(
    '@aws-sdk/client-athena'
  )
  const client = new AthenaClient(endpoint === null ? {} : { endpoint })
  const started = async (sql: string): Promise<string> => {
    const { QueryExecutionId } = await client.send(
      new StartQueryExecutionCommand({
        QueryString: sql,
        QueryExecutionContext: { Catalog: catalog, Database: database },
        ...(workgroup === null ? {} : { WorkGroup: workgroup }),
        ...(output === null ? {} : { ResultConfiguration: { OutputLocation: output } }),
      }),
    )
    return QueryExecutionId ?? ''
  }
  const ended = async (id: string): Promise<string | null> => {
    for (let waitMs = 250; ; waitMs = Math.min(waitMs * 1.5, 5000)) {
      const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId: id }))
      const state = QueryExecution?.Status?.State
      if (state === 'SUCCEEDED') return null
      if (state === 'FAILED' || state === 'CANCELLED')
        return QueryExecution?.Status?.StateChangeReason ?? `the query was ${state.toLowerCase()}`
      await new Promise((resolve) => setTimeout(resolve, waitMs))
    }
  }
  return {
    run: async (sql) => {
      try {
        const id = await started(sql)
        const fault = await ended(id)
        if (fault !== null) return fail([failed(fault)])
        const rows: (readonly Cell[])[] = []
        let token: string | undefined
        // The first row of a select names its columns.
        let skip = /^\s*(with|select)\b/i.test(sql) ? 1 : 0
        do {
          const page = await client.send(
            new GetQueryResultsCommand({ QueryExecutionId: id, ...(token === undefined ? {} : { NextToken: token }) }),
          )
          for (const { Data } of (page.ResultSet?.Rows ?? []).slice(skip))
            rows.push((Data ?? []).map(({ VarCharValue }) => VarCharValue ?? null))
          skip = 0
          token = page.NextToken
        } while (token !== undefined)
        return ok(rows)
      } catch (thrown) {
        return fail([failed(thrown instanceof Error ? thrown.message : String(thrown))])
      }
    },
  }
}
