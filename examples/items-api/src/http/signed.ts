import { Sha256 } from '@aws-crypto/sha256-js'
import { defaultProvider } from '@aws-sdk/credential-provider-node'
import { HttpRequest } from '@smithy/protocol-http'
import { SignatureV4 } from '@smithy/signature-v4'

const signer = new SignatureV4({
  credentials: defaultProvider(),
  region: process.env.AWS_REGION ?? 'us-west-2',
  service: 'execute-api',
  sha256: Sha256,
})

/** Fetches from a route that API Gateway opens to IAM identities alone. */
export async function signedGet(url: string): Promise<unknown> {
  const { protocol, hostname, pathname, searchParams } = new URL(url)
  const request = new HttpRequest({
    method: 'GET',
    protocol,
    hostname,
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: { host: hostname, accept: 'application/json' },
  })
  const { headers } = await signer.sign(request)
  const response = await fetch(url, { method: 'GET', headers })
  if (!response.ok) throw new Error(`GET ${pathname} answered ${response.status}`)
  return response.json()
}
