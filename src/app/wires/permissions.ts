/** `AWS::Lambda::Permission`, and those that SAM makes of connectors: who may invoke a function, and whether another wire needs to be let in. */

import { printSym } from '../../policy/index.js'
import { connections } from '../declared/connectors.js'
import type { World } from '../functions/world.js'
import { targetsOf } from '../resolve.js'
import type { Resource } from '../types.js'
import { entry, texts } from '../values.js'
import type { Wired } from './wired.js'

/** Whether the template lets a service invoke a function. */
export type Permitted = (functionId: string, service: string) => boolean

export function permissions(world: World): Permitted {
  const allowed = new Set<string>()
  for (const { resource } of world.placed) {
    if (resource.type !== 'AWS::Lambda::Permission') continue
    for (const functionId of world.functionsOf(entry(resource.properties, 'FunctionName')))
      for (const principal of texts(entry(resource.properties, 'Principal')))
        allowed.add(`${functionId} ${servicePrincipal(printSym(principal))}`)
  }
  for (const { to, services } of connections(world)) for (const service of services) allowed.add(`${to} ${service}`)
  return (functionId, service) => allowed.has(`${functionId} ${service}`)
}

/** `logs.eu-west-1.amazonaws.com` and `sns.amazonaws.com.cn` are the same services as elsewhere. */
const servicePrincipal = (written: string): string =>
  written
    .replace(/^([a-z-]+)\.(?:[a-z]{2}(?:-[a-z]+)+-\d|\$\{AWS::Region\})\./, '$1.')
    .replace(/\.(amazonaws\.com(\.cn)?|\$\{AWS::URLSuffix\})$/, '.amazonaws.com')

export function permissionWires(resource: Resource, world: World): readonly Wired[] {
  const [source] = targetsOf(world, entry(resource.properties, 'SourceArn'))
  return world.functionsOf(entry(resource.properties, 'FunctionName')).map((functionId) => ({
    functionId,
    wire: {
      kind: 'lambda-permission',
      id: resource.id,
      at: resource.at,
      source: source ?? null,
      onFailure: null,
      properties: resource.properties,
      names: entry(resource.properties, 'FunctionName'),
      permitted: true,
    },
  }))
}
