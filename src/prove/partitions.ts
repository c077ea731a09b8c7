/**
 * Partitions of AWS in as few classes as the ARNs of policies tell apart: a caller and what it calls on are of one.
 *
 * Source: IAM User Guide, "Cross account resource access in IAM"; AWS General Reference, "Amazon Resource Names (ARNs)".
 */
import { matchGlob, parseGlob, type Statement } from '../policy/index.js'

const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov', 'aws-eusc', 'aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f']

/** One of each class; `aws` is the first. */
export function partitionsIn(statements: readonly Statement[]): readonly string[] {
  const written = new Set<string>()
  for (const [, partition = ''] of JSON.stringify(statements).matchAll(/"arn:([^:"]*)/g)) written.add(partition)
  const globs = [...written].map((text) => parseGlob(text, { wildcards: true, variables: false }))
  const byAnswers = new Map<string, string>()
  for (const partition of PARTITIONS) {
    const answers = globs.map((glob) => (matchGlob(glob, partition) ? '1' : '0')).join('')
    if (!byAnswers.has(answers)) byAnswers.set(answers, partition)
  }
  return [...byAnswers.values()]
}
