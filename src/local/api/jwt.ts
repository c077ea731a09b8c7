/**
 * What a JWT authorizer takes of a token: issuer, audience, time and, by its routes, scopes.
 * Source: API Gateway Developer Guide, "Control access to HTTP APIs with JWT authorizers in API Gateway".
 */
import type { Claims, TokenIssuer } from '../identity/token-issuer.js'
import type { Authorizer } from './types.js'

export async function verifyFor(
  { issuer, audiences }: Extract<Authorizer, { kind: 'jwt' }>,
  token: string,
  local: TokenIssuer,
): Promise<Claims | { readonly invalid: string }> {
  const claims = await local.verify(token, issuer === null ? undefined : [issuer, issuer.replace(/\/$/, ''), `${issuer}/`])
  if ('invalid' in claims) return claims
  // A token of Cognito has `client_id` in place of `aud`.
  const given = [claims.aud ?? [], claims.client_id ?? []].flat().map(String)
  return audiences.length > 0 && !given.some((each) => audiences.includes(each))
    ? { invalid: 'the audience is not one of the authorizer' }
    : claims
}
