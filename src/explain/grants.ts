/** Why an action or a resource is granted: the grants that give it, and the lines of source that need them. */
import { matchesGlob } from '../catalog/index.js'
import type { GeneratedEvidence, GeneratedGrant, Generation } from '../generate/index.js'
import type { Frame } from './frames.js'
import { shortResource } from './names.js'
import { frameReader } from './read-frames.js'

/** A grant of the contract with the function or other principal that has it, and frames for each piece of evidence. */
export interface Explained extends Omit<GeneratedGrant, 'evidence'> {
  readonly subject: string
  readonly evidence: readonly (GeneratedEvidence & { readonly frames: readonly Frame[] })[]
}

/**
 * @param asked an action (`dynamodb:PutItem`, `PutItem`, `s3:*`) or a part of a resource (`ItemsTable`, `table/`)
 * @returns grants in the order of the answer; empty where nothing matches
 */
export function explainGrants(generation: Generation, asked: string): Explained[] {
  const frames = frameReader(generation)
  const { functions, principals } = generation.generated
  return [...Object.entries(functions), ...Object.entries(principals)].flatMap(([subject, { grants }]) =>
    grants.filter(matcher(asked)).map((grant) => {
      const evidence = grant.evidence.map((e) => ({ ...e, frames: frames(subject, e) }))
      return { subject, ...grant, evidence }
    }),
  )
}

function matcher(asked: string): (grant: GeneratedGrant) => boolean {
  const word = asked.toLowerCase()
  const pattern = new RegExp(
    `^${word
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  )
  return ({ actions, resources }) =>
    // What is kept as the template declares it may be a pattern itself.
    actions.some((a) => pattern.test(a.toLowerCase()) || pattern.test(a.toLowerCase().split(':')[1] ?? '') || matchesGlob(a, word)) ||
    resources.some((r) => r.toLowerCase().includes(word) || shortResource(r).toLowerCase().includes(word))
}
