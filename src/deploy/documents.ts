/** Documents as IAM holds them: compared by what they say, measured as IAM counts. */
import type { Document } from './types.js'

/** Members in one order, so that equal documents have equal texts; lists keep theirs. */
export const canonical = (value: unknown): string => JSON.stringify(sorted(value))

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]))
}

export const sameDocument = (a: Document | null | undefined, b: Document | null | undefined): boolean =>
  a !== null && a !== undefined && b !== null && b !== undefined && canonical(a) === canonical(b)

/** As it is sent: white space does not count against quotas. */
export const printDocument = (document: Document): string => JSON.stringify(document)

/** Get calls answer with percent-encoded JSON. @returns null where the text is none */
export function parseDocument(text: unknown): Document | null {
  if (typeof text !== 'string') return null
  for (const candidate of [text, decoded(text)]) {
    try {
      const value: unknown = JSON.parse(candidate)
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Document
    } catch {}
  }
  return null
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export function statementsOf(document: Document): readonly unknown[] {
  const statement = document.Statement
  return statement === undefined ? [] : Array.isArray(statement) ? statement : [statement]
}

/** Both documents in one: what either allows is allowed, what either denies is denied. Sids go, since they could clash. */
export function union(a: Document, b: Document): Document {
  const withoutSid = (statement: unknown): unknown => {
    if (typeof statement !== 'object' || statement === null) return statement
    const { Sid: _, ...rest } = statement as Record<string, unknown>
    return rest
  }
  const all = [...statementsOf(a), ...statementsOf(b)].map(withoutSid)
  const unique = [...new Map(all.map((statement) => [canonical(statement), statement])).values()]
  return { Version: '2012-10-17', Statement: unique }
}
