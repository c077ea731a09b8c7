/**
 * Code that asks whether an object is missing gets 403 instead of 404 without `s3:ListBucket`. That is offered, and not
 * granted: listing a bucket shows more than whether one object is there.
 * Source: Amazon S3 API Reference, "GetObject" and "HeadObject", permissions.
 */
import type { Finding } from '../outcome/index.js'
import { literalOf, printSym, splitSym, symText } from '../policy/index.js'
import type { Call } from '../trace/index.js'
import type { Atom } from './atom.js'
import { member } from './input.js'

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

/**
 * A copy takes the tags of its source along unless the call says otherwise. S3 asks for reading and writing them only where
 * the source has tags, which no source code says: that is offered, and not granted.
 * Source: Amazon S3 API Reference, "CopyObject", `x-amz-tagging-directive`; AWS CLI Command Reference, "s3 cp", `--copy-props`.
 */
export function offeredTags(id: string, calls: readonly Call[], atoms: readonly Atom[]): readonly Finding[] {
  const copies = calls.filter((call) => call.service === 's3' && call.operation === 'CopyObject' && copiesTags(call))
  const found = copies.flatMap((call): Finding[] => {
    const from = resourcesOf(call, 's3:GetObject', atoms).join(', ')
    const to = resourcesOf(call, 's3:PutObject', atoms).join(', ')
    if (from === '' || to === '') return []
    return [
      {
        code: 'needs/copied-tags-offered',
        severity: 'info',
        subject: id,
        message: `where an object has tags, its copy needs \`s3:GetObjectTagging\` on \`${from}\` and \`s3:PutObjectTagging\` on \`${to}\``,
        hint: "add both under `add` in rolewright.config.yaml where objects have tags, or set `TaggingDirective: 'REPLACE'` in the call",
        at: call.at,
      },
    ]
  })
  return [...new Map(found.map((each) => [`${each.message} ${each.at?.file}:${each.at?.line}`, each])).values()]
}

const copiesTags = ({ input }: Call): boolean => {
  const { values, missing } = member(input, 'TaggingDirective')
  return values.length === 0 && missing !== 'open'
}

const resourcesOf = (call: Call, action: string, atoms: readonly Atom[]): readonly string[] => [
  ...new Set(atoms.filter((a) => a.action === action && isAt(a, call)).map((a) => printSym(a.resource))),
]

const isAt = ({ evidence }: Atom, { at }: Call): boolean => evidence?.at.line === at.line && evidence.at.file === at.file

const bucketsOf = (call: Call, atoms: readonly Atom[]): readonly string[] => [
  ...new Set(
    atoms
      .filter((a) => a.action.startsWith('s3:GetObject') && isAt(a, call))
      .map((a) => splitSym(a.resource, '/', 2)[0] ?? symText('*'))
      .filter((bucket) => literalOf(bucket) !== '*')
      .map(printSym),
  ),
]
