/** Resource grants: who may call or send to a resource of the app, and under which source. */
import type { Place } from '../../outcome/index.js'
import type { SymText } from '../../policy/index.js'
import { pseudo } from '../arn.js'
import type { GrantCondition, ResourceGrant } from '../types.js'

export const sourceArn = (arn: SymText): GrantCondition => ({ operator: 'ArnLike', key: 'aws:SourceArn', values: [arn] })

export const sourceAccount: GrantCondition = { operator: 'StringEquals', key: 'aws:SourceAccount', values: [pseudo('AccountId')] }

export interface Receiving {
  readonly resource: SymText
  readonly arn: SymText
  readonly kind: ResourceGrant['kind']
  readonly service: string
  readonly actions: readonly string[]
  readonly conditions: readonly GrantCondition[]
  readonly asks: string
  readonly at: Place
}

export const receiving = ({ resource, arn, kind, service, actions, conditions, asks, at }: Receiving): ResourceGrant => ({
  resource,
  kind,
  principal: { kind: 'service', name: service },
  actions,
  resources: [arn],
  conditions,
  evidence: [{ at, operation: asks, via: [], chain: [] }],
})
