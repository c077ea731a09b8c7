/** What Lambda itself does for a function: where it logs, where failures and results go, networks, files, keys. */
import { printSym, type SymText, symbol, symText } from '../../policy/index.js'
import { targetsOf } from '../resolve.js'
import { NO_LOGS } from '../serverless/names.js'
import type { AppFunction, Resource, Target, Value } from '../types.js'
import { alternatives, entry, items, literal, textOf, texts } from '../values.js'
import { madeTarget } from '../wires/sam-events.js'
import type { Settings } from './settings.js'
import type { World } from './world.js'

export type Platform = Pick<
  AppFunction,
  | 'logGroup'
  | 'tracing'
  | 'vpc'
  | 'layers'
  | 'deadLetter'
  | 'destinations'
  | 'fileSystems'
  | 'environmentKey'
  | 'durable'
  | 'url'
  | 'aliases'
>

export function platformOf(resource: Resource, settings: Settings, world: World, attached: Attached): Platform {
  return {
    logGroup: logGroupOf(resource, settings, world, attached),
    tracing: tracingOf(settings),
    vpc: vpcOf(settings),
    layers: items(settings.layers).flatMap((layer) => {
      const arn = textOf(layer)
      return arn === null ? [] : [{ arn, at: layer.at }]
    }),
    deadLetter: targetsOf(world, settings.deadLetter)[0] ?? null,
    destinations: destinationsOf(resource, world, attached),
    fileSystems: items(settings.fileSystems).flatMap((system) => targetsOf(world, entry(system, 'Arn'))),
    environmentKey: targetsOf(world, settings.environmentKey)[0] ?? null,
    durable: settings.durable === null ? null : { at: settings.durable.at },
    url: urlOf(resource, attached),
    aliases: aliasesOf(resource, attached, world),
  }
}

/** Resources that belong to a function by naming it. */
export interface Attached {
  readonly invokeConfigs: (functionId: string) => readonly Resource[]
  readonly urls: (functionId: string) => readonly Resource[]
  readonly aliases: (functionId: string) => readonly Resource[]
  /** Log groups of the template by their name as written. */
  readonly logGroups: ReadonlyMap<string, Resource>
}

function logGroupOf(resource: Resource, settings: Settings, world: World, attached: Attached): AppFunction['logGroup'] {
  if (settings.logGroup !== null) {
    const [target] = targetsOf(world, settings.logGroup)
    const declared = target?.resource === undefined ? null : target.resource
    const name: SymText = declared !== null ? [symbol(declared)] : (textOf(settings.logGroup) ?? [symbol(resource.id)])
    return { name, declared: declared !== null, disabled: false, at: settings.logGroup.at }
  }
  const name = symText('/aws/lambda/', symbol(resource.id))
  const named = texts(settings.name).map((each) => symText('/aws/lambda/', each))
  const declared = [name, ...named].map((each) => attached.logGroups.get(printSym(each))).find((each) => each !== undefined)
  return { name, declared: declared !== undefined, disabled: entry(resource.metadata, NO_LOGS) !== null, at: declared?.at ?? resource.at }
}

function tracingOf(settings: Settings): AppFunction['tracing'] {
  const mode = texts(settings.tracing)
    .map((text) => printSym(text))
    .find((text) => text !== 'Disabled')
  return settings.tracing === null || mode === undefined ? null : { mode, at: settings.tracing.at }
}

/** Empty lists take a function out of its network. Source: AWS Lambda Developer Guide, "Giving Lambda functions access to resources in an Amazon VPC". */
function vpcOf(settings: Settings): AppFunction['vpc'] {
  const subnets = items(entry(settings.vpc, 'SubnetIds'))
  return settings.vpc === null || subnets.length === 0 ? null : { at: settings.vpc.at }
}

function destinationsOf(resource: Resource, world: World, attached: Attached): readonly Target[] {
  const own = entry(resource.properties, 'EventInvokeConfig.DestinationConfig')
  const found = ['OnSuccess', 'OnFailure'].flatMap((end) => {
    const bare = attached
      .invokeConfigs(resource.id)
      .flatMap((config) => targetsOf(world, entry(config.properties, `DestinationConfig.${end}.Destination`)))
    const written = entry(own, end)
    if (written === null) return bare
    const named = targetsOf(world, entry(written, 'Destination'))
    return [...(named.length > 0 ? named : madeDestination(resource, end, written, world)), ...bare]
  })
  const seen = new Set<string>()
  return found.filter((target) => !seen.has(printSym(target.arn)) && seen.add(printSym(target.arn)))
}

function madeDestination(resource: Resource, end: string, written: Value, world: World): readonly Target[] {
  const type = literal(entry(written, 'Type'))
  const suffix = type === 'SQS' ? 'Queue' : type === 'SNS' ? 'Topic' : null
  return suffix === null ? [] : [madeTarget(`${resource.id}EventInvokeConfig${end}${suffix}`, written, world)]
}

function urlOf(resource: Resource, attached: Attached): AppFunction['url'] {
  const own = entry(resource.properties, 'FunctionUrlConfig')
  const bare = attached.urls(resource.id)[0]
  const auth = entry(own, 'AuthType') ?? (bare === undefined ? null : entry(bare.properties, 'AuthType'))
  if (own === null && bare === undefined) return null
  const written = auth === null ? undefined : alternatives(auth).map((side) => literal(side))
  // Where a condition decides, the public one is what a person should hear of.
  return {
    auth: written?.includes('NONE') ? 'NONE' : (written?.find((each) => each !== null) ?? 'AWS_IAM'),
    at: own?.at ?? bare?.at ?? resource.at,
  }
}

function aliasesOf(resource: Resource, attached: Attached, world: World): readonly string[] {
  const own = world.assumed(entry(resource.properties, 'AutoPublishAlias'))
  const bare = attached.aliases(resource.id).flatMap((alias) => world.assumed(entry(alias.properties, 'Name')))
  return [...new Set([...own, ...bare])].sort()
}
