/**
 * Clients of the AWS SDK for JavaScript: the IAM prefix of each, its operations with their input members, its paginators and
 * waiters. A client is named by its package's suffix: `dynamodb`, `cognito-identity-provider`, `sfn`.
 */
import { CLIENT_PREFIXES, V2_CLASSES } from './client-rows.js'
import { nearestOf } from './nearest.js'
import { lazyTable, memoised } from './read-table.js'

/** How requests look on the wire. */
export type Protocol = 'json1.0' | 'json1.1' | 'rest-json' | 'rest-xml' | 'query' | 'ec2' | 'rpc-v2-cbor'

export interface ClientFacts {
  readonly suffix: string
  /** IAM prefix of its operations; null where IAM has no actions for it. */
  readonly prefix: string | null
  /** Class name in SDK v2, e.g. `CognitoIdentityServiceProvider`. */
  readonly v2Class: string | null
  /** Service name in the credential scope of a signature, e.g. `monitoring` for CloudWatch. */
  readonly signing: string | null
  readonly protocol: Protocol | null
  /** What stands before the operation in `X-Amz-Target`; null for protocols without it. */
  readonly target: string | null
  /** Version of the API, e.g. `2012-08-10`. */
  readonly version: string | null
  /** Names as the API spells them, sorted. Empty where no model of the client is known. */
  readonly operations: readonly string[]
  /** `paginateListObjectsV2` → `ListObjectsV2`. */
  readonly paginators: ReadonlyMap<string, string>
  /** `waitUntilBucketExists` → `HeadBucket`. */
  readonly waiters: ReadonlyMap<string, string>
}

/** The shape of an input's member. Structures that are not kept (recursive, or too deep) have no members. */
export type InputShape =
  | { readonly kind: 'scalar' }
  | { readonly kind: 'list'; readonly element: InputShape }
  | { readonly kind: 'map'; readonly value: InputShape }
  | { readonly kind: 'structure'; readonly members: ReadonlyMap<string, InputShape> }

export interface OperationModel {
  readonly name: string
  /** By member name, in the model's order. */
  readonly input: ReadonlyMap<string, InputShape>
  /** Method and URI with `{Member}` and `{Member+}`; null for protocols where every request is alike. */
  readonly http: { readonly method: string; readonly uri: string } | null
}

interface PackedClient {
  readonly prefix?: string
  readonly v2?: string
  readonly signing?: string
  readonly protocol?: Protocol
  readonly target?: string
  readonly version?: string
  readonly names: string
  readonly paginators?: readonly string[]
  readonly waiters?: Readonly<Record<string, string>>
}

type PackedOperation = readonly [input: string, method?: string, uri?: string]

const clientTable = lazyTable('clients.json')
const operationTable = lazyTable('operations.json')
const classTable = lazyTable('v2-classes.json')

/** Suffixes of all known clients, sorted. */
export const clientSuffixes = (): readonly string[] => clientTable().keys

/** @returns what is known of a client by its package's suffix, or null */
export const clientFacts = memoised((suffix): ClientFacts | null => {
  const packed = clientTable().get(suffix) as PackedClient | undefined
  if (packed === undefined) return null
  return {
    suffix,
    prefix: CLIENT_PREFIXES.has(suffix) ? (CLIENT_PREFIXES.get(suffix) ?? null) : (packed.prefix ?? null),
    v2Class: packed.v2 ?? null,
    signing: packed.signing ?? null,
    protocol: packed.protocol ?? null,
    target: packed.target ?? null,
    version: packed.version ?? null,
    operations: packed.names === '' ? [] : packed.names.split(' '),
    paginators: new Map((packed.paginators ?? []).map((name) => [`paginate${name}`, name])),
    waiters: new Map(Object.entries(packed.waiters ?? {}).map(([name, operation]) => [`waitUntil${name}`, operation])),
  }
})

/** @returns the IAM prefix of a client's actions, e.g. `sfn` → `states`; null where it has none or is not known */
export const clientPrefix = (suffix: string): string | null => clientFacts(suffix)?.prefix ?? null

/** @returns the v3 suffix of a v2 class, e.g. `StepFunctions` → `sfn`; null where there is no such class */
export const suffixOfV2Class = (className: string): string | null =>
  V2_CLASSES.get(className) ?? (classTable().get(className) as string | undefined) ?? null

const lowerOperations = memoised(
  (suffix): ReadonlyMap<string, string> => new Map(clientFacts(suffix)?.operations.map((name) => [name.toLowerCase(), name])),
)

/** @returns the operation in the API's spelling (`putitem`, `putItem` → `PutItem`), or null where the client has none like it */
export const operationName = (suffix: string, name: string): string | null => lowerOperations(suffix).get(name.toLowerCase()) ?? null

/** @returns the operation that was probably meant, for messages */
export const nearestOperation = (suffix: string, name: string): string | null => nearestOf(name, clientFacts(suffix)?.operations ?? [])

const operationsOf = memoised((suffix) => operationTable().get(suffix) as Readonly<Record<string, PackedOperation>> | undefined)

/** @returns input and route of an operation in the API's spelling, or null */
export function operationModel(suffix: string, operation: string): OperationModel | null {
  const packed = operationsOf(suffix)
  if (packed === undefined || !Object.hasOwn(packed, operation)) return null
  const [input, method, uri] = packed[operation] ?? ['']
  return {
    name: operation,
    input: parseMembers(input),
    http: method === undefined || uri === undefined ? null : { method, uri },
  }
}

/** Reads `Bucket,Delete(Objects[](Key,VersionId),Quiet),Tags{}`. */
export function parseMembers(written: string): ReadonlyMap<string, InputShape> {
  let at = 0
  const suffix = (): InputShape => {
    if (written.startsWith('[]', at)) {
      at += 2
      return { kind: 'list', element: suffix() }
    }
    if (written.startsWith('{}', at)) {
      at += 2
      return { kind: 'map', value: suffix() }
    }
    if (written[at] !== '(') return { kind: 'scalar' }
    at++
    const inner = members()
    at++
    return { kind: 'structure', members: inner }
  }
  const members = (): ReadonlyMap<string, InputShape> => {
    const found = new Map<string, InputShape>()
    while (at < written.length && written[at] !== ')') {
      const start = at
      while (at < written.length && !'[{(,)'.includes(written[at] ?? '')) at++
      const name = written.slice(start, at)
      found.set(name, suffix())
      if (written[at] === ',') at++
    }
    return found
  }
  return members()
}
