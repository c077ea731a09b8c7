/** Queues, topics, buses, functions and buckets that the template names as where something is sent. */
import type { AppFunction, Target } from '../app/index.js'
import type { Place } from '../outcome/index.js'
import { equalSym, literalOf, parseSym, printSym, type SymText, symText } from '../policy/index.js'
import { arnFields, canonicalArn, pseudo } from './arn.js'
import { type Atom, type Gap, type Need, platform } from './atom.js'
import type { Declared } from './declared.js'
import { customerKeys } from './encryption.js'
import { permittedResources } from './permitted.js'
import type { World } from './scope.js'
import type { GrantCondition } from './types.js'

export interface TargetArn {
  readonly arn: SymText
  /** IAM prefix of the service that it belongs to; null where nobody knows. */
  readonly service: string | null
  readonly declared: Declared | null
}

export function targetArn(target: Target, world: World): TargetArn {
  const declared = target.resource === null ? undefined : world.declared.byId.get(target.resource)
  if (declared?.arn != null) return { arn: declared.arn, service: declared.facts?.service ?? null, declared }
  const canonical = canonicalArn(target.arn, world.declared)
  const fields = arnFields(canonical.arn)
  const service = canonical.declared?.facts?.service ?? (fields === null ? null : literalOf(fields.service))
  return { arn: canonical.arn, service: service === '' ? null : service, declared: canonical.declared }
}

interface Delivering {
  readonly actions: readonly { readonly action: string; readonly behind: string }[]
  /** What the service asks KMS for where the target has a customer managed key. */
  readonly kms: readonly string[]
}

/**
 * What it takes to send one event there.
 * Source: AWS Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations" and "Retain discarded records";
 * for S3 both the object and the bucket are asked about.
 */
const DELIVERING = new Map<string, Delivering>([
  ['sqs', { actions: [{ action: 'sqs:SendMessage', behind: '' }], kms: ['kms:GenerateDataKey', 'kms:Decrypt'] }],
  ['sns', { actions: [{ action: 'sns:Publish', behind: '' }], kms: ['kms:GenerateDataKey', 'kms:Decrypt'] }],
  ['lambda', { actions: [{ action: 'lambda:InvokeFunction', behind: '' }], kms: [] }],
  ['events', { actions: [{ action: 'events:PutEvents', behind: '' }], kms: [] }],
  [
    's3',
    {
      actions: [
        { action: 's3:PutObject', behind: '/*' },
        { action: 's3:ListBucket', behind: '' },
      ],
      kms: ['kms:GenerateDataKey'],
    },
  ],
])

/** @returns what it takes for a function to send to the target */
export function deliver(fn: AppFunction, target: Target, asks: string, world: World): readonly Need[] {
  const found = targetArn(target, world)
  const service = found.service ?? permittedService(fn, found.arn, world)
  const row = service === null ? undefined : DELIVERING.get(service)
  if (row === undefined) return [unknownTarget(found.arn, asks, target.at)]
  return [
    ...row.actions.flatMap(({ action, behind }) => platform([action], symText(found.arn, behind), asks, target.at)),
    ...withKey(found.declared, row.kms, asks, target.at, world),
    ...withForeignKey(fn, found, row.kms, asks, target.at, world),
  ]
}

/** An ARN that only the deployment knows is of the service that the present role sends to with it. */
function permittedService(fn: AppFunction, arn: SymText, world: World): string | null {
  const names = (action: string): boolean => permittedResources(fn, action, world).some((resource) => equalSym(resource, arn))
  return [...DELIVERING].find(([, { actions }]) => actions.some(({ action }) => names(action)))?.[0] ?? null
}

/** A target of a service for which no row says what it takes. */
export const unknownTarget = (arn: SymText, asks: string, at: Place): Gap => ({
  gap: {
    code: 'needs/unknown-target',
    message: `it is not known what it takes to reach \`${printSym(arn)}\` (${asks})`,
    hint: 'give its ARN (`--parameters NAME=ARN`), or add the action under `add` in rolewright.config.yaml, with a reason',
    at,
  },
})

/** A secret by its ARN, and the key that it is sealed with. */
export function readSecret(secret: SymText, asks: string, at: Place, world: World): readonly Atom[] {
  const { arn, declared } = canonicalArn(secret, world.declared)
  return [...platform(['secretsmanager:GetSecretValue'], arn, asks, at), ...withKey(declared, ['kms:Decrypt'], asks, at, world)]
}

/** KMS grants for a declared resource with a customer managed key, through its own service alone. */
export function withKey(declared: Declared | null, actions: readonly string[], asks: string, at: Place, world: World): readonly Atom[] {
  if (declared === null || actions.length === 0) return []
  return customerKeys(declared, world).flatMap(({ arn, via }) => platform(actions, arn, asks, at, [viaService(via)]))
}

/**
 * How a queue, topic or stream of elsewhere is encrypted is not seen here: the keys of elsewhere that the present role names for
 * it are taken to be its keys.
 */
export function withForeignKey(
  fn: AppFunction,
  { service, declared }: TargetArn,
  actions: readonly string[],
  asks: string,
  at: Place,
  world: World,
): readonly Atom[] {
  if (declared !== null || service === null) return []
  const via = viaService(symText(service, '.', pseudo('Region'), '.amazonaws.com'))
  return actions.flatMap((action) =>
    permittedResources(fn, action, world)
      .filter((key) => canonicalArn(key, world.declared).declared === null)
      .flatMap((key) => platform([action], key, asks, at, [via]))
      .map((atom): Atom => ({ ...atom, certainty: 'assumed' })),
  )
}

export const viaService = (via: SymText): GrantCondition => ({ operator: 'StringEquals', key: 'kms:ViaService', values: [via] })

export const ANY: SymText = parseSym('*')
