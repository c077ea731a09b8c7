/** `rolewright diff A B`: which requests were gained and lost from A to B, by subject. */
import type { Problem, Result } from '../../outcome/index.js'
import { fail, ok } from '../../outcome/index.js'
import { parseSubjects, summarize } from '../../prove/index.js'
import { type AccessDiff, type AccessRegion, diffAccess } from '../../review/index.js'
import { type AppOptions, defineAppOptions } from '../app-options.js'
import { command } from '../command.js'
import { type DiffSide, readSide } from '../diff-side.js'
import { EXIT } from '../exit.js'
import { renderAccessDiff } from '../render/access-diff.js'

export const diff = command<AppOptions>({
  define: (it) =>
    defineAppOptions(
      it
        .argument('<a>', 'an app, a lockfile, a file of policies, or one of them as `REV:PATH` of git (`-`: standard input)')
        .argument('<b>', 'the same, later'),
    ),
  async run({ args, options }, io) {
    const [a = '', b = ''] = args.map(String)
    const before = await readSide(a, 'a', options, io)
    if (!before.ok) return io.fail(before.error)
    const after = await readSide(b, 'b', options, io)
    if (!after.ok) return io.fail(after.error)
    const found = diffOf(before.value, after.value)
    if (!found.ok) return io.fail(found.error)
    const { equal, subjects, unknown } = found.value
    io.answer({ equal, subjects: Object.fromEntries(subjects) }, () => renderAccessDiff(found.value, { a, b }, io.style))
    if (unknown.length > 0) io.note(`not known in full: ${unknown.join(', ')}`)
    return equal ? EXIT.yes : subjects.size === 0 ? EXIT.unknown : EXIT.no
  },
})

function diffOf(before: DiffSide, after: DiffSide): Result<AccessDiff, readonly Problem[]> {
  if (before.kind === 'access' && after.kind === 'access') return ok(diffAccess(before.lock, after.lock))
  if (before.kind !== 'policies' || after.kind !== 'policies') return fail([differentKinds])
  const subjects = parseSubjects(before.text, after.text, null)
  if (!subjects.ok) return subjects
  const { gained, lost, complete } = summarize(...subjects.value)
  const withEvidence = (region: (typeof gained)[number]): AccessRegion => ({ ...region, evidence: [] })
  const differs = gained.length + lost.length > 0
  return ok({
    equal: !differs && complete.verdict === 'proved',
    subjects: new Map(differs ? [['policy', { gained: gained.map(withEvidence), lost: lost.map(withEvidence) }]] : []),
    unknown: complete.verdict === 'proved' ? [] : ['policy'],
  })
}

const differentKinds: Problem = {
  code: 'cli/different-kinds',
  message: 'one side is an app or a lockfile, and the other is a file of policies',
  hint: 'name two of a kind',
  at: null,
}
