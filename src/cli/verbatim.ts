/** `--layout five-roles --verbatim`: the five broad documents as guides write them, for an account, a table and a bucket. */
import { type Command, Option } from 'commander'
import { type VerbatimPolicy, verbatimPolicies } from '../roles/index.js'
import { EXIT, type ExitStatus } from './exit.js'
import type { Io } from './io.js'
import type { Style } from './style.js'

export interface VerbatimOptions {
  readonly verbatim?: boolean
  readonly account?: string
  readonly region?: string
  readonly table?: string
  readonly bucket?: string
}

export const defineVerbatimOptions = (command: Command): Command =>
  command
    .addOption(new Option('--verbatim', 'print the five roles as guides write them, without an app').implies({ layout: 'five-roles' }))
    .option('--table <name>', 'with --verbatim: the name of the table')
    .option('--bucket <name>', 'with --verbatim: the name of the bucket')

export function answerVerbatim({ account, region, table, bucket }: VerbatimOptions, io: Io): ExitStatus {
  const policies = verbatimPolicies({
    ...(account !== undefined && { account }),
    ...(region !== undefined && { region }),
    ...(table !== undefined && { table }),
    ...(bucket !== undefined && { bucket }),
  })
  io.answer(policies, () => renderVerbatim(policies, io.style))
  return EXIT.yes
}

const renderVerbatim = (policies: readonly VerbatimPolicy[], style: Style): string =>
  policies.map((p) => `${style.bold(p.role)}  ${style.cyan(p.policy)}\n${JSON.stringify(p.document, null, 2)}`).join('\n\n')
