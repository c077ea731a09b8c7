/** What a generated role changes of what the template allows a function: gained, narrowed, and lost for good. */
import type { AppFunction } from '../app/index.js'
import type { Generation } from '../generate/index.js'
import { canonicalArn, indexDeclared } from '../needs/index.js'
import { printSym } from '../policy/index.js'
import { diffAccess, type Lock, type LockGrant } from '../review/index.js'
import type { Access, RoleChange } from './types.js'

/** Beyond that the proofs take longer than anyone waits for a report. */
const MAX_FUNCTIONS = 400

/** Functions whose statements deny, or say what they leave out, and those whose declared access is not known, are left out. */
export function changesOf({ app, generated }: Generation): Readonly<Record<string, RoleChange>> {
  const index = indexDeclared(app)
  const compared = new Set(
    generated.proofs
      .filter(({ claim, verdict }) => claim === 'generated-in-declared' && verdict !== 'unknown')
      .map(({ subject }) => subject),
  )
  const ids = [...app.functions.values()].filter((fn) => isPlain(fn) && compared.has(fn.id)).map(({ id }) => id)
  if (ids.length === 0 || ids.length > MAX_FUNCTIONS) return {}
  const before = ids.map((id): [string, readonly LockGrant[]] => {
    const { declared = [] } = app.functions.get(id) ?? {}
    const grants = declared.map(({ actions, resources, conditions }) =>
      grant({
        actions,
        resources: resources.map((it) => printSym(canonicalArn(it, index).arn)),
        conditions: conditions.map(({ operator, key, values }) => ({ operator, key, values: values.map(printSym) })),
      }),
    )
    return [id, grants]
  })
  const after = ids.map((id): [string, readonly LockGrant[]] => [id, (generated.functions[id]?.grants ?? []).map(grant)])
  const { subjects, unknown } = diffAccess(lockOf(before), lockOf(after))
  return Object.fromEntries(
    [...ids].sort().map((id) => {
      const { gained = [], lost = [] } = subjects.get(id) ?? {}
      const kept = new Set((generated.functions[id]?.grants ?? []).flatMap(({ actions }) => actions))
      return [
        id,
        {
          gained: gained.map(access),
          lost: some(lost, (action) => !kept.has(action)),
          narrowed: some(lost, (action) => kept.has(action)),
          complete: !unknown.includes(id),
        },
      ]
    }),
  )
}

const isPlain = ({ declared }: AppFunction): boolean =>
  declared.every(
    ({ effect, notActions, notResources, resources }) =>
      effect === 'allow' && notActions.length + notResources.length === 0 && resources.length > 0,
  )

const grant = ({ actions, resources, conditions }: Pick<LockGrant, 'actions' | 'resources' | 'conditions'>): LockGrant => ({
  actions,
  resources,
  conditions,
  kind: 'call',
  certainty: 'resolved',
  evidence: [],
})

const lockOf = (subjects: readonly (readonly [string, readonly LockGrant[]])[]): Lock => ({ lockVersion: 1, subjects: new Map(subjects) })

const access = ({ actions, resources }: Access): Access => ({ actions, resources })

const some = (all: readonly Access[], keep: (action: string) => boolean): readonly Access[] =>
  all.flatMap(({ actions, resources }) => {
    const left = actions.filter(keep)
    return left.length === 0 ? [] : [{ actions: left, resources }]
  })
