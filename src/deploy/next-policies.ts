/**
 * Where the new access is put beside the old for the time of a change: inline while there is room, then as managed
 * policies. From then on every request that both sides allow is allowed, whatever the order of the steps behind it.
 */
import { quotas } from '../policy/index.js'
import { canonical, printDocument, statementsOf } from './documents.js'
import { nextManagedName, nextName } from './owner.js'
import type { Document, WantedPolicy } from './types.js'

export interface NextPolicies {
  readonly policies: readonly WantedPolicy[]
}

const EMPTY_CHARS = printDocument({ Version: '2012-10-17', Statement: [] }).length

/**
 * @param inlineRoom characters that inline policies may still take
 * @param attachRoom policies that may still be attached
 * @returns null where there is no room for it, or where one statement is longer than a policy may be
 */
export function placeNext(role: string, documents: readonly Document[], inlineRoom: number, attachRoom: number): NextPolicies | null {
  const statements = [
    ...new Map(
      documents
        .flatMap(statementsOf)
        .map(withoutSid)
        .map((it) => [canonical(it), it]),
    ).values(),
  ]
  if (statements.length === 0) return { policies: [] }
  const whole: Document = { Version: '2012-10-17', Statement: statements }
  if (printDocument(whole).length <= inlineRoom) return { policies: [{ name: nextName(1), kind: 'inline', document: whole }] }
  const parts = split(statements)
  if (parts === null || parts.length > attachRoom) return null
  return {
    policies: parts.map((part, i) => ({
      name: nextManagedName(role, i + 1),
      kind: 'managed',
      document: { Version: '2012-10-17', Statement: part },
    })),
  }
}

/** Sids of several documents can be alike. */
function withoutSid(statement: unknown): unknown {
  if (typeof statement !== 'object' || statement === null) return statement
  const { Sid: _, ...rest } = statement as Readonly<Record<string, unknown>>
  return rest
}

function split(statements: readonly unknown[]): readonly (readonly unknown[])[] | null {
  const parts: unknown[][] = []
  let size = Number.POSITIVE_INFINITY
  for (const statement of statements) {
    const length = JSON.stringify(statement).length + 1
    if (EMPTY_CHARS + length > quotas.managedPolicyChars) return null
    if (size + length > quotas.managedPolicyChars) {
      parts.push([])
      size = EMPTY_CHARS
    }
    parts.at(-1)?.push(statement)
    size += length
  }
  return parts
}
