/** A request of known shape, to what the engines ask about. Apart from `parse-request.ts`, so that an engine loads no schemas. */
import { fail, ok, type Result } from '../outcome/index.js'
import { splitArn } from '../policy/index.js'
import { hasAccount, parsePrincipal } from './principal.js'
import { type RequestError, requestError } from './problems.js'
import type { Context, Principal, Request, RequestInput } from './types.js'

/**
 * A request whose shape is known.
 *
 * @errors `request/…`: the first thing in it that is not understood
 */
export function resolveRequest(input: RequestInput): Result<Request, RequestError> {
  const principal = parsePrincipal(input.principal, input.action)
  if (principal === null) {
    return fail(
      requestError(
        'request/bad-principal',
        `\`${input.principal}\` is no principal`,
        'write the ARN of a user, role or session, an account id, a service such as `lambda.amazonaws.com`, or `*` for an anonymous caller',
        ['principal'],
      ),
    )
  }
  if (!/^[A-Za-z0-9-]+:[\w-]+$/.test(input.action)) {
    return fail(
      requestError('request/bad-action', `\`${input.action}\` is no action`, 'write `SERVICE:NAME`, such as `s3:GetObject`', ['action']),
    )
  }
  if (input.resource !== '*' && splitArn(input.resource) === null) {
    return fail(
      requestError(
        'request/bad-resource',
        `\`${input.resource}\` is neither an ARN nor \`*\``,
        'write the whole ARN, or `*` for an action without resource types',
        ['resource'],
      ),
    )
  }
  const account = ownerOf(input, principal)
  if (!account.ok) return account
  const context = contextOf(input.context ?? {})
  if (!context.ok) return context
  return ok({
    principal,
    action: input.action,
    resource: input.resource,
    resourceAccount: account.value,
    context: context.value,
    managementAccount: input.managementAccount ?? false,
    federatedBy: input.federatedBy ?? null,
    canonicalUser: input.canonicalUser ?? null,
  })
}

/**
 * The account that owns the resource: the fifth part of its ARN, else what the request says. An action without resource
 * types is about the caller's own account, and what AWS itself owns (`arn:aws:iam::aws:policy/…`) is open to each.
 */
export function ownerOf(
  input: Pick<RequestInput, 'resource' | 'resourceAccount'>,
  principal: Principal,
): Result<string | null, RequestError> {
  const arn = splitArn(input.resource)
  if (arn !== null && /^\d{12}$/.test(arn.account)) return ok(arn.account)
  if (input.resourceAccount !== undefined) {
    if (/^\d{12}$/.test(input.resourceAccount)) return ok(input.resourceAccount)
    return fail(
      requestError('request/bad-account', `\`${input.resourceAccount}\` is no account id`, 'an account id has twelve digits', [
        'resourceAccount',
      ]),
    )
  }
  if (!hasAccount(principal)) return ok(null)
  if (arn === null || arn.account === 'aws') return ok(principal.account)
  return fail(
    requestError(
      'request/missing-resource-account',
      `the ARN \`${input.resource}\` does not say which account owns the resource`,
      'add `resourceAccount`',
      ['resource'],
    ),
  )
}

function contextOf(input: Readonly<Record<string, readonly string[]>>): Result<Context, RequestError> {
  const context = new Map<string, readonly string[]>()
  for (const [key, values] of Object.entries(input)) {
    const name = key.toLowerCase()
    if (context.has(name))
      return fail(
        requestError('request/duplicate-context-key', `the context has \`${key}\` twice; key names ignore case`, 'keep one of the two', [
          'context',
          key,
        ]),
      )
    context.set(name, values)
  }
  return ok(context)
}
