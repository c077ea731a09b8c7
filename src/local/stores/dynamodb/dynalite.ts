/**
 * What dynalite does right and this store takes from it: DynamoDB's validation of requests in DynamoDB's own words, its
 * expression grammars, sort keys and sizes. What it stores and how is not used. Its modules are CommonJS without types.
 */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { fault } from '../../reply.js'
import type { Fault, Input } from '../../types.js'

/** `{ S: 'text' }`, `{ N: '1' }`, `{ M: { … } }` and so on: one member. */
export type AttributeValue = Readonly<Record<string, unknown>>
export type Item = Readonly<Record<string, AttributeValue>>

export interface KeyElement {
  readonly AttributeName: string
  readonly KeyType: 'HASH' | 'RANGE'
}

/** As far as dynalite's functions look at a table. */
export interface Schema {
  readonly KeySchema: readonly KeyElement[]
  readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: string }[]
  readonly GlobalSecondaryIndexes?: readonly IndexSchema[]
  readonly LocalSecondaryIndexes?: readonly IndexSchema[]
}

export interface IndexSchema {
  readonly IndexName: string
  readonly KeySchema: readonly KeyElement[]
  readonly Projection: { readonly ProjectionType?: string; readonly NonKeyAttributes?: readonly string[] }
}

/** `['a', 0, 'b']` is `a[0].b`. */
export type Path = readonly (string | number)[]

export type Operand = Path | AttributeValue | { readonly type: string; readonly name?: string; readonly args: readonly Operand[] }

export interface ConditionNode {
  readonly type: string
  readonly name?: string
  readonly args: readonly (ConditionNode | Operand)[]
}

interface Parsed {
  readonly expression: ConditionNode
  readonly pathHeads: Readonly<Record<string, true>>
  readonly nestedPaths: Readonly<Record<string, true>>
}

export interface UpdateSection {
  readonly type: 'set' | 'remove' | 'add' | 'delete'
  readonly path: Path
  readonly val?: Operand
  readonly attrType?: string
}

/** A request after its validation: its own members, and what its expressions were read as. */
export type Validated = Input & {
  readonly _condition?: Parsed
  readonly _filter?: Parsed
  readonly _keyCondition?: Parsed
  readonly _projection?: { readonly paths: readonly Path[]; readonly nestedPaths: Readonly<Record<string, true>> }
  readonly _updates?: {
    readonly sections: readonly UpdateSection[]
    readonly paths: readonly Path[]
    readonly nestedPaths: Readonly<Record<string, true>>
  }
}

interface Thrown {
  readonly statusCode?: number
  readonly body?: { readonly __type: string; readonly message?: string; readonly Message?: string }
}

interface DynaliteDb {
  validateKey(key: Item, table: Schema, keySchema?: readonly KeyElement[]): Thrown | null | undefined
  validateItem(item: Item, table: Schema): Thrown | null | undefined
  validateUpdates(updates: unknown, expression: Validated['_updates'] | undefined, table: Schema): Thrown | null | undefined
  validateKeyPiece(key: Item, name: string, type: string, isHash: boolean): Thrown | null | undefined
  validateKeyPaths(paths: Readonly<Record<string, true>> | undefined, table: Schema): Thrown | null | undefined
  createKey(item: Item, table: Schema, keySchema?: readonly KeyElement[]): string
  createIndexKey(item: Item, table: Schema, keySchema: readonly KeyElement[]): string
  hashPrefix(value: unknown, type: string): string
  toRangeStr(value: unknown, type?: string): string
  itemSize(item: Item, compress?: boolean, addMetaSize?: boolean, rangeKey?: string): number
  compare(comparison: string, value: AttributeValue | undefined, values: unknown): boolean
  matchesFilter(item: Item, filter: unknown, operator: unknown): boolean
  mapPaths(paths: readonly (Path | string)[], item: Item): Item
  mapPath(path: Path, item: Item): AttributeValue | undefined
}

interface DynaliteValidations {
  checkTypes(data: Input, types: unknown): Validated
  checkValidations(data: Validated, types: unknown, custom: unknown, store: unknown): void
  validateExpressions(data: unknown): string | undefined
  validateAttributeValue(value: unknown): string | undefined
}

interface OperationRules {
  readonly types: Readonly<Record<string, unknown>>
  readonly custom?: unknown
}

/** The parts of dynalite that are used here, as the build packs them: without the databases that dynalite keeps items in. */
interface Parts {
  readonly db: DynaliteDb
  readonly validations: DynaliteValidations
  readonly rules: (operation: string) => OperationRules
  readonly Big: new (text: string) => BigNumber
}

/** Of big.js, which dynalite counts with. */
export interface BigNumber {
  plus(other: string): BigNumber
  minus(other: string): BigNumber
  toFixed(): string
  /** Digits. */
  readonly c: readonly number[]
  readonly e: number
}

const require = createRequire(import.meta.url)
const PACKED = fileURLToPath(new URL('./dynalite.cjs', import.meta.url))

/** Loading costs some 60 ms, so that it waits until DynamoDB is first asked for. */
let loaded: Parts | null = null

function load(): Parts {
  loaded ??= existsSync(PACKED) ? (require(PACKED) as Parts) : fromPackages()
  return loaded
}

/** Where this module runs as it was written. */
const fromPackages = (): Parts => ({
  db: require('dynalite/db') as DynaliteDb,
  validations: require('dynalite/validations') as DynaliteValidations,
  rules: (operation) => require(`dynalite/validations/${operation.charAt(0).toLowerCase()}${operation.slice(1)}`) as OperationRules,
  Big: require('big.js') as Parts['Big'],
})

export const dynalite = (): DynaliteDb => load().db
export const bigNumber = (text: string): BigNumber => new (load().Big)(text)

const rules = new Map<string, OperationRules>()

function rulesOf(operation: string): OperationRules {
  const known = rules.get(operation)
  if (known !== undefined) return known
  const found = load().rules(operation)
  rules.set(operation, found)
  return found
}

export const MAX_ITEM_BYTES = 409_600
const OPTIONS = { options: { maxItemSize: MAX_ITEM_BYTES } }

/** Members that are newer than dynalite's rules; they are checked where they are used. */
const NEWER = ['ReturnValuesOnConditionCheckFailure']

/** Holds a request against the rules of its operation. */
export function validate(operation: string, input: Input): Validated | Fault {
  const { validations } = load()
  const { types, custom } = rulesOf(operation)
  // The rules take members away that they do not know. A table may be named by its ARN, which they do not know either.
  const { TableName } = input
  const byArn = typeof TableName === 'string' && TableName.startsWith('arn:')
  const given = byArn ? { ...input, TableName: TableName.slice(TableName.lastIndexOf('/') + 1) } : { ...input }
  try {
    const data = validations.checkTypes(given, types)
    validations.checkValidations(data, types, custom, OPTIONS)
    if (byArn) Object.assign(data, { TableName })
    for (const name of NEWER) if (input[name] !== undefined) Object.assign(data, { [name]: input[name] })
    return data
  } catch (thrown) {
    const it = thrown as Thrown
    if (it.statusCode === undefined) throw thrown
    return asFault(it)
  }
}

export function asFault(thrown: Thrown): Fault {
  const type = thrown.body?.__type ?? 'ValidationException'
  return fault(type.slice(type.lastIndexOf('#') + 1), thrown.body?.message ?? thrown.body?.Message ?? '', thrown.statusCode ?? 400)
}

export const invalid = (message: string): Fault => fault('ValidationException', message, 400)
