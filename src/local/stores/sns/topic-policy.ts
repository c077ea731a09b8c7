/** Statements of a topic's policy. */
import { textOf, textsOf } from '../../input.js'
import type { Fault, Input, Output } from '../../types.js'
import type { Topic } from './model.js'
import { defaultPolicy, wrong } from './topics.js'

export type Policy = { readonly Statement: readonly { readonly Sid?: string }[] } & Readonly<Record<string, unknown>>

const policyOf = (topic: Topic): Policy => JSON.parse(topic.attributes.Policy ?? defaultPolicy(topic)) as Policy

export function addPermission(topic: Topic, input: Input, keep: (topic: Topic) => Output): Output | Fault {
  const Sid = textOf(input, 'Label') ?? ''
  const policy = policyOf(topic)
  if (policy.Statement.some((it) => it.Sid === Sid)) return wrong('Statement already exists')
  const statement = {
    Sid,
    Effect: 'Allow',
    Principal: { AWS: textsOf(input, 'AWSAccountId').map((id) => `arn:aws:iam::${id}:root`) },
    Action: textsOf(input, 'ActionName').map((name) => `SNS:${name}`),
    Resource: topic.arn,
  }
  return keep({
    ...topic,
    attributes: { ...topic.attributes, Policy: JSON.stringify({ ...policy, Statement: [...policy.Statement, statement] }) },
  })
}

export function removePermission(topic: Topic, label: string, keep: (topic: Topic) => Output): Output | Fault {
  const policy = policyOf(topic)
  return keep({
    ...topic,
    attributes: {
      ...topic.attributes,
      Policy: JSON.stringify({ ...policy, Statement: policy.Statement.filter((it) => it.Sid !== label) }),
    },
  })
}
