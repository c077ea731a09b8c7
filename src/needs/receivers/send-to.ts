/** A queue or topic that a service sends to, and the keys that encrypt it: what their policies must let the service do. */
import type { Place } from '../../outcome/index.js'
import { symbol, symText } from '../../policy/index.js'
import { canonicalArn } from '../arn.js'
import type { Declared } from '../declared.js'
import { customerKeys } from '../encryption.js'
import type { World } from '../scope.js'
import { ANY } from '../target.js'
import type { GrantCondition, ResourceGrant } from '../types.js'
import { receiving } from './receiver.js'

export interface SendTo {
  /** The receiver's ID. */
  readonly id: string
  readonly service: string
  readonly conditions: readonly GrantCondition[]
  readonly asks: string
  readonly at: Place
}

const RECEIVERS = new Map<string, { readonly kind: ResourceGrant['kind']; readonly action: string }>([
  ['AWS::SQS::Queue', { kind: 'queue-policy', action: 'sqs:SendMessage' }],
  ['AWS::SNS::Topic', { kind: 'topic-policy', action: 'sns:Publish' }],
])

export function sendTo(sending: SendTo, world: World): readonly ResourceGrant[] {
  const declared = world.declared.byId.get(sending.id)
  const row = declared === undefined ? undefined : RECEIVERS.get(declared.type)
  if (declared === undefined || row === undefined || declared.arn === null) return []
  const { service, conditions, asks, at } = sending
  const resource = symText(symbol(sending.id))
  return [
    receiving({ resource, arn: declared.arn, kind: row.kind, service, actions: [row.action], conditions, asks, at }),
    ...keyGrants(declared, sending, world),
  ]
}

/** The service encrypts what it sends with the receiver's key, which its key policy must allow. */
export function keyGrants(declared: Declared, { service, conditions, asks, at }: SendTo, world: World): readonly ResourceGrant[] {
  return customerKeys(declared, world).flatMap(({ arn }) => {
    const key = canonicalArn(arn, world.declared).declared
    if (key === null) return []
    const actions = ['kms:Decrypt', 'kms:GenerateDataKey']
    // Of a key policy the key itself is the only resource.
    return [receiving({ resource: symText(symbol(key.id)), arn: ANY, kind: 'key-policy', service, actions, conditions, asks, at })]
  })
}
