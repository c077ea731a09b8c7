/**
 * Code that asks whether an object is missing gets 403 instead of 404 without `s3:ListBucket`. That is offered, and not
 * granted: listing a bucket shows more than whether one object is there.
 * Source: Amazon S3 API Reference, "GetObject" and "HeadObject", permissions.
 */
import type { Finding } from '../outcome/index.js'
import { literalOf, printSym, splitSym, symText } from '../policy/index.js'
import type { Call } from '../trace/index.js'
import type { Atom } from './atom.js'

const MISSING = new Set(['nosuchkey', 'notfound', '404', 'nosuchkeyexception'])

const ASKING = new Set(['GetObject', 'HeadObject'])

export function offeredLists(id: string, calls: readonly Call[], atoms: readonly Atom[]): readonly Finding[] {
  const listed = new Set(atoms.filter((a) => a.action === 's3:ListBucket').map((a) => printSym(a.resource)))
  const out = new Map<string, Finding>()
  for (const call of calls) {
    if (call.service !== 's3' || !ASKING.has(call.operation) || !call.handles.some((h) => MISSING.has(h.toLowerCase()))) continue
    for (const bucket of bucketsOf(call, atoms)) {
      if (listed.has(bucket)) continue
      out.set(`${bucket} ${call.at.file}:${call.at.line}`, {
        code: 'needs/list-bucket-offered',
        severity: 'info',
        subject: id,
        message: `the code asks whether an object is missing, and S3 answers 403 for that without \`s3:ListBucket\` on \`${bucket}\``,
        hint: 'add it under `add` in rolewright.config.yaml where the difference matters',
        at: call.at,
      })
    }
  }
  return [...out.values()]
}

const bucketsOf = (call: Call, atoms: readonly Atom[]): readonly string[] => [
  ...new Set(
    atoms
      .filter((a) => a.action.startsWith('s3:GetObject') && a.evidence?.at.line === call.at.line && a.evidence?.at.file === call.at.file)
      .map((a) => splitSym(a.resource, '/', 2)[0] ?? symText('*'))
      .filter((bucket) => literalOf(bucket) !== '*')
      .map(printSym),
  ),
]
