/** AWS managed policies in the version that the catalog's date knows. */
import type { PolicyDocument } from '../policy/index.js'
import { lazyTable, memoised } from './read-table.js'

export interface ManagedPolicyFacts {
  readonly name: string
  /** With `aws` as partition; other partitions have the same policies under their own. */
  readonly arn: string
  /** The version that is the default, e.g. `v12`. */
  readonly version: string
  readonly document: PolicyDocument
}

const policyTable = lazyTable('managed-policies.json')

/** @param nameOrArn `AWSLambdaBasicExecutionRole`, or `arn:PARTITION:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole` */
export function managedPolicy(nameOrArn: string): ManagedPolicyFacts | null {
  if (!nameOrArn.startsWith('arn:')) return byName(nameOrArn)
  const path = /^arn:[^:]+:iam::aws:policy\/(.*)$/.exec(nameOrArn)?.[1]
  if (path === undefined) return null
  const found = byName(path.slice(path.lastIndexOf('/') + 1))
  // An ARN with the wrong path names no policy.
  return found?.arn.endsWith(`:policy/${path}`) === true ? found : null
}

const byName = memoised((name): ManagedPolicyFacts | null => {
  const packed = policyTable().get(name) as readonly [path: string, version: string, document: PolicyDocument] | undefined
  if (packed === undefined) return null
  const [path, version, document] = packed
  return { name, arn: `arn:aws:iam::aws:policy/${path}${name}`, version, document }
})

/** Names of all AWS managed policies, sorted. */
export const managedPolicyNames = (): readonly string[] => policyTable().keys
