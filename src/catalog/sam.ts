/**
 * SAM's policy templates and connectors, as statements with places to fill.
 * Source: AWS SAM Developer Guide, "AWS SAM policy templates" and "AWS SAM connector reference".
 */
import { lazyTable, memoised } from './read-table.js'

/** Text may hold `%{Parameter}` (templates), `%{Source.Arn}` (connectors) and pseudo parameters as `${AWS::Region}`. */
export interface SamStatement {
  readonly Sid?: string
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource?: readonly string[]
  readonly Principal?: Readonly<Record<string, string>>
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

export interface PolicyTemplate {
  readonly name: string
  /** Sorted. All are required. */
  readonly parameters: readonly string[]
  readonly statements: readonly SamStatement[]
}

/** A permission of a Lambda function as connectors write it. */
export interface SamPermission {
  readonly Action: string
  readonly Principal: string
  readonly SourceArn?: string
  readonly SourceAccount?: string
}

export interface ConnectorPair {
  readonly source: string
  readonly destination: string
  readonly kind: 'managed-policy' | 'lambda-permission' | 'topic-policy' | 'queue-policy'
  /** Whose role gets the managed policy, or whose resource the policy. */
  readonly on: 'source' | 'destination'
  /** By `Read` and `Write`: statements, or for `lambda-permission` the permission. */
  readonly access: ReadonlyMap<string, { readonly statements: readonly SamStatement[]; readonly permission: SamPermission | null }>
}

const templateTable = lazyTable('sam-policy-templates.json')
const connectorTable = lazyTable('sam-connectors.json')

const KINDS: ReadonlyMap<string, ConnectorPair['kind']> = new Map([
  ['AWS_IAM_ROLE_MANAGED_POLICY', 'managed-policy'],
  ['AWS_LAMBDA_PERMISSION', 'lambda-permission'],
  ['AWS_SNS_TOPIC_POLICY', 'topic-policy'],
  ['AWS_SQS_QUEUE_POLICY', 'queue-policy'],
])

/** @returns a policy template by its name, e.g. `S3ReadPolicy`, or null */
export const policyTemplate = memoised((name): PolicyTemplate | null => {
  const packed = templateTable().get(name) as Omit<PolicyTemplate, 'name'> | undefined
  return packed === undefined ? null : { name, ...packed }
})

/** Names of all policy templates, sorted. */
export const policyTemplateNames = (): readonly string[] => templateTable().keys

interface PackedPair {
  readonly kind: string
  readonly on: 'source' | 'destination'
  readonly access: Readonly<Record<string, { readonly Statement?: readonly SamStatement[] } & Partial<SamPermission>>>
}

/** @returns what a connector between the two types gives, or null where SAM has none */
export function connectorPair(source: string, destination: string): ConnectorPair | null {
  return pairOf(`${source} ${destination}`)
}

const pairOf = memoised((key): ConnectorPair | null => {
  const packed = connectorTable().get(key) as PackedPair | undefined
  const [source = '', destination = ''] = key.split(' ')
  const kind = packed === undefined ? undefined : KINDS.get(packed.kind)
  if (packed === undefined || kind === undefined) return null
  const access = Object.entries(packed.access).map(([category, { Statement, Action, Principal, ...rest }]) => {
    const permission = Action === undefined || Principal === undefined ? null : { Action, Principal, ...rest }
    return [category, { statements: Statement ?? [], permission }] as const
  })
  return { source, destination, kind, on: packed.on, access: new Map(access) }
})

/** All pairs that connectors can join: `[source type, destination type]`, sorted. */
export const connectorPairs = (): readonly (readonly [string, string])[] =>
  connectorTable().keys.map((key) => key.split(' ') as unknown as readonly [string, string])

/**
 * Puts texts in the places of a statement: `%{BucketName}` with `BucketName → …`.
 *
 * @param fill gives the text for a place, or null to leave it as it is
 */
export function fillStatement(statement: SamStatement, fill: (place: string) => string | null): SamStatement {
  return deepFill(statement, fill) as SamStatement
}

function deepFill(value: unknown, fill: (place: string) => string | null): unknown {
  if (typeof value === 'string') return value.replace(/%\{([^}]+)\}/g, (whole, place: string) => fill(place) ?? whole)
  if (Array.isArray(value)) return value.map((item) => deepFill(item, fill))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deepFill(item, fill)]))
}
