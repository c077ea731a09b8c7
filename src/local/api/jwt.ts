/**
 * Tokens of the local issuer. No token of a real issuer can be made on this machine, so local AWS has a key pair of its own:
 * it signs tokens for tests, and authorizers check signature, issuer, audience, time and scopes as API Gateway does.
 * Source: API Gateway Developer Guide, "Control access to HTTP APIs with JWT authorizers in API Gateway".
 */
import type { Authorizer } from './types.js'

export interface TokenIssuer {
  /** @param claims any; `iat` and `exp` (an hour) are added where they are missing */
  readonly sign: (claims: Readonly<Record<string, unknown>>) => Promise<string>
  readonly jwks: () => Promise<unknown>
  readonly verify: (
    token: string,
    authorizer: Extract<Authorizer, { kind: 'jwt' }>,
  ) => Promise<Readonly<Record<string, unknown>> | { readonly invalid: string }>
}

export function openTokenIssuer(now: () => number): TokenIssuer {
  const jose = import('jose')
  let made: ReturnType<typeof makeKeys> | null = null
  const makeKeys = async () => (await jose).generateKeyPair('RS256')
  const keys = (): ReturnType<typeof makeKeys> => {
    made ??= makeKeys()
    return made
  }
  return {
    async sign(claims) {
      const { SignJWT } = await jose
      const seconds = Math.floor(now() / 1000)
      const { privateKey } = await keys()
      return new SignJWT({ iat: seconds, exp: seconds + 3_600, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: KEY_ID, typ: 'JWT' })
        .sign(privateKey)
    },
    async jwks() {
      const { exportJWK } = await jose
      return { keys: [{ ...(await exportJWK((await keys()).publicKey)), kid: KEY_ID, alg: 'RS256', use: 'sig' }] }
    },
    async verify(token, authorizer) {
      const { jwtVerify } = await jose
      try {
        const { payload } = await jwtVerify(token, (await keys()).publicKey, {
          currentDate: new Date(now()),
          algorithms: ['RS256'],
          ...(authorizer.issuer !== null && { issuer: [authorizer.issuer, authorizer.issuer.replace(/\/$/, ''), `${authorizer.issuer}/`] }),
        })
        // A token of Cognito has `client_id` in place of `aud`.
        const given = [payload.aud ?? [], payload.client_id ?? []].flat().map(String)
        if (authorizer.audiences.length > 0 && !given.some((each) => authorizer.audiences.includes(each)))
          return { invalid: 'the audience is not one of the authorizer' }
        return payload
      } catch (error) {
        return { invalid: error instanceof Error ? error.message : String(error) }
      }
    },
  }
}

const KEY_ID = 'local-aws'
