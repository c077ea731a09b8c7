/** One statement, compiled: what is left to ask once the action has chosen it. */
import { type Policy, parseResourcePattern, type Statement } from '../../policy/index.js'
import { hasGatewayEndpoint, isKmsKey } from '../service-rules.js'
import type { By, PolicyType } from '../types.js'
import { type ActionTest, compileActions } from './action-test.js'
import { type ArnTest, compileArn } from './arn-test.js'
import { type ConditionTest, compileCondition } from './condition-test.js'
import type { Frame } from './frame.js'
import { compilePrincipals, NAMED, type PrincipalTest } from './principal-test.js'

export interface CompiledStatement {
  readonly by: By
  readonly type: PolicyType
  /** Of SCPs and RCPs the level of the organization. */
  readonly level: number
  readonly deny: boolean
  readonly actions: ActionTest
  /** Made when a request's action chooses the statement for the first time: most statements are never asked. */
  tests: StatementTests | null
  readonly source: { readonly statement: Statement; readonly variables: boolean }
}

interface StatementTests {
  readonly principals: PrincipalTest | null
  /** Null where the document speaks of what it hangs on. */
  readonly resources: readonly ArnTest[] | null
  /** Whether `resources` are those of `NotResource`. */
  readonly except: boolean
  readonly conditions: readonly ConditionTest[]
}

export interface Origin {
  readonly type: PolicyType
  readonly level: number
  /** As `by` writes the policy. */
  readonly label: string
}

export function compileStatement(statement: Statement, policy: Policy, { type, level, label }: Origin): CompiledStatement {
  const { effect } = statement
  return {
    by: { policy: label, statement: statement.index, effect },
    type,
    level,
    deny: effect === 'deny',
    actions: compileActions(statement.actions),
    tests: null,
    source: { statement, variables: policy.version === '2012-10-17' },
  }
}

function compileTests({ source, type }: CompiledStatement): StatementTests {
  const { statement, variables } = source
  const { resources, effect } = statement
  const patterns = resources === null ? [] : 'only' in resources ? resources.only : resources.except
  return {
    principals: principalsOf(statement, type),
    resources: resources === null ? null : patterns.map((pattern) => compileArn(parseResourcePattern(pattern, variables))),
    except: resources !== null && 'except' in resources,
    conditions: statement.conditions.map((condition) => compileCondition(condition, variables, effect)),
  }
}

/** In the policies of gateway endpoints an account is its root user alone: see the reference engine. */
function principalsOf({ principals, effect }: Statement, type: PolicyType): PrincipalTest | null {
  const test = compilePrincipals(principals)
  if (test === null || type !== 'vpcEndpoint' || effect === 'deny') return test
  return (frame) => {
    const bits = test(frame)
    return bits === NAMED.account && frame.principal.kind !== 'root' && hasGatewayEndpoint(frame.action) ? 0 : bits
  }
}

/**
 * Whether the statement applies, its action apart.
 *
 * @returns how it names the caller as bits of `NAMED`, 0 where it does not apply
 */
export function applies(statement: CompiledStatement, frame: Frame): number {
  const { resources, principals, conditions, except } = statement.tests ?? prepare(statement)
  if (resources === null) {
    if (isKmsKey(frame.action, frame.resource)) return 0
  } else if (covers(resources, frame) === except) return 0
  const bits = principals === null ? NAMED.unlisted : principals(frame)
  if (bits === 0) return 0
  for (const holds of conditions) if (!holds(frame)) return 0
  return bits
}

/** INVARIANT: condition keys get their numbers here, so this comes before a request's context is taken over. */
export function prepare(statement: CompiledStatement): StatementTests {
  statement.tests ??= compileTests(statement)
  return statement.tests
}

function covers(resources: readonly ArnTest[], frame: Frame): boolean {
  for (const test of resources) if (test(frame.resource, frame)) return true
  return false
}
