/**
 * What stands in the account, held against what the stack put there. Types that are carried are not checked, as types that
 * CloudFormation cannot read are not.
 *
 * Source: CloudFormation User Guide, "Detect unmanaged configuration changes to stacks and resources with drift detection".
 */
import { isFault } from '../../reply.js'
import type { Caller, StoreWorld } from '../../types.js'
import { handlerWorld } from './advance.js'
import { handlerOf } from './handlers.js'
import type { DriftRecord, Json, JsonMap, ResourceRecord, StackRecord } from './types.js'
import { isList, isMap, listOf, mapOf, same, textOf } from './values.js'

/** @param wanted logical IDs; none: all that can be read */
export async function driftOf(
  stack: StackRecord,
  wanted: ReadonlySet<string>,
  caller: Caller,
  world: StoreWorld,
): Promise<readonly DriftRecord[]> {
  const found: DriftRecord[] = []
  for (const record of Object.values(stack.resources).sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const handler = handlerOf(record.type)
    if (handler === null || (wanted.size > 0 && !wanted.has(record.id))) continue
    // Drift is read as whoever asks: the stack's role changes things and is not needed for that.
    const handlers = await handlerWorld(stack, { target: { ...stack.target, roleArn: null }, caller }, record.id, stack.made, world)
    if (isFault(handlers)) continue
    const actual = await handler.read(record.physicalId, record.properties, othersOn(record, stack), handlers)
    if (actual !== null && isFault(actual)) continue
    found.push(compared(record, actual))
  }
  return found
}

/** Names and ARNs that policies of the stack's own put on a role. */
function othersOn({ physicalId }: ResourceRecord, { resources }: StackRecord): ReadonlySet<string> {
  return new Set(
    Object.values(resources).flatMap((it) => {
      const roles = [...listOf(it.properties.Roles), ...listOf(it.properties.RoleName)]
      if (!roles.includes(physicalId)) return []
      return it.type === 'AWS::IAM::ManagedPolicy' ? [it.physicalId] : [textOf(it.properties.PolicyName) ?? '']
    }),
  )
}

function compared(record: ResourceRecord, actual: JsonMap | null): DriftRecord {
  const { id, type, physicalId } = record
  const expected = record.asFound ?? record.properties
  const base = { id, type, physicalId, expected }
  // Of a running app some resources are known by other names: what was not there then is not missed now.
  const wasThere = record.asFound === null || Object.keys(record.asFound).length > 0
  if (actual === null) return { ...base, status: wasThere ? 'DELETED' : 'IN_SYNC', actual: null, differences: [] }
  const differences = Object.keys(actual).flatMap((name) => differencesAt(`/${name}`, expected[name], actual[name]))
  return { ...base, status: differences.length === 0 ? 'IN_SYNC' : 'MODIFIED', actual, differences }
}

function differencesAt(path: string, expected: Json | undefined, actual: Json | undefined): DriftRecord['differences'] {
  if (same(expected, actual)) return []
  if (isList(expected) && isList(actual)) {
    const rows = Array.from({ length: Math.max(expected.length, actual.length) }, (_, i) => i)
    return rows.flatMap((i) => differencesAt(`${path}/${i}`, expected[i], actual[i]))
  }
  // A policy is named whole: parts of a document say little.
  if (isMap(expected) && isMap(actual) && expected.PolicyName !== undefined && same(expected.PolicyName, actual.PolicyName))
    return [row(`${path}/PolicyDocument`, mapOf(expected).PolicyDocument, mapOf(actual).PolicyDocument)]
  return [row(path, expected, actual)]
}

const asText = (value: Json | undefined): string =>
  value === undefined ? 'null' : typeof value === 'string' ? value : JSON.stringify(value)

const row = (PropertyPath: string, expected: Json | undefined, actual: Json | undefined): DriftRecord['differences'][number] => ({
  PropertyPath,
  ExpectedValue: asText(expected),
  ActualValue: asText(actual),
  DifferenceType: expected === undefined ? 'ADD' : actual === undefined || actual === null ? 'REMOVE' : 'NOT_EQUAL',
})
