/** Looks at what was put, between the beats. */
import { printDocument } from './documents.js'
import type { Draft } from './draft.js'
import type { Document, WantedPolicy, WantedRole } from './types.js'

export function readBack(wanted: WantedRole, next: readonly WantedPolicy[] = []): Draft {
  const shown = next.length > 0 ? next : wanted.policies
  return {
    beat: 'verify',
    call: 'verify:read-back',
    input: {
      RoleName: wanted.name,
      policies: shown.map(({ name, kind, document }) => ({ name, kind, path: wanted.path, document: printDocument(document) })),
    },
  }
}

/** Reads are consistent at once, enforcement lags. Source: IAM User Guide, "Changes that I make are not always immediately visible". */
const PROPAGATION_MS = 10_000
export const propagation = (): Draft => ({ beat: 'verify', call: 'verify:propagation', input: { ms: PROPAGATION_MS } })

/** What the role should allow, asked of AWS where it answers: one request a statement, of literal actions and resources. */
export function simulate({ policies }: WantedRole, arn: string): readonly Draft[] {
  const requests = policies.flatMap(({ document }) => literalRequests(document)).slice(0, 50)
  return requests.length === 0 ? [] : [{ beat: 'verify', call: 'verify:simulate', input: { PolicySourceArn: arn, requests } }]
}

function literalRequests(document: Document): readonly { readonly action: string; readonly resource: string }[] {
  const statements = Array.isArray(document.Statement) ? (document.Statement as readonly Readonly<Record<string, unknown>>[]) : []
  return statements.flatMap(({ Effect, Action, Resource, Condition }) => {
    if (Effect !== 'Allow' || Condition !== undefined) return []
    const [action] = [Action].flat()
    const [resource] = [Resource].flat()
    if (typeof action !== 'string' || action.includes('*') || typeof resource !== 'string') return []
    return [{ action, resource: resource.replaceAll('*', 'x') === resource || resource === '*' ? resource : resource.replaceAll('*', 'x') }]
  })
}
