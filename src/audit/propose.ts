/** What a replay of an app asks for; audits without an app need not load what it takes. */
import type { Generation } from '../generate/index.js'
import type { Usage } from './fold.js'
import type { ProposedRole } from './judge.js'

/** @returns the roles that an app generates, one for each role and session of the logs that is the app's */
export async function proposedRoles(usages: ReadonlyMap<string, Usage>, generation: Generation): Promise<readonly ProposedRole[]> {
  const { rolesOfApp } = await import('./proposed-roles.js')
  return rolesOfApp(usages, generation)
}
