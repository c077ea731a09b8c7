/** `--function ID`: the part of an answer that speaks of one function. */
import type { Generated } from '../generate/index.js'
import type { Problem } from '../outcome/index.js'
import { nearest } from './nearest.js'

/** @returns null where the app has no function of that ID */
export function selectFunction(generated: Generated, id: string): Generated | null {
  const chosen = generated.functions[id]
  if (chosen === undefined || !Object.hasOwn(generated.functions, id)) return null
  const only = <T>(record: Readonly<Record<string, T>>, keys: readonly string[]): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([key]) => keys.includes(key)))
  const subjects = [id, chosen.role]
  return {
    ...generated,
    functions: { [id]: chosen },
    principals: {},
    roles: only(generated.roles, [chosen.role]),
    resourcePolicies: generated.resourcePolicies.filter((p) => p.resource === `\${${id}}`),
    widths: only(generated.widths, [id]),
    proofs: generated.proofs.filter((p) => subjects.includes(p.subject)),
    findings: generated.findings.filter((f) => subjects.includes(f.subject)),
  }
}

export function noSuchFunction(id: string, { functions }: Generated): Problem {
  const ids = Object.keys(functions)
  const near = nearest(id, ids)
  return {
    code: 'cli/no-such-function',
    message: `this app has no function \`${id}\``,
    hint: near !== null ? `did you mean \`${near}\`?` : `it has ${ids.slice(0, 12).join(', ')}${ids.length > 12 ? ', …' : ''}`,
    at: null,
  }
}
