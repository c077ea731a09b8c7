/** The member `guardrails` as the review asks for it: short forms written out, names given. */
import type { Guardrails } from '../review/index.js'
import type { ConfigFile } from './schema.js'

type Written = NonNullable<ConfigFile['guardrails']>
type Requests = NonNullable<Written['never']>[number]
type Named = Guardrails['never'][number]

export function asGuardrails({ never, only, mustDeny, noPublic, noEscalation }: Written): Guardrails {
  return {
    never: distinct((never ?? []).map(asRequests)),
    only: only === undefined ? null : only.map(asRequests),
    mustDeny: distinct((mustDeny ?? []).map(asRequests)),
    noPublic: asNoPublic(noPublic),
    noEscalation: asNoEscalation(noEscalation),
  }
}

function asRequests(written: Requests): Named {
  if (typeof written === 'string') return { name: written, actions: [written], resources: ['*'], notResources: [], conditions: [] }
  const { name, actions, resources, notResources, conditions } = written
  return {
    name: name ?? actions.join(','),
    actions,
    resources: resources ?? ['*'],
    notResources: notResources ?? [],
    conditions: conditions ?? [],
  }
}

/** Two guardrails of one name would answer under it together. */
function distinct(all: readonly Named[]): readonly Named[] {
  const count = new Map<string, number>()
  return all.map((one) => {
    const before = count.get(one.name) ?? 0
    count.set(one.name, before + 1)
    return before === 0 ? one : { ...one, name: `${one.name} (${before + 1})` }
  })
}

function asNoPublic(written: Written['noPublic']): Guardrails['noPublic'] {
  if (written === undefined || written === false) return null
  const { accounts, organizations, except } = written === true ? {} : written
  return { accounts: accounts ?? [], organizations: organizations ?? [], except: except ?? [] }
}

function asNoEscalation(written: Written['noEscalation']): Guardrails['noEscalation'] {
  if (written === undefined || written === false) return null
  return { except: written === true ? [] : (written.except ?? []) }
}
