/** What names mean in a stack: its parameters, its resources as they are, and what is known only after the change. */
import { AFTER_APPLY, holds, type Scope } from './evaluate.js'
import { resourcesOf } from './template.js'
import type { JsonMap, ResourceRecord, StackRecord, Target } from './types.js'
import { mapOf, textOf } from './values.js'

export type Place = Pick<StackRecord, 'id' | 'name' | 'account' | 'region'>

export interface ScopeOptions {
  readonly place: Place
  readonly target: Target
  readonly resources: Readonly<Record<string, ResourceRecord>>
  /** Resources whose physical ID changes on the way. */
  readonly renewed?: ReadonlySet<string>
  readonly imported: (name: string) => string | null
}

export function scopeOf({ place, target, resources, renewed = new Set(), imported }: ScopeOptions): Scope {
  const { processed } = target.template
  const declared = resourcesOf(processed)
  const known = (id: string): ResourceRecord | null => (Object.hasOwn(resources, id) && !renewed.has(id) ? (resources[id] ?? null) : null)
  const later = (id: string): string | null => (declared.has(id) ? AFTER_APPLY : null)
  return {
    parameters: new Map(target.parameters.map(({ key, value }) => [key, value])),
    parameterTypes: new Map(Object.entries(mapOf(processed.Parameters)).map(([key, it]) => [key, textOf(mapOf(it).Type) ?? 'String'])),
    pseudo: new Map([
      ['AWS::AccountId', place.account],
      ['AWS::Region', place.region],
      ['AWS::Partition', 'aws'],
      ['AWS::StackName', place.name],
      ['AWS::StackId', place.id],
      ['AWS::URLSuffix', 'amazonaws.com'],
    ]),
    mappings: mapOf(processed.Mappings),
    conditions: mapOf(processed.Conditions),
    ref: (id) => known(id)?.physicalId ?? later(id),
    attribute: (id, name) => {
      const record = known(id)
      return record === null ? later(id) : (record.attributes[name] ?? `${record.physicalId}.${name}`)
    },
    imported,
    problems: [],
  }
}

/** Resources of the template that exist under its parameters. */
export const standing = (template: JsonMap, scope: Scope): ReadonlyMap<string, JsonMap> =>
  new Map(
    [...resourcesOf(template)].filter(([, { Condition }]) => {
      const condition = textOf(Condition)
      return condition === null || holds(condition, scope)
    }),
  )
