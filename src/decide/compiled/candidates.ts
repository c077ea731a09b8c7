/**
 * For one action the statements of a set that have it, by what they are for. A set learns an action when it first sees
 * it; most applications ask for a few dozen.
 */
import type { Policy } from '../../policy/index.js'
import type { Outcome } from '../reference/case.js'
import { callerHasNoIdentity, isTrustAction, needsLongTermKeys, rcpsReach, worksAcrossAccounts } from '../service-rules.js'
import type { Decision, NamedPolicy, PolicySet, PolicyType } from '../types.js'
import { type CompiledStatement, compileStatement, prepare } from './statement.js'

export interface Candidates {
  /** In lower case. */
  readonly action: string
  /** Whether it is an action at all. */
  readonly isAction: boolean
  readonly isTrustAction: boolean
  readonly isKms: boolean
  readonly needsAssertion: boolean
  readonly needsLongTermKeys: boolean
  readonly rcpsReach: boolean
  readonly worksAcrossAccounts: boolean
  /** In the order of the kinds. */
  readonly denies: readonly CompiledStatement[]
  /** Allow statements, one list a level; null where no such policies were given. */
  readonly rcp: readonly Statements[] | null
  readonly scp: readonly Statements[] | null
  readonly vpcEndpoint: Statements | null
  readonly resource: Statements
  readonly identity: Statements
  readonly permissionBoundary: Statements | null
  readonly session: Statements | null
  /** What was said of the action so far, by outcome or by the kind of policy that denies. */
  readonly sentences: Map<Outcome | PolicyType, string>
  /** Decisions that one statement makes, or none. */
  readonly decisions: Map<Outcome | CompiledStatement, Decision>
}

export type Statements = readonly CompiledStatement[]

/** The statements of a set in the order in which AWS asks the kinds of policies: those before the resource's, and those behind. */
export interface SetStatements {
  readonly before: Statements
  readonly resource: Statements
  readonly after: Statements
}

export const inOrder = ({ before, resource, after }: SetStatements): Statements => [...before, ...resource, ...after]

export const resourceStatements = (policy: Policy | null): Statements =>
  policy === null
    ? []
    : policy.statements.map((statement) => compileStatement(statement, policy, { type: 'resource', level: 0, label: 'resource' }))

export function statementsOf(set: PolicySet): SetStatements {
  const organization = (type: 'rcp' | 'scp', levels: PolicySet['scps']): Statements =>
    (levels ?? []).flatMap((policies, level) =>
      policies.flatMap(({ name, policy }) =>
        policy.statements.map((statement) => compileStatement(statement, policy, { type, level, label: `${type}:${name}` })),
      ),
    )
  const single = (type: 'vpcEndpoint' | 'permissionBoundary' | 'session'): Statements => {
    const policy = set[type]
    return policy === null ? [] : policy.statements.map((statement) => compileStatement(statement, policy, { type, level: 0, label: type }))
  }
  const identity = set.identity.flatMap(({ name, policy }) =>
    policy.statements.map((statement) => compileStatement(statement, policy, { type: 'identity', level: 0, label: `identity:${name}` })),
  )
  return {
    before: [...organization('rcp', set.rcps), ...organization('scp', set.scps), ...single('vpcEndpoint')],
    resource: resourceStatements(set.resource),
    after: [...identity, ...single('permissionBoundary'), ...single('session')],
  }
}

/** Which kinds of policies a set has, and how many levels; the statements alone do not tell of empty ones. */
export interface Frameworks {
  /** The numbers of the levels that must allow; null where no such policies were given. */
  readonly rcpLevels: readonly number[] | null
  readonly scpLevels: readonly number[] | null
  readonly vpcEndpoint: boolean
  readonly permissionBoundary: boolean
  readonly session: boolean
}

export const frameworksOf = (set: PolicySet): Frameworks => ({
  // A level of RCPs without any Allow has `RCPFullAWSAccess`, which cannot be detached, and was given without it.
  rcpLevels: set.rcps?.flatMap((level, i) => (level.some(hasAllow) ? [i] : [])) ?? null,
  scpLevels: set.scps?.map((_, i) => i) ?? null,
  vpcEndpoint: set.vpcEndpoint !== null,
  permissionBoundary: set.permissionBoundary !== null,
  session: set.session !== null,
})

const hasAllow = ({ policy }: NamedPolicy): boolean => policy.statements.some((statement) => statement.effect === 'allow')

export function candidatesFor(written: string, statements: Statements, frameworks: Frameworks): Candidates {
  const action = written.toLowerCase()
  const mine = statements.filter((statement) => statement.actions(action))
  for (const statement of mine) prepare(statement)
  const allows = (type: PolicyType, level = 0): Statements =>
    mine.filter((statement) => !statement.deny && statement.type === type && statement.level === level)
  const levels = (type: PolicyType, numbers: readonly number[] | null): readonly Statements[] | null =>
    numbers?.map((level) => allows(type, level)) ?? null
  return {
    action,
    isAction: /^[A-Za-z0-9-]+:[\w-]+$/.test(written),
    isTrustAction: isTrustAction(action),
    isKms: action.startsWith('kms:'),
    needsAssertion: callerHasNoIdentity(action),
    needsLongTermKeys: needsLongTermKeys(action),
    rcpsReach: rcpsReach(action),
    worksAcrossAccounts: worksAcrossAccounts(action),
    denies: mine.filter((statement) => statement.deny),
    rcp: levels('rcp', frameworks.rcpLevels),
    scp: levels('scp', frameworks.scpLevels),
    vpcEndpoint: frameworks.vpcEndpoint ? allows('vpcEndpoint') : null,
    resource: allows('resource'),
    identity: allows('identity'),
    permissionBoundary: frameworks.permissionBoundary ? allows('permissionBoundary') : null,
    session: frameworks.session ? allows('session') : null,
    sentences: new Map(),
    decisions: new Map(),
  }
}
