/** IAM as a service: its operations, and what its resources say of themselves to the gateway. */
import { textOf } from '../input.js'
import type { Context, LocalService, PlannedCheck, ServiceCall } from '../types.js'
import { accountOperations } from './account-operations.js'
import { arnOf, type Directory } from './directory.js'
import { entityOperations } from './entity-operations.js'
import { policyOperations } from './policy-operations.js'
import { simulateOperations } from './simulate.js'

export const iamService = (directory: Directory): LocalService => ({
  suffix: 'iam',
  operations: new Map([
    ...entityOperations(directory),
    ...policyOperations(directory),
    ...accountOperations(directory),
    ...simulateOperations(directory),
  ]),
  resolve: (check, call) => ({ ...check, resource: withPath(directory, check, call) }),
  contextOf: ({ resource }) => tagsOfResource(directory, resource),
})

/** The trust policy of a role; null where it is no role of this account. */
export function trustOf(directory: Directory, arn: string): unknown {
  const role = roleAt(directory, arn)
  return role === null || role.role === null ? null : role.role.trust
}

export function roleAt(directory: Directory, arn: string): ReturnType<Directory['find']> {
  const [, account, path] = /^arn:[^:]+:iam::(\d{12}):role(\/.+)$/.exec(arn) ?? []
  if (account === undefined || path === undefined) return null
  const role = directory.find('role', account, path.slice(path.lastIndexOf('/') + 1))
  return role !== null && arnOf(role) === arn ? role : null
}

const NAMED = /^(arn:[^:]+:iam::(\d{12}):(role|user|group))\/([^/]+)$/

/** Requests name an entity without its path, and its ARN has it. */
function withPath(directory: Directory, { action, resource }: PlannedCheck, call: ServiceCall): string {
  if (resource === '*' && call.caller.subject?.kind === 'user' && OWN.has(call.operation) && textOf(call.input, 'UserName') === null)
    return call.caller.principal
  const [, , account, kind, name] = NAMED.exec(resource) ?? []
  if (account === undefined || kind === undefined || name === undefined) return resource
  const entity = directory.find(kind as 'role' | 'user' | 'group', account, name)
  if (entity !== null) return arnOf(entity)
  const path = textOf(call.input, 'Path')
  return path !== null && path !== '/' && action.startsWith('iam:Create') ? `arn:aws:iam::${account}:${kind}${path}${name}` : resource
}

/** Operations that speak of the caller where no user is named. Source: IAM API Reference, the pages of the operations. */
const OWN = new Set([
  'GetUser',
  'CreateAccessKey',
  'ListAccessKeys',
  'UpdateAccessKey',
  'DeleteAccessKey',
  'ListMFADevices',
  'ListSigningCertificates',
])

function tagsOfResource(directory: Directory, arn: string): Context | null {
  const [, account, kind, path] = /^arn:[^:]+:iam::(\d{12}):(role|user|policy)(\/.+)$/.exec(arn) ?? []
  if (account === undefined || kind === undefined || path === undefined) return null
  const name = path.slice(path.lastIndexOf('/') + 1)
  const tags = kind === 'policy' ? directory.policies.get(arn)?.tags : directory.find(kind as 'role' | 'user', account, name)?.tags
  if (tags === undefined) return null
  return Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, [value]],
      [`iam:ResourceTag/${key}`, [value]],
    ]),
  )
}
