// DuckDB on the same files: the columns that count, typed, grouped by role, source, name and first resource. Its own readers,
// on as many threads as there are cores. `node audit-duckdb.mjs GLOB [dedup]` prints the number of events it counted.
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { fileURLToPath, pathToFileURL } from 'node:url'

const peers = fileURLToPath(new URL('../peers/package.json', import.meta.url))
const { DuckDBInstance } = await import(pathToFileURL(createRequire(peers).resolve('@duckdb/node-api')).href)
const [glob, dedup] = process.argv.slice(2)

const COLUMNS = `{Records: 'STRUCT(eventTime VARCHAR, eventSource VARCHAR, eventName VARCHAR, awsRegion VARCHAR, errorCode VARCHAR, errorMessage VARCHAR, eventID VARCHAR, userIdentity STRUCT("type" VARCHAR, arn VARCHAR, principalId VARCHAR, sessionContext STRUCT(sessionIssuer STRUCT(arn VARCHAR, principalId VARCHAR))), resources STRUCT(ARN VARCHAR)[])[]'}`
// Files of 100,000 events are larger than its default allows.
const RECORDS = `(select unnest(Records) as r from read_json('${glob}', columns = ${COLUMNS}, maximum_object_size = 2000000000))`
const ONCE = `(select any_value(r) as r from ${RECORDS} group by r.eventID)`

const instance = await DuckDBInstance.create(':memory:', { threads: String(availableParallelism()) })
const connection = await instance.connect()
const result = await connection.runAndReadAll(`
  select r.userIdentity.sessionContext.sessionIssuer.arn as principal, r.eventSource as source, r.eventName as name, r.resources[1].ARN as resource,
    count(*) as calls, count(*) filter (where r.errorCode = 'AccessDenied' or r.errorCode = 'AccessDeniedException') as denied,
    min(r.eventTime) as began, max(r.eventTime) as ended
  from ${dedup === 'dedup' ? ONCE : RECORDS}
  group by 1, 2, 3, 4`)
const rows = result.getRows()
console.log(String(rows.reduce((sum, row) => sum + Number(row[4]), 0)))
