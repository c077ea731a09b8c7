/** The packages of SDK v3. Those without a model of their own neither call AWS nor keep what they are given. */
import type { Machine, Value } from '../../values.js'
import type { LibraryModel } from '../types.js'
import { clientPackage } from './client-package.js'
import { credentialProviders } from './credentials.js'
import { documentPackage } from './document-client.js'
import { dsqlSigner, protocolHttp, rdsSigner, signatureV4 } from './signers.js'
import { presignedPost, requestPresigner, storagePackage } from './storage.js'

const row = (packages: readonly string[], native: (machine: Machine, specifier: string) => Value): LibraryModel => ({ packages, native })

const CLIENT = '@aws-sdk/client-'

export const SDK_V3: readonly LibraryModel[] = [
  row([`${CLIENT}*`], (machine, specifier) => clientPackage(machine, specifier.slice(CLIENT.length).split('/')[0] ?? '')),
  row(['@aws-sdk/lib-dynamodb', '@aws-sdk/lib-dynamodb/*'], documentPackage),
  row(['@aws-sdk/lib-storage', '@aws-sdk/lib-storage/*'], storagePackage),
  row(['@aws-sdk/s3-request-presigner'], requestPresigner),
  row(['@aws-sdk/s3-presigned-post'], presignedPost),
  row(
    [
      '@aws-sdk/credential-providers',
      '@aws-sdk/credential-provider-*',
      '@aws-sdk/token-providers',
      '@smithy/credential-provider-imds',
      '@smithy/property-provider',
      '@aws-sdk/property-provider',
    ],
    credentialProviders,
  ),
  row(['@smithy/signature-v4', '@aws-sdk/signature-v4', '@aws-sdk/signature-v4-multi-region', '@smithy/signature-v4a'], signatureV4),
  row(['@smithy/protocol-http', '@aws-sdk/protocol-http', '@smithy/core/protocols'], protocolHttp),
  {
    packages: ['@smithy/url-parser', '@aws-sdk/url-parser'],
    stub: `
export const parseUrl = (url) => {
  const parsed = new URL(url)
  return { protocol: parsed.protocol, hostname: parsed.hostname, path: parsed.pathname }
}
`,
  },
  row(['@aws-sdk/rds-signer'], rdsSigner),
  row(['@aws-sdk/dsql-signer'], dsqlSigner),
  // Attribute values are the same data in another dress: names of tables and keys stay what they are.
  {
    packages: ['@aws-sdk/util-dynamodb'],
    rows: ['marshall', 'unmarshall', 'convertToAttr', 'convertToNative'].map((name) => ({ export: name, is: 'passThrough', argument: 0 })),
    otherwise: 'inert',
  },
  // Signs with a key pair of the app's own; IAM is not asked.
  { packages: ['@aws-sdk/cloudfront-signer'], otherwise: 'inert' },
  { packages: ['@aws-sdk/*', '@smithy/*'], otherwise: 'inert' },
]
