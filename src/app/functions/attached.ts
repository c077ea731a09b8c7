/** Resources that say something about a function without being one: invoke configurations, URLs, aliases, log groups. */
import { printSym } from '../../policy/index.js'
import type { Resource } from '../types.js'
import { entry, texts } from '../values.js'
import type { Attached } from './platform.js'
import type { World } from './world.js'

export function attachedResources(world: World): Attached {
  const byType = (type: string, property: string): ((functionId: string) => readonly Resource[]) => {
    const found = new Map<string, Resource[]>()
    for (const resource of world.resources.values()) {
      // What SAM makes has no properties; the function itself says the same.
      if (resource.type !== type || resource.madeBy !== null) continue
      for (const id of world.functionsOf(entry(resource.properties, property))) found.set(id, [...(found.get(id) ?? []), resource])
    }
    return (functionId) => found.get(functionId) ?? []
  }
  const logGroups = new Map<string, Resource>()
  for (const resource of world.resources.values()) {
    if (resource.type !== 'AWS::Logs::LogGroup') continue
    for (const name of texts(entry(resource.properties, 'LogGroupName'))) logGroups.set(printSym(name), resource)
  }
  return {
    invokeConfigs: byType('AWS::Lambda::EventInvokeConfig', 'FunctionName'),
    urls: byType('AWS::Lambda::Url', 'TargetFunctionArn'),
    aliases: byType('AWS::Lambda::Alias', 'FunctionName'),
    logGroups,
  }
}
