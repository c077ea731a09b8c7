/** `rolewright replay LOGS... --app APP`: which recorded requests the proposed roles would refuse. */
import {
  makeJudge,
  type ProposedRole,
  parseRolePolicies,
  proposedRoles,
  refusedCalls,
  replayOf,
  unreadPolicies,
  usageOf,
} from '../../audit/index.js'
import { fail, ok, type Problem, type Result } from '../../outcome/index.js'
import { type AppOptions, defineAppOptions, generateFor } from '../app-options.js'
import { defineLogOptions, isEmpty, type LogOptions, readLogs } from '../audit-options.js'
import { readText } from '../can-options.js'
import { command } from '../command.js'
import { EXIT } from '../exit.js'
import type { Io } from '../io.js'
import { renderReplay } from '../render/audit.js'

interface ReplayOptions extends AppOptions, LogOptions {
  readonly app?: string
  readonly policies?: string
}

export const replay = command<ReplayOptions>({
  define: (it) =>
    defineAppOptions(
      defineLogOptions(
        it
          .argument('<logs...>', 'files, folders and `s3://BUCKET/PREFIX` of CloudTrail logs; `-`: standard input')
          .option('--app <app>', 'the roles that an app generates')
          .option('--policies <file>', 'other proposed roles: `[{ "principal": "ROLE ARN", "policies": { "identity": [] } }]`'),
      ),
    ),
  async run({ args, options }, io) {
    const logs = [args[0] ?? []].flat()
    const proposed = await proposedBy(logs, options, io)
    if (!proposed.ok) return io.fail(proposed.error)
    // Facts of a query engine are judged as they come; standard input cannot be read twice.
    const once = logs.includes('-') || options.engine !== undefined
    const read = await readLogs(logs, options, io, once ? null : proposed.value)
    if (!read.ok) return io.fail(read.error)
    const judge = once ? makeJudge(proposed.value) : null
    const answer = replayOf(read.value.trail.facts, judge)
    const refused = refusedCalls(read.value.trail.facts, judge)
    const calls = read.value.trail.facts.filter(({ denied, checks }) => !denied && checks.length > 0)
    const others = calls.reduce((sum, { count }) => sum + count, 0) - answer.requests
    io.answer(answer, () =>
      renderReplay(answer, { proposed: proposed.value.length, refused, others, read: read.value.trail.read }, io.style),
    )
    if (isEmpty(read.value.trail)) return EXIT.unknown
    return answer.refused.length > 0 ? EXIT.no : EXIT.yes
  },
})

async function proposedBy(
  logs: readonly string[],
  options: ReplayOptions,
  io: Io,
): Promise<Result<readonly ProposedRole[], readonly Problem[]>> {
  if (options.policies !== undefined) {
    const text = readText(options.policies, io)
    if (!text.ok) return text
    const roles = parseRolePolicies(text.value, options.policies)
    if (!roles.ok) return roles
    const proposed = roles.value.map(({ arn, policies }) => ({ arn, session: null, documents: policies }))
    const unread = unreadPolicies(proposed, options.policies)
    return unread.length > 0 ? fail(unread) : ok(proposed)
  }
  if (options.app === undefined) return fail([nothingProposed])
  const generation = await generateFor([options.app], options, io)
  if (!generation.ok) return generation
  // Who is who is seen from the logs: they are read once for the names.
  const read = await readLogs(logs, options, io)
  return read.ok ? ok(await proposedRoles(usageOf(read.value.trail.facts), generation.value)) : read
}

const nothingProposed: Problem = {
  code: 'audit/nothing-proposed',
  message: 'there are no roles to replay the logs with',
  hint: 'give `--app APP` for the roles that it generates, or `--policies FILE`',
  at: null,
}
