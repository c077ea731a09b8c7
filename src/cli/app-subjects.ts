/** The roles and resource-based policies that an app is given, as principals that can be asked about. */
import { managedPolicy } from '../catalog/index.js'
import { type NamedDocument, type PolicySet, parsePolicySet } from '../decide/index.js'
import type { GeneratedRole, Generation } from '../generate/index.js'
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { matchArnPattern, parseResourcePattern } from '../policy/index.js'
import type { AppOptions } from './app-options.js'
import type { Reading } from './can-options.js'
import { type StandIns, standIns } from './stand-ins.js'

export interface AppSubject {
  /** As a person names it: the role's ID and whom it serves, or a service. */
  readonly name: string
  /** The role's ID and the functions that use it; empty for services. */
  readonly ids: readonly string[]
  /** With symbols. */
  readonly principal: string
  /** With stand-ins for symbols. */
  readonly askedAs: string
  readonly policies: PolicySet
  /** Policies that the role has and the app does not hold. */
  readonly unseen: readonly string[]
}

interface ResourceStatement {
  readonly Resource: string | readonly string[]
  readonly Principal?: { readonly Service?: string | readonly string[] }
  readonly Sid?: string
}

export interface AppSubjects {
  readonly subjects: readonly AppSubject[]
  readonly reading: Reading
}

/** @param asked the resource that is asked about, with symbols: of resource-based policies only what speaks of it counts */
export function subjectsOf(
  { app, generated }: Pick<Generation, 'app' | 'generated'>,
  options: AppOptions,
  asked: string,
): Result<AppSubjects, readonly Problem[]> {
  const symbols = standIns({ account: options.account, region: options.region, resources: app.resources })
  const resourceAsked = symbols.resolveResource(asked)
  const statements = generated.resourcePolicies
    .flatMap(({ document }) => (symbols.document(document) as { readonly Statement: readonly ResourceStatement[] }).Statement)
    .filter(({ Resource }) =>
      [Resource].flat().some((pattern) => matchArnPattern(parseResourcePattern(pattern, false), resourceAsked, () => null)),
    )
  const resource = statements.length === 0 ? undefined : { Version: '2012-10-17', Statement: statements.map(withoutSid) }
  const subjects: AppSubject[] = []
  for (const [id, role] of Object.entries(generated.roles)) {
    const subject = roleSubject(id, role, resource, symbols)
    if (!subject.ok) return subject
    subjects.push(subject.value)
  }
  for (const service of servicesIn(statements)) {
    const policies = parsePolicySet({ resource })
    if (!policies.ok) return policies
    subjects.push({ name: service, ids: [], principal: service, askedAs: service, policies: policies.value, unseen: [] })
  }
  return ok({ subjects, reading: { ...symbols, account: symbols.resolve('${AWS::AccountId}') } })
}

function roleSubject(id: string, role: GeneratedRole, resource: unknown, symbols: StandIns): Result<AppSubject, readonly Problem[]> {
  const principal = `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/\${${id}}`
  const own = role.policies.map(({ name, document }) => ({ name, document: symbols.document(document) }))
  const attached = role.managedPolicyArns.map((arn) => attachedPolicy(String(symbols.document(arn))))
  const policies = parsePolicySet({ identity: [...own, ...attached.flatMap((it) => it.document ?? [])], resource })
  if (!policies.ok) return fail(policies.error)
  const unseen = [
    ...attached.flatMap((it) => (it.document === null ? [it.arn] : [])),
    ...(role.permissionsBoundary === null ? [] : [role.permissionsBoundary]),
  ]
  const name = role.usedBy.length === 0 ? id : `${id} (${role.usedBy.join(', ')})`
  return ok({ name, ids: [id, ...role.usedBy], principal, askedAs: symbols.resolve(principal), policies: policies.value, unseen })
}

function attachedPolicy(arn: string): { readonly arn: string; readonly document: NamedDocument | null } {
  const known = managedPolicy(arn)
  return { arn, document: known === null ? null : { name: known.name, document: known.document } }
}

/** Sids of several documents may be alike; in one document they must not. */
function withoutSid(statement: ResourceStatement): Omit<ResourceStatement, 'Sid'> {
  const { Sid: _, ...rest } = statement
  return rest
}

const servicesIn = (statements: readonly ResourceStatement[]): readonly string[] =>
  [...new Set(statements.flatMap(({ Principal }) => Principal?.Service ?? []))].sort()
