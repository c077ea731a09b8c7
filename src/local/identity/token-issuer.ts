/**
 * Tokens of the local issuer. No token of a real issuer can be made on this machine, so local AWS has a key pair of its own: it
 * signs tokens for tests in the name of whatever issuer they want, and whoever takes tokens here checks them by that key.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'

export type Claims = Readonly<Record<string, unknown>>

export interface TokenIssuer {
  /** @param claims any; `iat` and `exp` (an hour) are added where they are missing */
  readonly sign: (claims: Claims) => Promise<string>
  readonly jwks: () => Promise<unknown>
  /** @param issuers one of which must have made it; left out: any */
  readonly verify: (token: string, issuers?: readonly string[]) => Promise<Claims | { readonly invalid: string }>
}

export function openTokenIssuer(now: () => number): TokenIssuer {
  const library = () => import('jose')
  let made: ReturnType<typeof makeKeys> | null = null
  const makeKeys = async () => (await library()).generateKeyPair('RS256')
  const keys = (): ReturnType<typeof makeKeys> => {
    made ??= makeKeys()
    return made
  }
  return {
    async sign(claims) {
      const { SignJWT } = await library()
      const seconds = Math.floor(now() / 1000)
      const { privateKey } = await keys()
      return new SignJWT({ iat: seconds, exp: seconds + 3_600, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: KEY_ID, typ: 'JWT' })
        .sign(privateKey)
    },
    async jwks() {
      const { exportJWK } = await library()
      return { keys: [{ ...(await exportJWK((await keys()).publicKey)), kid: KEY_ID, alg: 'RS256', use: 'sig' }] }
    },
    async verify(token, issuers) {
      const { jwtVerify } = await library()
      try {
        const { payload } = await jwtVerify(token, (await keys()).publicKey, {
          currentDate: new Date(now()),
          algorithms: ['RS256'],
          ...(issuers !== undefined && { issuer: [...issuers] }),
        })
        return payload
      } catch (error) {
        return { invalid: error instanceof Error ? error.message : String(error) }
      }
    },
  }
}

const KEY_ID = 'local-aws'

/** `POST /_jwt/token` with claims gives a token; `GET /_jwt/jwks.json` its public key. Tokens are worth nothing elsewhere. */
export async function answerTokens(issuer: TokenIssuer, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  if (incoming.method === 'GET') return send(response, 200, await issuer.jwks())
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  try {
    const claims: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}')
    send(response, 200, { token: await issuer.sign(typeof claims === 'object' && claims !== null ? { ...claims } : {}) })
  } catch {
    send(response, 400, { message: 'give the claims as a JSON object' })
  }
}

function send(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  response.end(body)
}
