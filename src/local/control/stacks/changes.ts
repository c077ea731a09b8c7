/**
 * A stack and what it should be → what an update would change, as a change set tells it.
 *
 * Source: CloudFormation API Reference, "ResourceChange", "ResourceChangeDetail", "ResourceTargetDefinition"; Template
 * Reference, "Update requires" of each property.
 */
import { cfnType } from '../../../catalog/index.js'
import { AFTER_APPLY, evaluateMap, referencesIn, type Scope } from './evaluate.js'
import { type Place, scopeOf, standing } from './scope.js'
import { resourcesOf } from './template.js'
import type { Change, ChangeDetail, Json, JsonMap, ResourceRecord, Target } from './types.js'
import { canonical, mapOf, same, textOf } from './values.js'

/** Properties whose change makes another resource in place of the old one; `*`: each of them. */
const RENEWING: ReadonlyMap<string, readonly string[]> = new Map([
  ['AWS::IAM::Role', ['RoleName', 'Path']],
  ['AWS::IAM::ManagedPolicy', ['ManagedPolicyName', 'Path', 'Description']],
  ['AWS::IAM::Policy', []],
  ['AWS::Lambda::Permission', ['*']],
  ['AWS::Lambda::Function', ['FunctionName', 'PackageType']],
  ['AWS::ApiGateway::Account', []],
])

export function renews(type: string, property: string): boolean {
  const row = RENEWING.get(type)
  if (row !== undefined) return row.includes('*') || row.includes(property)
  return cfnType(type)?.nameProperty === property && type !== 'AWS::ApiGateway::RestApi'
}

export interface Compared {
  readonly changes: readonly Change[]
  /** In CloudFormation's words. */
  readonly problems: readonly string[]
}

export interface Comparing {
  readonly place: Place
  readonly before: Target | null
  readonly resources: Readonly<Record<string, ResourceRecord>>
  readonly after: Target
  readonly imported: (name: string) => string | null
}

/** Sorted by logical ID. */
export function changesOf({ place, before, resources, after, imported }: Comparing): Compared {
  const renewed = new Set<string>()
  for (;;) {
    const scope = scopeOf({ place, target: after, resources, renewed, imported })
    const wanted = standing(after.template.processed, scope)
    const changed = [...wanted].flatMap(([id, definition]) => {
      const record = Object.hasOwn(resources, id) ? resources[id] : undefined
      return record === undefined ? [added(id, definition)] : (modified({ id, definition, record, before, scope, renewed }) ?? [])
    })
    const removed = Object.values(resources)
      .filter(({ id, beside }) => !wanted.has(id) && !beside)
      .map(
        (record): Change => ({
          action: 'Remove',
          id: record.id,
          type: record.type,
          physicalId: record.physicalId,
          replacement: null,
          scope: [],
          details: [],
        }),
      )
    const more = changed.filter(({ replacement, id }) => replacement === 'True' && !renewed.has(id))
    if (more.length === 0) {
      const retyped = [...wanted].filter(([id, { Type }]) => resources[id] !== undefined && resources[id]?.type !== Type).map(([id]) => id)
      return {
        changes: [...changed, ...removed].sort((a, b) => (a.id < b.id ? -1 : 1)),
        problems: [
          ...new Set([
            ...scope.problems,
            ...(retyped.length === 0
              ? []
              : [
                  `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${retyped.join(', ')}]`,
                ]),
          ]),
        ],
      }
    }
    // What speaks of a renewed resource changes too, which can renew that in turn.
    for (const { id } of more) renewed.add(id)
  }
}

const added = (id: string, { Type }: JsonMap): Change => ({
  action: 'Add',
  id,
  type: textOf(Type) ?? '',
  physicalId: null,
  replacement: null,
  scope: [],
  details: [],
})

interface Modifying {
  readonly id: string
  readonly definition: JsonMap
  readonly record: ResourceRecord
  readonly before: Target | null
  readonly scope: Scope
  readonly renewed: ReadonlySet<string>
}

function modified({ id, definition, record, before, scope, renewed }: Modifying): readonly Change[] | null {
  const written = mapOf(definition.Properties)
  const properties = evaluateMap(written, scope)
  const old = mapOf(resourcesOf(before?.template.processed ?? {}).get(id)?.Properties)
  const names = [...new Set([...Object.keys(properties), ...Object.keys(record.properties)])].sort()
  const details = names.flatMap((name): readonly ChangeDetail[] => {
    if (same(properties[name], record.properties[name])) return []
    const isWritten = !same(written[name], old[name])
    const causes = referencesIn(written[name] ?? null, (it) => renewed.has(it))
    const isLater = canonical(properties[name]).includes(AFTER_APPLY)
    return [
      {
        attribute: 'Properties',
        name,
        requiresRecreation: renews(record.type, name) ? (isLater && !isWritten ? 'Conditionally' : 'Always') : 'Never',
        evaluation: isLater ? 'Dynamic' : 'Static',
        source: isWritten ? 'DirectModification' : causes.length > 0 ? 'ResourceReference' : 'ParameterReference',
        causedBy: isWritten ? null : (causes[0] ?? null),
        before: asText(record.properties[name]),
        after: asText(properties[name]),
      },
    ]
  })
  if (details.length === 0) return null
  const renewing = details.some(({ requiresRecreation }) => requiresRecreation !== 'Never')
  return [
    {
      action: 'Modify',
      id,
      type: record.type,
      physicalId: record.physicalId,
      replacement: renewing ? 'True' : 'False',
      scope: ['Properties'],
      details,
    },
  ]
}

const asText = (value: Json | undefined): string | null =>
  value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value)
