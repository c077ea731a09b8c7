/**
 * What making, changing and removing a resource calls. Roles and policies go through IAM, functions and permissions through
 * Lambda, as whoever asked or as the service role: its checks, names and limits hold. Resources of other types are carried:
 * recorded as the template has them, under an ID of the type's shape.
 *
 * Source: CloudFormation User Guide, "CloudFormation service role"; Template Reference, AWS::IAM, AWS::Lambda.
 */
import { isFault, isRaw } from '../../reply.js'
import type { Caller, StoreWorld } from '../../types.js'
import type { Answer, Handler } from './handler-types.js'
import { apiAccountHandler, functionHandler, permissionHandler } from './lambda-handlers.js'
import { managedPolicyHandler, policyHandler } from './policy-handlers.js'
import { roleHandler } from './role-handler.js'

const HANDLERS: ReadonlyMap<string, Handler> = new Map([
  ['AWS::IAM::Role', roleHandler],
  ['AWS::IAM::Policy', policyHandler],
  ['AWS::IAM::RolePolicy', policyHandler],
  ['AWS::IAM::ManagedPolicy', managedPolicyHandler],
  ['AWS::Lambda::Function', functionHandler],
  ['AWS::Lambda::Permission', permissionHandler],
  ['AWS::ApiGateway::Account', apiAccountHandler],
])

/** Null: resources of this type are carried. */
export const handlerOf = (type: string): Handler | null => HANDLERS.get(type) ?? null

export function callsAs(
  world: Pick<StoreWorld, 'call'>,
  caller: Caller,
  region: string,
): (service: string, operation: string, input: Readonly<Record<string, unknown>>) => Promise<Answer> {
  return async (service, operation, input) => {
    const reply = await world.call({ as: caller, service, operation, input, region })
    if (isFault(reply)) return { ok: false, fault: reply }
    return { ok: true, value: isRaw(reply) ? {} : reply }
  }
}
