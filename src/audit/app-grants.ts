/** The roles of an app against those of the logs: who is who, what its code needs, and what its template grants. */
import { likeness, partiesOf } from '../explain/index.js'
import type { Generation } from '../generate/index.js'
import { canonicalArn, type DeclaredIndex, indexDeclared } from '../needs/index.js'
import { parseSym, printSym } from '../policy/index.js'
import { actionsOf } from './actions-of.js'
import type { Usage } from './fold.js'
import type { GrantCell, RoleGrants } from './grants.js'

/** @returns by key of the usage, and by symbolic ARN for roles that are in no log; roles that are not the app's are left out */
export function appGrants(usages: ReadonlyMap<string, Usage>, generation: Generation): ReadonlyMap<string, RoleGrants> {
  const index = indexDeclared(generation.app)
  const out = new Map<string, RoleGrants>()
  const seen = new Set<string>()
  for (const [key, usage] of usages) {
    const subjects = subjectsOf(usage, generation)
    if (subjects.length === 0) continue
    for (const subject of subjects) seen.add(subject)
    out.set(key, grantsOf(usage.arn, subjects, generation, index))
  }
  const unseen = new Map<string, string[]>()
  for (const fn of generation.app.functions.values()) {
    if (seen.has(fn.id)) continue
    const role = fn.role.kind === 'resource' ? fn.role.id : `${fn.id}Role`
    unseen.set(role, [...(unseen.get(role) ?? []), fn.id])
  }
  for (const [role, subjects] of [...unseen].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const arn = `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/\${${role}}`
    out.set(arn, grantsOf(arn, subjects, generation, index))
  }
  return out
}

/** Lambda's sessions are called like their functions; else the role's name says whose it is. */
function subjectsOf(usage: Usage, generation: Generation): readonly string[] {
  const [, partition = 'aws', , , account = ''] = usage.arn.split(':')
  const name = usage.arn.split('/').at(-1) ?? ''
  const found = new Set<string>()
  for (const session of usage.sessions) {
    const parties = partiesOf(`arn:${partition}:sts::${account}:assumed-role/${name}/${session}`, generation)
    if (parties.likeness === 'yes') for (const subject of parties.subjects) found.add(subject)
  }
  if (found.size === 0) {
    const parties = partiesOf(usage.arn, generation)
    if (parties.likeness === 'yes') for (const subject of parties.subjects) found.add(subject)
  }
  const functions = [...generation.app.functions.values()]
  const own = functions.filter(({ id }) => found.has(id))
  // Who shares a role with one that called has that role too.
  const roles = new Set(own.flatMap(({ role }) => (role.kind === 'resource' ? [role.id] : [])))
  return functions
    .filter(({ id, role }) => found.has(id) || (role.kind === 'resource' && roles.has(role.id)))
    .map(({ id }) => id)
    .sort()
}

function grantsOf(arn: string, subjects: readonly string[], generation: Generation, index: DeclaredIndex): RoleGrants {
  const { app, generated } = generation
  const needed = subjects.flatMap((subject) =>
    (generated.functions[subject]?.grants ?? []).flatMap(({ actions, resources, kind }) =>
      actions.flatMap((action) => resources.map((resource): GrantCell => ({ action, resource, need: kind }))),
    ),
  )
  const granted = subjects.flatMap((subject) =>
    (app.functions.get(subject)?.declared ?? [])
      .filter(({ effect }) => effect === 'allow')
      .flatMap(({ actions, notActions, resources, notResources }) => {
        const patterns =
          notResources.length > 0 || resources.length === 0 ? ['*'] : resources.map((one) => printSym(canonicalArn(one, index).arn))
        return (notActions.length > 0 ? ['*'] : actions.flatMap(actionsOf)).flatMap((action) =>
          patterns.map((resource): GrantCell => ({ action, resource })),
        )
      }),
  )
  return {
    arn,
    granted,
    needed,
    codeKnown: true,
    policies: [],
    likeness: (pattern, resource) => likeness(parseSym(pattern), resource, app),
  }
}
