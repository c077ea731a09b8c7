/** `rolewright audit LOGS...`: what roles used, what was refused, and what nobody can know. */
import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { auditOf, everything, readTrail } from '../../audit/index.js'
import type { Problem } from '../../outcome/index.js'
import { command } from '../command.js'
import { EXIT } from '../exit.js'
import { renderAudit } from '../render/audit.js'

interface AuditOptions {
  readonly strict?: boolean
}

export const audit = command<AuditOptions>({
  define: (it) =>
    it
      .argument('<logs...>', 'files and folders of CloudTrail logs; `-`: standard input')
      .option('--strict', 'end with status 3 where files were set aside'),
  async run({ args, options }, io) {
    const logs = [args[0] ?? []].flat()
    const paths = logs.filter((one) => one !== '-').map((one) => resolve(io.cwd, one))
    const missing = paths.find((path) => !existsSync(path))
    if (missing !== undefined) return io.fail(noLogs(relative(io.cwd, missing)))
    const trail = await readTrail({
      paths,
      stdin: logs.includes('-') ? (io.stdin as Readable) : null,
      selection: everything,
      threads: null,
      onProgress: ({ files, ofFiles }) => io.progress(`${files} of ${ofFiles} files`),
      nameOf: (path) => relative(io.cwd, path),
    })
    io.progress(null)
    const answer = auditOf(trail)
    io.answer(answer, () => renderAudit(answer, io.style))
    return options.strict === true && answer.read.quarantined.length > 0 ? EXIT.unknown : EXIT.yes
  },
})

const noLogs = (given: string): Problem => ({
  code: 'audit/no-such-logs',
  message: `there is no file or folder \`${given}\``,
  hint: 'give a folder of CloudTrail files, a file, or `-` for standard input',
  at: null,
})
