/** The roles of an app → roles as an account is to have them. */
import { type App, entry, items, refersTo, texts, type Value } from '../app/index.js'
import type { Generation } from '../generate/index.js'
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { literalOf } from '../policy/index.js'
import { lower, type Role, roleName } from '../roles/index.js'
import { tagsOf } from './owner.js'
import { type Resolver, resolveDocument, resolverFor } from './resolve.js'
import type { AccountState, WantedPolicy, WantedRole } from './types.js'

export interface WantedOptions {
  /** The value of the tag that says whose a role is, and what names of new roles begin with. */
  readonly app: string
}

/** @errors `deploy/unresolved-symbol`, of every role that has one */
export function wantedRoles(
  { app, roles }: Generation,
  state: AccountState,
  options: WantedOptions,
): Result<readonly WantedRole[], readonly Problem[]> {
  const resolve = resolverFor(app, state)
  const problems: Problem[] = []
  const wanted: WantedRole[] = []
  const functionsOf = new Map<string, string[]>()
  let logging: string | null = null
  for (const { subject, roles: own } of roles.assignments) {
    const [first] = own
    if (first === undefined) continue
    if (app.functions.has(subject)) functionsOf.set(first, [...(functionsOf.get(first) ?? []), subject])
    else if (app.resources.get(subject)?.type === 'AWS::ApiGateway::Account') logging = first
  }
  for (const role of roles.roles) {
    const made = wantedRole(role, options, resolve)
    if (!made.ok) {
      problems.push({ ...made.error, message: `\`${role.id}\`: ${made.error.message}` })
      continue
    }
    const names = (functionsOf.get(role.id) ?? []).flatMap((id) => functionName(id, app, state, resolve))
    wanted.push({ ...made.value, replaces: inlineNames(role.id, app), functions: names.sort(), apiLogging: logging === role.id })
  }
  return problems.length > 0 ? fail(problems) : ok(wanted)
}

function wantedRole(
  role: Role,
  { app }: WantedOptions,
  resolve: Resolver,
): Result<Omit<WantedRole, 'functions' | 'apiLogging' | 'replaces'>, Problem> {
  const trust = resolveDocument(role.trustPolicy, resolve)
  if (!trust.ok) return trust
  const policies: WantedPolicy[] = []
  for (const { name, kind, document } of role.policies) {
    const resolved = resolveDocument(document, resolve)
    if (!resolved.ok) return resolved
    policies.push({ name: kind === 'managed' ? roleName(`${app}-${name}`) : name, kind, document: resolved.value })
  }
  const arns = resolveDocument(
    { arns: role.managedPolicyArns, boundary: role.permissionsBoundary === null ? null : lower(role.permissionsBoundary) },
    resolve,
  )
  if (!arns.ok) return arns
  const { arns: managed, boundary } = arns.value as { readonly arns: readonly string[]; readonly boundary: string | null }
  return ok({
    logicalId: role.id,
    name: roleName(`${app}-${role.id}`),
    path: role.path ?? '/',
    trustPolicy: trust.value,
    policies,
    managedPolicyArns: managed,
    boundary,
    tags: [...role.tags, ...tagsOf(app, role.id)],
  })
}

/** Inline policies of a role, and those that stand beside it as resources of their own. */
function inlineNames(id: string, app: App): readonly string[] {
  const role = app.resources.get(id)
  const nameIn = (value: Value | null): readonly string[] =>
    value === null ? [] : texts(entry(value, 'PolicyName')).flatMap((name) => literalOf(name) ?? [])
  const own = role === undefined ? [] : items(entry(role.properties, 'Policies')).flatMap(nameIn)
  const beside = [...app.resources.values()].filter(
    ({ type, properties }) =>
      type === 'AWS::IAM::Policy' && texts(entry(properties, 'Roles')).some((name) => refersTo(app, name, 'AWS::IAM::Role') === id),
  )
  return [...new Set([...own, ...beside.flatMap(({ properties }) => nameIn(properties))])].sort()
}

/** A function's name in the account: its stack's, its own where the template gives one; else the one function that is called like it. */
function functionName(id: string, app: App, state: AccountState, resolve: Resolver): readonly string[] {
  const known = resolve(id)
  if (known !== null) return [known]
  const wanted = id.split('/').at(-1)?.toLowerCase() ?? ''
  const alike = state.functions.filter(({ name }) => name.toLowerCase() === wanted || name.toLowerCase().split('-').includes(wanted))
  const [only, ...others] = alike
  return only !== undefined && others.length === 0 && app.functions.has(id) ? [only.name] : []
}
