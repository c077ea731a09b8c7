/** What the five roles as guides write them would allow and the tightened ones do not: actions, and the width of resources. */
import type { Finding, Place } from '../outcome/index.js'
import type { CfnString, RolePolicy } from './types.js'
import { verbatimPolicies } from './verbatim.js'

/**
 * @param policies the tightened policies, by their names
 * @param at where the app is declared
 */
export function droppedGrants(policies: readonly RolePolicy[], at: Place | null): readonly Finding[] {
  return verbatimPolicies().flatMap(({ policy, document }): readonly Finding[] => {
    const own = policies.filter((p) => p.name.replace(/\d+$/, '') === policy).flatMap((p) => p.document.Statement)
    if (own.length === 0) return []
    const kept = new Set(own.flatMap((s) => s.Action))
    // `LambdaExecutionPolicy` holds what the other three do not: what those keep is not dropped.
    const elsewhere = new Set(policies.flatMap((p) => p.document.Statement.flatMap((s) => s.Action)))
    const dropped = document.Statement.flatMap((s) => s.Action).filter((a) => !kept.has(a) && !elsewhere.has(a))
    const narrowed =
      document.Statement.some((s) => [s.Resource].flat().some(isBroad)) && !own.some((s) => s.Resource.some((r) => isBroad(written(r))))
    return [
      ...(dropped.length === 0
        ? []
        : [
            finding(
              policy,
              `${dropped.map((a) => `\`${a}\``).join(', ')} of the broad \`${policy}\` ${dropped.length === 1 ? 'is' : 'are'} dropped: nothing needs ${dropped.length === 1 ? 'it' : 'them'}`,
              at,
            ),
          ]),
      ...(narrowed
        ? [
            finding(
              policy,
              `the broad \`${policy}\` speaks of every resource of its kind, and the tightened one names those of this app`,
              at,
            ),
          ]
        : []),
    ]
  })
}

/** `function:*`, or every log group of a region. */
const isBroad = (resource: string): boolean => /(:\*|function:\*)$/.test(resource) && !/log-group:/.test(resource)

const written = (value: CfnString): string => (typeof value === 'string' ? value : ([value['Fn::Sub']].flat()[0]?.toString() ?? ''))

const finding = (policy: string, message: string, at: Place | null): Finding => ({
  code: 'role/broad-grant-dropped',
  severity: 'info',
  subject: policy,
  message,
  hint: '`--verbatim` prints the broad documents',
  at,
})
