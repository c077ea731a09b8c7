/** Whose role a function has, and what that role allows as the template stands. */
import { resolveResource } from '../resolve.js'
import type { FunctionRole, Resource, Value } from '../types.js'
import { alternatives, textOf } from '../values.js'
import type { Settings } from './settings.js'
import type { World } from './world.js'

export function roleOf(resource: Resource, settings: Settings, world: World): FunctionRole {
  const sides = settings.role === null ? [] : alternatives(settings.role).filter((side) => side.kind !== 'null')
  for (const side of sides) {
    const id = roleResource(side, world)
    if (id !== null) return { kind: 'resource', id }
  }
  const [external] = sides
  if (external !== undefined) return { kind: 'external', arn: external }
  return resource.type === 'AWS::Serverless::Function' ? { kind: 'implicit' } : { kind: 'none' }
}

function roleResource(value: Value, world: World): string | null {
  const text = textOf(value)
  const found = text === null ? null : resolveResource(world, text, 'AWS::IAM::Role')
  return found?.id ?? null
}
