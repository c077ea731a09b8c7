/** What each role of an app allows as its template stands, whoever uses it. */
import type { App } from '../types.js'
import { managedPolicies } from './managed-policies.js'
import { type RoleStatements, roleStatements } from './roles.js'

export const statementsOfRoles = ({ resources }: Pick<App, 'resources'>): RoleStatements =>
  // What is wrong with a policy was reported when the app was read.
  roleStatements(
    resources,
    managedPolicies(resources, () => undefined),
  )
