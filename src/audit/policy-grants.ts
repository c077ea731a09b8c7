/**
 * Policies of roles as people have them: what `aws iam get-account-authorization-details` prints, or a list of principals
 * with their policies as `who-can` takes it.
 */
import { managedPolicy } from '../catalog/index.js'
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import type { PolicyDocument } from '../policy/index.js'
import { actionsOf } from './actions-of.js'
import type { GrantCell, NamedPolicy, RoleGrants } from './grants.js'

export interface RolePolicies {
  readonly arn: string
  readonly policies: readonly NamedPolicy[]
  /** Managed policies that the role has and that nobody gave, by name. */
  readonly missing: readonly string[]
}

type Json = Readonly<Record<string, unknown>>
const object = (value: unknown): Json => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {})
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** @errors `audit/bad-policies` */
export function parseRolePolicies(text: string, file: string): Result<readonly RolePolicies[], readonly Problem[]> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return fail([bad(file)])
  }
  const roles = Array.isArray(value) ? value.flatMap((one) => listed(object(one))) : detailed(object(value))
  return roles.length === 0 ? fail([bad(file)]) : ok(roles)
}

const bad = (file: string): Problem => ({
  code: 'audit/bad-policies',
  message: `\`${file}\` holds no roles with their policies`,
  hint: 'give what `aws iam get-account-authorization-details` prints, or `[{ "principal": "ROLE ARN", "policies": { "identity": [] } }]`',
  at: null,
})

function listed(one: Json): readonly RolePolicies[] {
  if (typeof one.principal !== 'string') return []
  const identity = list(object(one.policies).identity).map(object)
  const policies = identity.map((it) => ({ name: String(it.name), document: documentOf(it.document) }))
  return [{ arn: one.principal, policies, missing: [] }]
}

function detailed(details: Json): readonly RolePolicies[] {
  const managed = new Map<string, PolicyDocument>()
  for (const one of list(details.Policies).map(object)) {
    const version = list(one.PolicyVersionList)
      .map(object)
      .find((it) => it.IsDefaultVersion === true)
    if (version !== undefined) managed.set(String(one.Arn), documentOf(version.Document))
  }
  return list(details.RoleDetailList)
    .map(object)
    .filter(({ Arn }) => typeof Arn === 'string')
    .map((role): RolePolicies => {
      const inline = list(role.RolePolicyList)
        .map(object)
        .map((it) => ({ name: String(it.PolicyName), document: documentOf(it.PolicyDocument) }))
      const attached = list(role.AttachedManagedPolicies)
        .map(object)
        .map(({ PolicyArn, PolicyName }) => {
          const arn = String(PolicyArn)
          const document = managed.get(arn) ?? (managedPolicy(arn)?.document as PolicyDocument | undefined)
          return { name: String(PolicyName ?? arn), managedArn: arn, document }
        })
      return {
        arn: String(role.Arn),
        policies: [
          ...inline,
          ...attached.flatMap(({ document, ...named }): NamedPolicy[] => (document === undefined ? [] : [{ ...named, document }])),
        ],
        missing: attached.filter(({ document }) => document === undefined).map(({ name }) => name),
      }
    })
}

/** The API gives documents URL-encoded, the command line as JSON. */
function documentOf(value: unknown): PolicyDocument {
  if (typeof value !== 'string') return object(value) as unknown as PolicyDocument
  try {
    return JSON.parse(value.startsWith('%') ? decodeURIComponent(value) : value) as PolicyDocument
  } catch {
    return { Statement: [] }
  }
}

export interface WireStatement {
  readonly Effect?: string
  readonly Action?: string | readonly string[]
  readonly NotAction?: string | readonly string[]
  readonly Resource?: string | readonly string[]
  readonly NotResource?: string | readonly string[]
}

export const statementsOf = ({ Statement }: PolicyDocument): readonly WireStatement[] =>
  [Statement].flat().filter((one): one is WireStatement => typeof one === 'object' && one !== null)

export function policyGrants({ arn, policies }: Pick<RolePolicies, 'arn' | 'policies'>): RoleGrants {
  const granted = policies
    .flatMap(({ document }) => statementsOf(document))
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(cellsOf)
  return {
    arn,
    granted,
    needed: [],
    codeKnown: false,
    policies,
    likeness: (pattern, resource) => (isWithin(pattern, resource) ? 'yes' : 'no'),
  }
}

function cellsOf(statement: WireStatement): readonly GrantCell[] {
  const actions = textsOf(statement.Action).flatMap(actionsOf)
  const resources = textsOf(statement.Resource)
  return actions.flatMap((action) => resources.map((resource) => ({ action, resource })))
}

/** What is named by exception, or is no text, can be anything. */
const textsOf = (value: unknown): readonly string[] =>
  value === undefined ? ['*'] : [value].flat().map((one) => (typeof one === 'string' ? one : '*'))

/** A policy variable stands for any text. */
function isWithin(pattern: string, resource: string): boolean {
  const source = pattern
    .replaceAll(/\$\{[^}]*\}/g, '*')
    .replaceAll(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 's').test(resource)
}
