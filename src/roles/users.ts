/** Everyone of an app who needs a role: functions first, then other principals, each in the order of their IDs. */
import type { App, Value } from '../app/index.js'
import type { Grant, Needs } from '../needs/index.js'
import type { Place } from '../outcome/index.js'
import { literalOf, type SymText } from '../policy/index.js'

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
  /** The boundary and the path that the template gives its present role: an organization may allow no role without them. */
  readonly frame: RoleFrame
  readonly at: Place
}

export interface RoleFrame {
  readonly boundary: SymText | null
  readonly path: string | null
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
    return {
      id,
      isFunction: true,
      service: LAMBDA,
      services,
      grants,
      managedPolicies,
      declaredRole,
      byRole,
      frame: frameOf(app, declaredRole, id),
      at: fn.at,
    }
  })
  const principals = [...needs.principals].map(([id, { service, grants, declaredRole, byRole, at }]): RoleUser => {
    return {
      id,
      isFunction: false,
      service,
      services: [service],
      grants,
      managedPolicies: [],
      declaredRole,
      byRole,
      frame: frameOf(app, declaredRole, id),
      at,
    }
  })
  const byId = (a: RoleUser, b: RoleUser): number => (a.id < b.id ? -1 : 1)
  return [...functions.filter((user) => user !== null).sort(byId), ...principals.sort(byId)]
}

/** Of the role that the template declares, else what SAM is told for the role that it makes. */
function frameOf(app: App, role: string | null, user: string): RoleFrame {
  const properties = app.resources.get(role ?? user)?.properties
  const boundary = textOf(properties?.entries.get('PermissionsBoundary'))
  const path = textOf(properties?.entries.get(role === null ? 'RolePath' : 'Path'))
  return { boundary, path: path === null ? null : literalOf(path) }
}

function textOf(value: Value | undefined): SymText | null {
  if (value?.kind === 'text') return value.text
  return value?.kind === 'options' ? (value.options.map(textOf).find((text) => text !== null) ?? null) : null
}
