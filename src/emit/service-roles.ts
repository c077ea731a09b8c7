/**
 * Roles → a part of a service's `resources`: it stands in the same stack, so that symbols stay as they are, and variables of
 * the framework are its own to fill in.
 * Source: Serverless Framework documentation, "IAM Permissions For Functions", custom roles; "AWS Infrastructure Resources".
 */
import type { App } from '../app/index.js'
import { logicalId, type Role } from '../roles/index.js'
import { resourcesOf } from './role-resources.js'
import { type Json, stringify } from './yaml.js'

const HEAD = `# The roles of this service. In serverless.yml, with the path from there to this file:
#
#   resources:
#     - \${file(out/roles.template.yaml)}
`

/** @returns YAML */
export function serviceRoles(app: App, roles: readonly Role[]): string {
  const extensions = extensionsOf(app, roles)
  const part: Json = {
    Resources: resourcesOf(roles, { nameOf: (symbol) => symbol }),
    ...(Object.keys(extensions).length === 0 ? {} : { extensions }),
  }
  return `${HEAD}${usage(app, roles)}\n${stringify(part)}`
}

/** Which role is for whom. */
function usage(app: App, roles: readonly Role[]): string {
  const users = roles.flatMap((role) => role.usedBy.map((user) => [user, logicalId(role.id)] as const))
  const lines = (of: readonly (readonly [string, string])[]): string =>
    of.map(([user, role]) => `#     ${user}:\n#       role: ${role}\n`).join('')
  const functions = users.filter(([user]) => app.functions.has(user)).sort(([a], [b]) => (a < b ? -1 : 1))
  const others = users.filter(([user]) => !app.functions.has(user)).sort(([a], [b]) => (a < b ? -1 : 1))
  return [
    functions.length === 0 ? '' : `#   functions:\n${lines(functions)}`,
    others.length === 0 ? '' : `#\n# And where these have a role of their own:\n#\n${lines(others)}`,
    '#\n# With a list in `resources` what is there already becomes an item of it. A function with a `role` of its own does not get\n',
    '# what the framework adds to the shared one: what it needs of that is here.\n',
  ].join('')
}

/** Lambda asks whether it may poll when the mapping is made, so each mapping waits for the policies of its function's role. */
function extensionsOf(app: App, roles: readonly Role[]): { readonly [id: string]: Json } {
  const found = [...app.functions.values()].flatMap((fn) => {
    const own = roles.filter((role) => role.usedBy.includes(fn.id))
    const policies = own.flatMap((role) =>
      role.policies.filter((policy) => policy.kind === 'inline').map((policy) => logicalId(policy.name)),
    )
    const mappings = fn.wires.filter(({ id }) => app.resources.get(id)?.type === 'AWS::Lambda::EventSourceMapping').map(({ id }) => id)
    return policies.length === 0 ? [] : mappings.map((id): [string, Json] => [id, { DependsOn: policies }])
  })
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)))
}
