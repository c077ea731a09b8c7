/** `--engine athena|trino`: the trail is asked where it lies. */
import { type Command, Option } from 'commander'
import {
  askEngine,
  athena,
  type EngineName,
  type QueryEngine,
  type Selection,
  type Trail,
  tableStatements,
  trino,
  viewName,
} from '../audit/index.js'
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import type { Io } from './io.js'

export interface EngineOptions {
  readonly engine?: EngineName
  readonly endpoint?: string
  readonly catalog?: string
  readonly database?: string
  readonly table?: string
  readonly workgroup?: string
  readonly output?: string
  readonly printTables?: boolean
  readonly createTables?: boolean
}

export const defineEngineOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--engine <name>', 'ask a query engine instead of reading files; LOGS is then `s3://BUCKET/AWSLogs[/O-ID]`').choices([
        'athena',
        'trino',
      ]),
    )
    .option('--endpoint <url>', 'where Trino, or S3 and Athena, are asked')
    .option('--catalog <name>', "the engine's catalog (default: hive; for Athena AwsDataCatalog)")
    .option('--database <name>', 'the schema of the table (default: default)')
    .option('--table <name>', 'the table of the trail (default: cloudtrail)')
    .option('--workgroup <name>', "Athena's workgroup")
    .option('--output <url>', "where Athena puts results (default: its workgroup's place)")
    .option('--print-tables', 'print the definitions of the table and its view, and end')
    .option('--create-tables', 'create the table and its view first')

/** Regions that are on in every account. Source: Account Management Reference Guide, "Enable or disable AWS Regions in your account". */
const REGIONS = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'sa-east-1',
]

/** The first day of a table that nobody said another day for. Source: AWS's announcement of CloudTrail. */
const FIRST_DAY = '2013-11-13'

/** @returns the definitions, or null where `--print-tables` did not ask for them */
export function printedTables(location: string, options: EngineOptions, selection: Selection): readonly string[] {
  return tableStatements(options.engine ?? 'athena', tableOptions(location, options, selection))
}

function tableOptions(location: string, options: EngineOptions, { accounts, regions, since, until }: Selection) {
  const catalog = options.engine === 'trino' ? `${options.catalog ?? 'hive'}.` : ''
  return {
    location: location.replace(/\/$/, ''),
    accounts,
    regions: regions.length > 0 ? regions : REGIONS,
    from: since ?? FIRST_DAY,
    until: until ?? `${new Date().getUTCFullYear() + 1}-12-31`,
    schema: `${catalog}${options.database ?? 'default'}.`,
    table: options.table ?? 'cloudtrail',
  }
}

export async function readByEngine(
  location: string,
  options: EngineOptions,
  selection: Selection,
  io: Io,
): Promise<Result<Trail, readonly Problem[]>> {
  const engine = await connected(options, io)
  if (!engine.ok) return engine
  const table = tableOptions(location, options, selection)
  if (options.createTables === true) {
    for (const statement of tableStatements(options.engine ?? 'athena', table)) {
      io.progress('creating the table')
      const made = await engine.value.run(statement)
      if (!made.ok) return made
    }
  }
  const trail = await askEngine(engine.value, viewName(table), selection, (what) => io.progress(what))
  io.progress(null)
  return trail
}

async function connected(options: EngineOptions, io: Io): Promise<Result<QueryEngine, readonly Problem[]>> {
  if (options.engine === 'athena') {
    return ok(
      await athena({
        catalog: options.catalog ?? 'AwsDataCatalog',
        database: options.database ?? 'default',
        workgroup: options.workgroup ?? null,
        output: options.output ?? null,
        endpoint: options.endpoint ?? null,
      }),
    )
  }
  if (options.endpoint === undefined) return fail([noEndpoint])
  return ok(
    trino({
      endpoint: options.endpoint,
      user: io.env.TRINO_USER ?? 'rolewright',
      password: io.env.TRINO_PASSWORD ?? null,
      catalog: options.catalog ?? 'hive',
      schema: options.database ?? 'default',
    }),
  )
}

const noEndpoint: Problem = {
  code: 'audit/no-endpoint',
  message: 'Trino is asked at an address, and none is given',
  hint: 'give `--endpoint http://HOST:8080`; `TRINO_USER` and `TRINO_PASSWORD` are read from the environment',
  at: null,
}

export const noAccounts: Problem = {
  code: 'audit/no-accounts',
  message: 'a table over a trail is projected over accounts, and none is given',
  hint: 'give `--accounts ID...`',
  at: null,
}
