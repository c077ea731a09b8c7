/**
 * What a service file says, with its variables resolved and what differs by version under one name: functions as a list,
 * settings of the provider, plugins.
 * Source: Serverless Framework documentation, "Serverless.yml Reference".
 */
import type { Place, Problem } from '../../outcome/index.js'
import { itemsOf, type MapNode, mapNode, member, type Node, scalarNode, sourceOf } from '../document/node.js'
import { functionId, normalName } from './names.js'
import { join } from './nodes.js'
import type { Variables } from './variables/resolver.js'

export interface ServiceFunction {
  /** In the service file. */
  readonly key: string
  /** The key as parts of logical IDs have it. */
  readonly normal: string
  /** Its logical ID. */
  readonly id: string
  readonly at: Place
  readonly node: MapNode
  /** Its name in AWS. */
  readonly name: Node
}

/** One item of a function's `events`. */
export interface ServiceEvent {
  readonly type: string
  /** A map of settings, or the one setting that says it all. */
  readonly settings: Node
  readonly at: Place
}

export interface Service {
  readonly at: Place
  readonly name: Node
  readonly stage: Node
  /** `service-stage`, which names begin with. */
  readonly prefix: Node
  readonly provider: Node | undefined
  readonly functions: readonly ServiceFunction[]
  readonly plugins: readonly { readonly name: string; readonly at: Place }[]
  /** A section of the file by its path, resolved. */
  readonly section: (...path: readonly string[]) => Node | undefined
  /** A text as far as it is known before deployment: for structure and parts of logical IDs. */
  readonly text: (node: Node | undefined) => string | null
  readonly report: (problem: Problem) => void
}

/** With the ARN of each function's role. */
export interface ServiceWithRoles extends Service {
  readonly roleOf: (fn: ServiceFunction) => Node
}

export function openService(root: MapNode, variables: Variables, report: (problem: Problem) => void): Service {
  const { at } = root
  const service = variables.at('service')
  const name = member(service, 'name') ?? service ?? scalarNode('service', at)
  const stage = variables.stage(at)
  const provider = variables.at('provider')
  const base = {
    at,
    name,
    stage,
    prefix: join(name.at, [name, '-', stage]),
    // `provider: aws` says its name alone.
    provider: provider?.kind === 'map' ? provider : undefined,
    section: variables.at,
    text: variables.text,
    report,
  }
  return { ...base, functions: functionsOf(variables, base), plugins: pluginsOf(variables) }
}

function functionsOf(variables: Variables, { prefix, report }: Pick<Service, 'prefix' | 'report'>): readonly ServiceFunction[] {
  const written = variables.at('functions')
  if (written === undefined) return []
  const parts = itemsOf(written).filter((part) => !(part.kind === 'scalar' && part.value === null))
  const found = new Map<string, ServiceFunction>()
  for (const part of parts) {
    if (part.kind !== 'map' || isCall(part)) {
      report(unreadPart('functions', part.at))
      continue
    }
    for (const [key, node] of part.entries) {
      const at = part.keys.get(key) ?? node.at
      if (node.kind !== 'map' || isCall(node)) {
        if (!(node.kind === 'scalar' && node.value === null)) report(unreadPart(`functions.${key}`, at))
        continue
      }
      const given = member(node, 'name')
      found.set(key, { key, normal: normalName(key), id: functionId(key), at, node, name: given ?? join(at, [prefix, `-${key}`]) })
    }
  }
  return [...found.values()]
}

/** `plugins` is a list, or a map whose `modules` is one. */
function pluginsOf(variables: Variables): Service['plugins'] {
  const written = variables.at('plugins')
  return itemsOf(member(written, 'modules') ?? (written?.kind === 'map' ? undefined : written)).flatMap((node) => {
    const name = variables.text(node)
    return name === null ? [] : [{ name, at: node.at }]
  })
}

export const hasPlugin = ({ plugins }: Service, name: string): boolean => plugins.some((plugin) => plugin.name === name)

/** What is not known before deployment stands as a function of CloudFormation or a reference. */
export const isCall = (node: Node | undefined): boolean =>
  node?.kind === 'map' && node.entries.size === 1 && [...node.entries.keys()].every((key) => key === 'Ref' || key.startsWith('Fn::'))

export const unreadPart = (what: string, at: Place): Problem => ({
  code: 'app/unread-part',
  message: `\`${what}\` is not known before deployment, and is not read`,
  hint: 'write it out, or name what `serverless package` makes: .serverless/cloudformation-template-update-stack.json',
  at,
})

/** A setting of the function, else the provider's. */
export const setting = (fn: ServiceFunction, service: Service, name: string): Node | undefined =>
  member(fn.node, name) ?? member(service.provider, name)

export const isTrue = (node: Node | undefined): boolean => sourceOf(node)?.toLowerCase() === 'true'

export function eventsOf(fn: ServiceFunction, service: Service): readonly ServiceEvent[] {
  return itemsOf(member(fn.node, 'events')).flatMap((item): readonly ServiceEvent[] => {
    // `- httpApi` and `- alexaSkill` alone say everything.
    if (item.kind === 'scalar') return item.value === null ? [] : [{ type: item.source, settings: scalarNode(true, item.at), at: item.at }]
    if (item.kind === 'list') return item.items.flatMap((inner) => eventsOf({ ...fn, node: eventHolder(inner) }, service))
    if (isCall(item)) {
      service.report(unreadPart(`functions.${fn.key}.events`, item.at))
      return []
    }
    return [...item.entries].map(([type, settings]) => ({ type, settings, at: item.keys.get(type) ?? item.at }))
  })
}

const eventHolder = (item: Node): MapNode => mapNode(new Map([['events', item]]), item.at)

/** An event's setting by its name; of what is written as one text, nothing. */
export const of = (event: ServiceEvent, name: string): Node | undefined => member(event.settings, name)
