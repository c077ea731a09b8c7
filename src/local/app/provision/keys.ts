/** Keys and their aliases. */
import { listOf, mapOf, textOf } from '../../api/index.js'
import type { Builder } from '../client.js'
import { type Provision, some } from './made.js'

export const key: Provision = async ({ id, properties }, { builder, names }) => {
  const policy = properties.KeyPolicy
  const there = await keyOfEarlierRun(id, builder)
  if (there !== null && policy !== undefined)
    await builder.make(id, 'kms', 'PutKeyPolicy', { KeyId: there, PolicyName: 'default', Policy: JSON.stringify(policy) })
  const made =
    there === null
      ? await builder.make(id, 'kms', 'CreateKey', {
          Description: textOf(properties.Description) ?? '',
          ...(policy !== undefined && { Policy: JSON.stringify(policy) }),
          ...some(properties, ['KeyUsage', 'KeySpec']),
          Tags: [{ TagKey: LOGICAL_ID, TagValue: id }],
        })
      : await builder.make(id, 'kms', 'DescribeKey', { KeyId: there })
  const facts = mapOf(made?.KeyMetadata)
  for (const [symbol, value] of [
    [id, facts.KeyId],
    [`${id}.KeyId`, facts.KeyId],
    [`${id}.Arn`, facts.Arn],
  ] as const)
    if (typeof value === 'string') names.learn(symbol, value)
}

// Source: CloudFormation User Guide, "Resource tag": CloudFormation marks what it makes.
const LOGICAL_ID = 'aws:cloudformation:logical-id'

/** A key has no name to find it by; on a state that was kept it is found by its mark. */
async function keyOfEarlierRun(id: string, builder: Builder): Promise<string | null> {
  const listed = await builder.make(id, 'kms', 'ListKeys', {})
  for (const KeyId of listOf(listed?.Keys).flatMap((each) => textOf(mapOf(each).KeyId) ?? [])) {
    const tags = await builder.make(id, 'kms', 'ListResourceTags', { KeyId })
    if (listOf(tags?.Tags).some((tag) => mapOf(tag).TagKey === LOGICAL_ID && mapOf(tag).TagValue === id)) return KeyId
  }
  return null
}

export const keyAlias: Provision = async ({ id, properties }, { builder, names }) => {
  const target = textOf(properties.TargetKeyId) ?? ''
  const keyId = names.idOf(target)
  await builder.make(
    id,
    'kms',
    'CreateAlias',
    {
      AliasName: textOf(properties.AliasName) ?? '',
      TargetKeyId: keyId === null ? target : names.ref(keyId),
    },
    ['AlreadyExistsException'],
  )
}
