/**
 * The roles that an app generates, as the logs would meet them. What CloudFormation will call a resource is not known before
 * it is deployed; the logs' names hold its logical ID, and that is what the policies here ask for.
 */
import { namesOf } from '../app/index.js'
import { partiesOf } from '../explain/index.js'
import type { Generation } from '../generate/index.js'
import { parseSym, type SymText } from '../policy/index.js'
import type { Usage } from './fold.js'
import type { ProposedRole } from './judge.js'

/** @returns one for each role and session of the logs that is the app's */
export function rolesOfApp(usages: ReadonlyMap<string, Usage>, generation: Generation): readonly ProposedRole[] {
  return [...usages.values()].flatMap(({ arn, sessions }) => {
    const [, partition = 'aws', , , account = ''] = arn.split(':')
    const name = arn.split('/').at(-1) ?? ''
    return sessions.flatMap((session): ProposedRole[] => {
      const parties = partiesOf(`arn:${partition}:sts::${account}:assumed-role/${name}/${session}`, generation)
      const [subject] = parties.subjects
      if (parties.likeness !== 'yes' || subject === undefined || parties.subjects.length !== 1) return []
      const role = generation.generated.functions[subject]?.role ?? generation.generated.principals[subject]?.role
      const policies = role === undefined ? undefined : generation.generated.roles[role]?.policies
      if (policies === undefined) return []
      const lower = lowering(generation, partition, account)
      return [{ arn, session, documents: policies.map((policy) => ({ name: policy.name, document: lower(policy.document) })) }]
    })
  })
}

function lowering(generation: Generation, partition: string, account: string): (value: unknown) => unknown {
  const textOf = (symbolic: SymText): string =>
    symbolic.map((piece) => (piece.kind === 'text' ? piece.text : piece.kind === 'any' ? '*' : symbolText(piece.name))).join('')
  const symbolText = (name: string): string => {
    if (name === 'AWS::Partition') return partition
    if (name === 'AWS::AccountId') return account
    if (name.startsWith('AWS::')) return '*'
    const [id = name] = name.split('.')
    const resource = generation.app.resources.get(id)
    const parameter = generation.app.parameters.get(name)?.value
    if (parameter?.kind === 'text') return textOf(parameter.text)
    if (resource === undefined) return '*'
    const [given] = namesOf(resource)
    // A name that the template gives may hold symbols of its own.
    if (given !== undefined && !given.some((piece) => piece.kind === 'symbol' && piece.name.startsWith(id))) return textOf(given)
    return `*${cut(id.split('/').at(-1) ?? id)}*`
  }
  const lower = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(lower)
    if (typeof value !== 'object' || value === null) return value
    const sub = 'Fn::Sub' in value ? value['Fn::Sub'] : undefined
    if (typeof sub === 'string') return textOf(parseSym(sub.replaceAll('${!', '${')))
    if (Array.isArray(sub) && typeof sub[0] === 'string') return textOf(parseSym(sub[0]))
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, lower(member)]))
  }
  return lower
}

/**
 * As much of a logical ID as a name that was cut still holds. Buckets are named in lower case, so that letters of either
 * case may stand there: the first is left open.
 * Source: CloudFormation User Guide, "Name type".
 */
const cut = (id: string): string =>
  [...id.slice(0, Math.max(5, Math.ceil(id.length / 2)))].map((char) => (/[A-Z]/.test(char) ? '?' : char)).join('')
