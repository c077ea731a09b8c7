/** Which service a request that is signed by hand is for, by the name that it signs for or by the host that it goes to. */
import type { Traced } from '../types.js'

const NAMES: ReadonlyMap<string, string> = new Map([
  ['execute-api', 'execute-api'],
  ['appsync', 'appsync'],
  ['es', 'es'],
  ['aoss', 'aoss'],
  ['lambda', 'lambda-url'],
  ['vpc-lattice-svcs', 'vpc-lattice-svcs'],
])

const HOSTS: readonly (readonly [part: string, service: string])[] = [
  ['.execute-api.', 'execute-api'],
  ['.appsync-api.', 'appsync'],
  ['.lambda-url.', 'lambda-url'],
  ['.aoss.', 'aoss'],
  ['.es.', 'es'],
]

/**
 * @param name the service that the signature is for; null: not known
 * @returns null where the request is for an API of AWS itself, or nothing can be said
 */
export function signedService(name: string | null, host: Traced): string | null {
  const named = name === null ? undefined : NAMES.get(name)
  if (named !== undefined) return named
  const text = host.kind === 'text' ? host.pieces.map((piece) => (piece.kind === 'literal' ? piece.text : '*')).join('') : ''
  return signedHost(text)
}

/** @param host with `*` for what is not known */
export const signedHost = (host: string): string | null => HOSTS.find(([part]) => host.includes(part))?.[1] ?? null
