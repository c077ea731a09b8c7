/**
 * How rows of operations are written. A row says which checks an operation makes; what no row says is derived from the action
 * of the same name, with the resource that `members` names.
 */
import type { OperationModel } from '../clients.js'
import type { InputTest, MemberForm, OperationCheck, ResourceRule } from '../types.js'

export interface OperationRow {
  readonly operations: readonly string[]
  readonly checks: readonly OperationCheck[]
}

/** What a member of a client's inputs names: the first rule whose members an operation has, and whose action allows it, counts. */
export interface MemberRule {
  /** Members of the input's top level, all of which the operation must have. */
  readonly members: readonly string[]
  readonly resource: ResourceRule
  /** Resource types of which the action must have one; left out: any. */
  readonly types?: readonly string[]
}

export interface ServiceRows {
  /** Client suffixes that these rows are for. */
  readonly clients: readonly string[]
  readonly rows: readonly OperationRow[]
  readonly members?: readonly MemberRule[]
  /** The checks of operations that have no row and no action of their own name. */
  readonly otherwise?: (operation: OperationModel) => readonly OperationCheck[]
  /** Further checks of operations that have no row. */
  readonly also?: ReadonlyMap<string, readonly OperationCheck[]>
  /** Operations that need no permission, with the reason. */
  readonly nothing?: readonly (readonly [reason: string, operations: readonly string[]])[]
}

export const any: ResourceRule = { kind: 'any' }

export const arn = (
  template: string,
  forms?: Readonly<Record<string, MemberForm>>,
  absent?: Readonly<Record<string, string>>,
): ResourceRule => ({ kind: 'arn', template, ...(forms ? { forms } : {}), ...(absent ? { absent } : {}) })

/** The member holds the ARN itself. */
export const given = (member: string): ResourceRule => arn(`{${member}}`, { [member]: 'arn' })

export const set = (member: string): InputTest => ({ member, is: 'set' })
export const absent = (member: string): InputTest => ({ member, is: 'absent' })
/** Also where the code hands on what may be undefined. */
export const perhapsAbsent = (member: string): InputTest => ({ member, is: 'absent', perhaps: true })
export const equals = (member: string, value: string): InputTest => ({ member, is: 'equals', value })
export const matches = (member: string, value: string): InputTest => ({ member, is: 'matches', value })

type CheckParts = Omit<OperationCheck, 'action' | 'resource'>

export const check = (action: string, resource: ResourceRule, parts: CheckParts = {}): OperationCheck => ({ action, resource, ...parts })

/** `source`: guide and title, for each check that does not say its own. */
export const row = (operations: string | readonly string[], source: string, checks: readonly OperationCheck[]): OperationRow => ({
  operations: typeof operations === 'string' ? [operations] : operations,
  checks: checks.map((c) => (c.source === undefined ? { ...c, source } : c)),
})

/** Several operations, each with the action of its own name. */
export const same = (
  prefix: string,
  operations: readonly string[],
  source: string,
  resource: ResourceRule,
  parts: CheckParts = {},
): readonly OperationRow[] => operations.map((name) => row(name, source, [check(`${prefix}:${name}`, resource, parts)]))

/**
 * The role in `member` is handed to `service`. Source: IAM User Guide, "Grant a user permissions to pass a role to an AWS service".
 *
 * @param service host name of the service principal; null where AWS documents none, and no condition is made
 */
export const passRole = (member: string, service: string | null, when: readonly InputTest[] = []): OperationCheck => ({
  action: 'iam:PassRole',
  resource: arn(`arn:{P}:iam::{A}:role/{${member}}`),
  when: [set(member), ...when],
  ...(service === null ? {} : { conditions: [{ operator: 'StringEquals', key: 'iam:PassedToService', values: [service] }] }),
})
