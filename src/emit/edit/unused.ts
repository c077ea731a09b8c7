/** What edits left without a use is removed: roles and their policies. What anything else still speaks of stays. */
import type { Json } from '../yaml.js'
import { attachedTo, literalName, removeOrDetach } from './attached.js'
import { referencesIn, textsIn } from './references.js'
import { isMap, listOf, removeResource, resourceIn, resourcesOf, type Template, typeIn } from './template.js'

export interface Kept {
  readonly id: string
  /** Where it is still spoken of. */
  readonly by: readonly string[]
}

/** @returns roles that stay although no function uses them any more */
export function removeUnused(template: Template, candidates: readonly string[], included: readonly Json[]): readonly Kept[] {
  const kept: Kept[] = []
  for (const id of [...candidates].sort()) {
    if (typeIn(template, id) !== 'AWS::IAM::Role' || isUsed(template, id)) continue
    const attached = attachedTo(template, id)
    const own = new Set([id, ...attached.map((it) => it.id)])
    const by = [
      ...[...own].flatMap((one) => mentions(template.wanted, one, own)),
      ...included.flatMap((root) => mentions(root, id, new Set())).map(() => 'an included file'),
    ]
    const name = literalName(template, id)
    if (name !== null && isNamed(template, name, own)) by.push(`its name \`${name}\``)
    if (by.length > 0) {
      kept.push({ id, by: [...new Set(by)].sort() })
      continue
    }
    for (const it of attached) removeOrDetach(template, it, id)
    removeResource(template, id)
  }
  for (const [id, resource] of Object.entries(resourcesOf(template))) {
    if (isMap(resource) && resource.Type === 'AWS::IAM::ManagedPolicy' && isLeft(template, id, included)) removeResource(template, id)
  }
  return kept
}

/** A function of the template has the role. */
const isUsed = (template: Template, id: string): boolean =>
  referencesIn(template.wanted).some(
    ({ id: named, path: [section, owner = '', , property] }) =>
      named === id &&
      section === 'Resources' &&
      property === 'Role' &&
      /^AWS::(Serverless|Lambda)::Function$/.test(typeIn(template, owner) ?? ''),
  )

/** A managed policy that something of the template had before, and that nobody has any more. */
function isLeft(template: Template, id: string, included: readonly Json[]): boolean {
  const properties = resourceIn(template, id)?.Properties
  const holders = ['Roles', 'Users', 'Groups'].flatMap((key) => listOf(isMap(properties) ? properties[key] : undefined))
  const hadReferences = mentions(template.before, id, new Set([id])).length > 0
  const name = isMap(properties) ? properties.ManagedPolicyName : undefined
  const isNamedElsewhere = typeof name === 'string' && isNamed(template, name, new Set([id]))
  return (
    holders.length === 0 &&
    hadReferences &&
    !isNamedElsewhere &&
    [template.wanted, ...included].every((root) => mentions(root, id, new Set([id])).length === 0)
  )
}

/** Places outside of `own` that refer to the resource; to wait for it alone is no use of it. */
const mentions = (root: Json, id: string, own: ReadonlySet<string>): readonly string[] =>
  referencesIn(root)
    .filter(
      (reference) =>
        reference.id === id &&
        reference.path[2] !== 'DependsOn' &&
        !(reference.path[0] === 'Resources' && own.has(reference.path[1] ?? '')),
    )
    .map(({ path }) =>
      path
        .slice(path[0] === 'Resources' ? 1 : 0)
        .filter((step) => !/^(Ref|Fn::\w+|Properties)$/.test(step))
        .join('.'),
    )

const isNamed = (template: Template, name: string, own: ReadonlySet<string>): boolean =>
  Object.entries(resourcesOf(template)).some(([id, resource]) => !own.has(id) && textsIn(resource).some((text) => text.includes(name)))
