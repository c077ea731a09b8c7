/** Everyone of an app who needs a role: functions first, then other principals, each in the order of their IDs. */
import type { App } from '../app/index.js'
import type { Grant, Needs } from '../needs/index.js'
import type { Place } from '../outcome/index.js'
import type { SymText } from '../policy/index.js'

export interface RoleUser {
  readonly id: string
  readonly isFunction: boolean
  readonly service: string
  /** All who assume the role: at the edge Lambda has a name of its own. */
  readonly services: readonly string[]
  readonly grants: readonly Grant[]
  /** Managed policies of elsewhere that stay on its role. */
  readonly managedPolicies: readonly SymText[]
  /** The role of this app that the template gives it; null: an own one is made for it, or it is not of this app. */
  readonly declaredRole: string | null
  /** The same grants by the role that the template gives each to. */
  readonly byRole: readonly { readonly role: string | null; readonly grants: readonly Grant[] }[]
  readonly at: Place
}

/** Source: CloudFront Developer Guide, "Set up IAM permissions and roles for Lambda@Edge": its role trusts both principals. */
const LAMBDA = 'lambda.amazonaws.com'

export function usersOf(app: App, needs: Needs): readonly RoleUser[] {
  const functions = [...needs.functions].map(([id, { grants, managedPolicies }]): RoleUser | null => {
    const fn = app.functions.get(id)
    if (fn === undefined) return null
    const declaredRole = fn.role.kind === 'resource' ? fn.role.id : null
    const byRole = [{ role: declaredRole, grants }]
    const atEdge = fn.wires.some(({ kind }) => kind === 'edge')
    const services = [LAMBDA, ...(atEdge ? ['edgelambda.amazonaws.com'] : [])]
    return { id, isFunction: true, service: LAMBDA, services, grants, managedPolicies, declaredRole, byRole, at: fn.at }
  })
  const principals = [...needs.principals].map(([id, { service, grants, declaredRole, byRole, at }]): RoleUser => {
    return { id, isFunction: false, service, services: [service], grants, managedPolicies: [], declaredRole, byRole, at }
  })
  const byId = (a: RoleUser, b: RoleUser): number => (a.id < b.id ? -1 : 1)
  return [...functions.filter((user) => user !== null).sort(byId), ...principals.sort(byId)]
}
