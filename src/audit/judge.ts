/**
 * Asks `decide` what a proposed role would have said to recorded calls. Of the caller's side alone: a record does not hold
 * the policies of the resource, so that these are taken to leave it to the caller's account.
 */
import { type Authorizer, authorizer, type NamedDocument } from '../decide/index.js'

export interface ProposedRole {
  /** The role's ARN, as the logs call it. */
  readonly arn: string
  /** The session whose calls it is for: a function that shares its role today; null: all of the role's. */
  readonly session: string | null
  readonly documents: readonly NamedDocument[]
}

export interface Judge {
  readonly knows: (role: string, session: string) => boolean
  /** @returns why the role would refuse it, or null */
  readonly refusal: (role: string, session: string, check: RequestToJudge) => string | null
}

interface RequestToJudge {
  readonly action: string
  readonly resource: string
  readonly context?: Readonly<Record<string, readonly string[]>>
}

export function makeJudge(roles: readonly ProposedRole[]): Judge {
  const byName = new Map(roles.map((role) => [`${role.arn} ${role.session ?? ''}`, role]))
  const compiled = new Map<ProposedRole, Authorizer | string>()
  const proposedFor = (role: string, session: string): ProposedRole | null =>
    byName.get(`${role} ${session}`) ?? byName.get(`${role} `) ?? null
  const authorizerOf = (role: ProposedRole): Authorizer | string => {
    const known = compiled.get(role)
    if (known !== undefined) return known
    const made = authorizerFor(role)
    compiled.set(role, made)
    return made
  }
  return {
    knows: (role, session) => proposedFor(role, session) !== null,
    refusal: (role, session, { action, resource, context }) => {
      const proposed = proposedFor(role, session)
      if (proposed === null) return null
      const decide = authorizerOf(proposed)
      if (typeof decide === 'string') return decide
      const [, , , , account = ''] = role.split(':')
      const { decision, because } = decide({
        principal: role,
        action,
        resource,
        resourceAccount: accountOf(resource) ?? account,
        context: context ?? {},
      })
      return decision === 'allowed' ? null : because
    },
  }
}

function authorizerFor({ arn, documents }: ProposedRole): Authorizer | string {
  const [, , , , account = ''] = arn.split(':')
  const left = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: '*', Resource: '*' }] }
  const made = authorizer({
    identity: documents.map(({ name, document }) => ({ name, document: withoutConditions(document) })),
    resource: left,
  })
  return made.ok ? made.value : `the proposed policies cannot be read: ${made.error[0]?.message ?? ''}`
}

/**
 * A record holds few of the condition keys of its request. An allowing statement is taken to apply, a denying one is only
 * where it has no conditions: what is refused is refused for its action or its resource.
 */
function withoutConditions(document: unknown): unknown {
  if (typeof document !== 'object' || document === null || !('Statement' in document)) return document
  const statements = [document.Statement].flat() as readonly Readonly<Record<string, unknown>>[]
  return {
    ...document,
    Statement: statements.flatMap((statement) => {
      if (statement.Condition === undefined) return [statement]
      const { Condition: _, ...rest } = statement
      return statement.Effect === 'Allow' ? [rest] : []
    }),
  }
}

const accountOf = (resource: string): string | null => {
  const account = resource.split(':')[4]
  return account === undefined || account === '' || !/^\d{12}$/.test(account) ? null : account
}
