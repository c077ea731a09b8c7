/**
 * Asks `decide` what a proposed role would have said to recorded calls. Of the caller's side alone: a record does not hold
 * the policies of the resource, so that these are taken to leave it to the caller's account.
 */
import { findAction } from '../catalog/index.js'
import { type Authorizer, authorizer, type NamedDocument } from '../decide/index.js'
import type { Problem } from '../outcome/index.js'
import { mayHavePath, withoutPath } from './iam-names.js'

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

const NO_ACTION = 'no IAM action is known for a call of this name: nobody can say whether the role allows it'

interface RequestToJudge {
  readonly action: string
  readonly resource: string
  readonly context?: Readonly<Record<string, readonly string[]>>
}

export function makeJudge(roles: readonly ProposedRole[]): Judge {
  const byName = new Map(roles.map((role) => [`${role.arn} ${role.session ?? ''}`, role]))
  const compiled = new Map<ProposedRole, Authorizer | string>()
  /** What roles allow whatever paths of IAM are. */
  const pathless = new Map<string, ProposedRole>()
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
      const [, , , , account = ''] = role.split(':')
      const request = { principal: role, action, resource, resourceAccount: accountOf(resource) ?? account, context: context ?? {} }
      const because = refusalBy(authorizerOf(proposed), request)
      if (because !== null && findAction(action) === null) return NO_ACTION
      if (because === null || !mayHavePath(resource)) return because
      const known = pathless.get(`${proposed.arn} ${proposed.session}`)
      const named = known ?? {
        ...proposed,
        documents: proposed.documents.map(({ name, document }) => ({ name, document: ofNames(document) })),
      }
      pathless.set(`${proposed.arn} ${proposed.session}`, named)
      return refusalBy(authorizerOf(named), request) === null ? null : because
    },
  }
}

/** One problem a role whose policies can't be read: a replay with them would count every call as refused. */
export function unreadPolicies(roles: readonly ProposedRole[], file: string | null): readonly Problem[] {
  return roles.flatMap((role): readonly Problem[] => {
    const made = authorizerFor(role)
    if (typeof made !== 'string') return []
    return [
      {
        code: 'audit/unread-policies',
        message: `the policies of \`${role.arn}\`${file === null ? '' : ` in \`${file}\``} can't be read: ${made}`,
        hint: 'correct the policy, then run `replay` again; `rolewright check FILE` shows what is wrong in it',
        at: null,
      },
    ]
  })
}

function refusalBy(decide: Authorizer | string, request: Parameters<Authorizer>[0]): string | null {
  if (typeof decide === 'string') return `the proposed policies can't be read: ${decide}`
  const { decision, because } = decide(request)
  return decision === 'allowed' ? null : because
}

/** Allowing statements on what IAM keeps, without paths. */
function ofNames(document: unknown): unknown {
  if (typeof document !== 'object' || document === null || !('Statement' in document)) return document
  const statements = [document.Statement].flat() as readonly Readonly<Record<string, unknown>>[]
  return {
    ...document,
    Statement: statements.map((statement) => {
      if (statement.Effect !== 'Allow' || statement.Resource === undefined) return statement
      return { ...statement, Resource: [statement.Resource].flat().map((one) => (typeof one === 'string' ? withoutPath(one) : one)) }
    }),
  }
}

/** @returns a text where the policies can't be read: the reason */
function authorizerFor({ arn, documents }: ProposedRole): Authorizer | string {
  const [, , , , account = ''] = arn.split(':')
  const left = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: '*', Resource: '*' }] }
  const made = authorizer({
    identity: documents.map(({ name, document }) => ({ name, document: withoutConditions(document) })),
    resource: left,
  })
  return made.ok ? made.value : (made.error[0]?.message ?? 'they hold no policy')
}

/**
 * A record holds few of the condition keys of its request. An allowing statement is taken to apply, a denying one is only
 * where it has no conditions: what is refused is refused for its action or its resource.
 */
function withoutConditions(document: unknown): unknown {
  if (typeof document !== 'object' || document === null || !('Statement' in document)) return document
  const statements = [document.Statement].flat() as readonly (Readonly<Record<string, unknown>> | null)[]
  return {
    ...document,
    Statement: statements.flatMap((statement) => {
      if (statement?.Condition === undefined) return [statement]
      const { Condition: _, ...rest } = statement
      return statement.Effect === 'Allow' ? [rest] : []
    }),
  }
}

const accountOf = (resource: string): string | null => {
  const account = resource.split(':')[4]
  return account === undefined || account === '' || !/^\d{12}$/.test(account) ? null : account
}
