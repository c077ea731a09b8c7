/** `--strict`: an answer that rests on anything but resolved values is not good enough. */
import type { Generated } from '../generate/index.js'

/** What is not resolved, one line each, sorted; empty where all is. */
export function notResolved(generated: Generated): string[] {
  const subjects = [...Object.entries(generated.functions), ...Object.entries(generated.principals)]
  const guessed = subjects.flatMap(([id, { grants }]) =>
    grants
      .filter((g) => g.certainty !== 'resolved' && g.kind !== 'added')
      .map((g) => `${id}: ${g.actions.join(', ')} is ${g.kind === 'declared' ? 'kept as declared' : g.certainty}`),
  )
  const open = Object.entries(generated.functions).flatMap(([id, f]) =>
    f.unresolved.map((u) => `${id}: ${u.message} (${u.file}:${u.line})`),
  )
  const ofPrincipals = generated.findings
    .filter(({ code, subject }) => /^needs\/(unknown-|unread-|forwarded)/.test(code) && Object.hasOwn(generated.principals, subject))
    .map(({ subject, message, at }) => `${subject}: ${message} (${at?.file}:${at?.line})`)
  return [...guessed, ...open, ...ofPrincipals].sort()
}
