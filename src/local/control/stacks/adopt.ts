/**
 * The stack of an app that runs on this machine: its template as it lies on the disk, its resources as they are called here.
 * What stands in IAM and Lambda at that moment is what drift is measured by, since the app runs with the roles that were made
 * for it, whatever its template still says.
 */
import { isFault } from '../../reply.js'
import type { AdoptedResource, AdoptedStack, Caller, StoreWorld } from '../../types.js'
import { handlerWorld } from './advance.js'
import { evaluateMap } from './evaluate.js'
import { noted } from './events.js'
import { handlerOf } from './handlers.js'
import { attributesOf, carriedId, uuidOf } from './names.js'
import { scopeOf, standing } from './scope.js'
import { readParameters, readTemplate } from './template.js'
import type { JsonMap, ResourceRecord, StackRecord, Target, Template } from './types.js'
import { mapOf, textOf } from './values.js'

export interface Adopting {
  readonly stack: AdoptedStack
  /** The stack of that name that is there already. */
  readonly before: StackRecord | null
  readonly now: number
}

/** @returns null where a change set has changed the stack since: it stays as that left it */
export async function adopted({ stack, before, now }: Adopting, caller: Caller, world: StoreWorld): Promise<StackRecord | null> {
  if (before !== null && (before.changeSet !== null || before.work !== null)) return null
  const id = before?.id ?? `arn:aws:cloudformation:${stack.region}:${stack.account}:stack/${stack.name}/${uuidOf(stack.name)}`
  const target = targetOf(stack)
  const base: StackRecord = {
    id,
    name: stack.name,
    account: stack.account,
    region: stack.region,
    status: 'CREATE_COMPLETE',
    reason: null,
    createdAt: before?.createdAt ?? now,
    updatedAt: before === null ? null : now,
    target,
    resources: {},
    outputs: Object.entries(stack.outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
    events: before?.events ?? [],
    changeSet: null,
    work: null,
    made: 0,
    drift: { status: 'NOT_CHECKED', at: null },
    deletedAt: null,
  }
  const records = recordsOf(stack, base, now)
  const withResources = { ...base, resources: records }
  const found = await asFound(withResources, caller, world)
  return noted({ ...withResources, resources: found }, now, {
    resource: stack.name,
    physicalId: id,
    type: 'AWS::CloudFormation::Stack',
    status: 'CREATE_COMPLETE',
    reason: null,
  })
}

/** A template that CloudFormation would not take has no resources here. */
function targetOf({ template, parameters }: AdoptedStack): Target {
  const read = readTemplate(template)
  const known: Template = isFault(read) ? { original: template, processed: { Resources: {} } } : read
  const given = Object.entries(parameters)
    .filter(([key]) => mapOf(known.processed.Parameters)[key] !== undefined)
    .map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }))
  const values = readParameters(known.processed, given, null)
  return {
    template: known,
    parameters: isFault(values) ? given.map(({ ParameterKey, ParameterValue }) => ({ key: ParameterKey, value: ParameterValue })) : values,
    tags: [],
    capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
    roleArn: null,
  }
}

function recordsOf(stack: AdoptedStack, base: StackRecord, now: number): Readonly<Record<string, ResourceRecord>> {
  const known = new Map(stack.resources.map((it) => [it.id, it]))
  const empty = scopeOf({ place: base, target: base.target, resources: {}, imported: () => null })
  const wanted = standing(base.target.template.processed, empty)
  const bare = (it: AdoptedResource, definition: JsonMap | null): ResourceRecord => ({
    ...it,
    properties: {},
    status: 'CREATE_COMPLETE',
    reason: null,
    at: now,
    drift: 'NOT_CHECKED',
    deletionPolicy: textOf(definition?.DeletionPolicy),
    replacePolicy: textOf(definition?.UpdateReplacePolicy),
    asFound: null,
    beside: definition === null,
  })
  const first: Record<string, ResourceRecord> = {}
  for (const [id, definition] of wanted) {
    const type = textOf(definition.Type) ?? ''
    const own = known.get(id)
    const physicalId = own?.physicalId ?? carriedId(type, id, mapOf(definition.Properties), base, 0)
    first[id] = bare(
      { id, type, physicalId, attributes: { ...attributesOf(type, physicalId, mapOf(definition.Properties), base), ...own?.attributes } },
      definition,
    )
  }
  for (const it of stack.resources) if (first[it.id] === undefined) first[it.id] = bare(it, null)
  const scope = scopeOf({ place: base, target: base.target, resources: first, imported: () => null })
  return Object.fromEntries(
    Object.entries(first).map(([id, record]) => [id, { ...record, properties: evaluateMap(mapOf(wanted.get(id)?.Properties), scope) }]),
  )
}

async function asFound(stack: StackRecord, caller: Caller, world: StoreWorld): Promise<Readonly<Record<string, ResourceRecord>>> {
  const found: Record<string, ResourceRecord> = {}
  for (const record of Object.values(stack.resources)) {
    found[record.id] = record
    const handler = handlerOf(record.type)
    if (handler === null) continue
    const handlers = await handlerWorld(stack, { target: stack.target, caller }, record.id, 0, world)
    if (isFault(handlers)) continue
    const actual = await handler.read(record.physicalId, record.properties, new Set(), handlers)
    if (isFault(actual)) continue
    found[record.id] = { ...record, asFound: actual ?? {}, properties: record.beside ? (actual ?? {}) : record.properties }
  }
  return found
}
