/** `rolewright audit LOGS...`: what roles used, what was refused, and what nobody can know. */
import { auditOf, parseRolePolicies, parseSelectors, writeFacts } from '../../audit/index.js'
import { ok, type Problem, type Result } from '../../outcome/index.js'
import { type AppOptions, defineAppOptions, generateFor } from '../app-options.js'
import { defineLogOptions, isEmpty, type LogOptions, readLogs, selectionOf } from '../audit-options.js'
import { readText } from '../can-options.js'
import { command } from '../command.js'
import { noAccounts, printedTables } from '../engine-options.js'
import { EXIT, type ExitStatus } from '../exit.js'
import type { Io } from '../io.js'
import { renderAudit } from '../render/audit.js'

interface AuditOptions extends AppOptions, LogOptions {
  readonly app?: string
  readonly policies?: string
  readonly selectors?: string
  readonly removeUnused?: boolean
  readonly strict?: boolean
}

export const audit = command<AuditOptions>({
  define: (it) =>
    defineAppOptions(
      defineLogOptions(
        it
          .argument('<logs...>', 'files, folders and `s3://BUCKET/PREFIX` of CloudTrail logs; `-`: standard input')
          .option('--app <app>', 'compare with an app: what its code needs, and what its template grants')
          .option('--policies <file>', 'compare with policies: what `aws iam get-account-authorization-details` prints')
          .option(
            '--selectors <file>',
            'what trails record: what `aws cloudtrail get-event-selectors` or `get-event-data-store` prints, or a list of that (default: seen from the logs)',
          )
          .option('--remove-unused', 'with `--policies`: print them without what nobody used and the logs would have shown')
          .option('--strict', 'end with status 3 where files were set aside'),
      ),
    ),
  async run({ args, options }, io) {
    if (options.printTables === true) return printTables([args[0] ?? []].flat(), options, io)
    const policies = read(options.policies, parseRolePolicies, io)
    if (!policies.ok) return io.fail(policies.error)
    const selectors = read(options.selectors, parseSelectors, io)
    if (!selectors.ok) return io.fail(selectors.error)
    const generation = options.app === undefined ? ok(null) : await generateFor([options.app], options, io)
    if (!generation.ok) return io.fail(generation.error)
    const logs = await readLogs([args[0] ?? []].flat(), options, io)
    if (!logs.ok) return io.fail(logs.error)
    const { trail, factsFile } = logs.value
    const result = await auditOf(trail, { generation: generation.value, policies: policies.value, recorded: selectors.value })
    const kept = factsFile === null ? ok(null) : writeFacts(factsFile, trail.toSave())
    const removes = options.removeUnused === true
    const proposals = Object.fromEntries(removes ? result.proposals : [])
    io.answer(removes ? { ...result.audit, proposals } : result.audit, () =>
      renderAudit(result, io.style, {
        removes,
        compared: policies.value !== null || generation.value !== null,
        selected: selectors.value !== null,
      }),
    )
    if (!kept.ok) return io.failBeside(kept.error)
    if (isEmpty(trail)) return EXIT.unknown
    return options.strict === true && result.audit.read.quarantined.length > 0 ? EXIT.unknown : EXIT.yes
  },
})

function printTables(logs: readonly string[], options: AuditOptions, io: Io): ExitStatus {
  const selection = selectionOf(options)
  if (selection.accounts.length === 0) return io.fail(noAccounts)
  const statements = printedTables(logs[0] ?? '', options, selection)
  io.answer(statements, () => statements.map((statement) => `${statement};`).join('\n\n'))
  return EXIT.yes
}

type Parse<T> = (text: string, file: string) => Result<T, readonly Problem[]>

function read<T>(file: string | undefined, parse: Parse<T>, io: Io): Result<T | null, readonly Problem[]> {
  if (file === undefined) return ok(null)
  const text = readText(file, io)
  return text.ok ? parse(text.value, file) : text
}
