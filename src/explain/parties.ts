/** Who of the app stands behind a principal of AWS, and which of its grants speak of a request. */
import { matchesGlob } from '../catalog/index.js'
import type { GeneratedGrant, Generation } from '../generate/index.js'
import { parseSym } from '../policy/index.js'
import { type Likeness, likeness, mostAlike, resourceLikeness, roleAndSession } from './physical.js'

/** Functions and other principals by ID. */
export interface Parties {
  readonly likeness: Likeness
  readonly subjects: readonly string[]
}

/**
 * @param principal an ARN as AWS writes it: a role's, or a session's (whose name is the function's where Lambda assumed it)
 * @returns `no` and nobody for users, root and roles that cannot be the app's
 */
export function partiesOf(principal: string, { app, generated }: Generation): Parties {
  const { role, session } = roleAndSession(principal)
  if (role === null) return { likeness: 'no', subjects: [] }
  const functions = [...app.functions.values()]
  const ofSession = session === null ? null : mostAlike(functions, (fn) => resourceLikeness(fn.resource, session, app))
  if (ofSession?.likeness === 'yes') return { likeness: 'yes', subjects: ofSession.which.map((fn) => fn.id) }
  const holders = [
    ...functions.flatMap((fn) => {
      const declared = fn.role.kind === 'resource' ? fn.role.id : `${fn.id}Role`
      return [declared, generated.functions[fn.id]?.role ?? declared].map((id) => ({ subject: fn.id, id }))
    }),
    ...Object.entries(generated.principals).map(([subject, { role: id }]) => ({ subject, id })),
  ]
  const ofRole = mostAlike(holders, ({ id }) => (app.resources.has(id) ? resourceLikeness(id, role, app) : namedLike(id, role)))
  const subjects = [...new Set(ofRole.which.map(({ subject }) => subject))]
  return { likeness: ofRole.likeness, subjects }
}

/** A role that the template does not have yet: only a name that was made of its ID speaks for it. */
const namedLike = (id: string, name: string): Likeness => (name.toLowerCase().includes(id.toLowerCase()) ? 'yes' : 'maybe')

export const grantsOfSubject = ({ generated }: Generation, subject: string): readonly GeneratedGrant[] =>
  generated.functions[subject]?.grants ?? generated.principals[subject]?.grants ?? []

/** The grants of a subject that a request asks for, the likest resources alone. */
export function grantsFor(generation: Generation, subject: string, action: string, resource: string | null): readonly GeneratedGrant[] {
  const cells = grantsOfSubject(generation, subject)
    .filter(({ actions }) => actions.some((a) => matchesGlob(a, action)))
    .flatMap((grant) => grant.resources.map((pattern) => ({ grant, pattern })))
  const like = (pattern: string): Likeness =>
    resource === null || resource === '*' || !resource.startsWith('arn:') ? 'maybe' : likeness(parseSym(pattern), resource, generation.app)
  const { which } = mostAlike(cells, ({ pattern }) => like(pattern))
  const grants = [...new Set(which.map(({ grant }) => grant))]
  return grants.map((grant) => ({ ...grant, resources: which.filter((cell) => cell.grant === grant).map(({ pattern }) => pattern) }))
}
