/**
 * Parameter Store: parameters in versions with labels, paths, tags.
 *
 * Source: Systems Manager API Reference, the pages of the operations.
 */
import { flagOf, tagsOf, textOf, textsOf } from '../input.js'
import { fault, nothing } from '../reply.js'
import type { LocalService, Operation, ServiceCall, StoreWorld } from '../types.js'
import { deleteSeveral, label, retag } from './ssm/change.js'
import { keyOf, notFound, type Parameter, plainName } from './ssm/model.js'
import { put } from './ssm/put.js'
import { describe, getByPath, getOne, getSeveral, history } from './ssm/read.js'

export function ssmService(world: StoreWorld): LocalService {
  const parameters = world.tables.table<Parameter>('ssm/parameters')
  const find = (name: string, call: Pick<ServiceCall, 'account' | 'region'>): Parameter | null =>
    parameters.get(keyOf(plainName(name), call)) ?? null
  const stored = (resource: string): Parameter | null => {
    const [, , , region = '', account = '', rest = ''] = resource.split(':')
    const name = rest.replace(/^parameter/, '')
    return find(name, { account, region }) ?? find(name.replace(/^\//, ''), { account, region })
  }
  return {
    suffix: 'ssm',
    // Source: AWS Systems Manager User Guide, "AWS KMS encryption for AWS Systems Manager Parameter Store SecureString parameters".
    sealedBy: ({ resource }, { operation, input }) => {
      const key = operation === 'PutParameter' ? textOf(input, 'KeyId') : (stored(resource)?.versions.at(-1)?.keyId ?? null)
      return key === null ? null : { key, encryptionContext: { PARAMETER_ARN: resource } }
    },
    contextOf: ({ resource }, { input }) => {
      const found = stored(resource)
      const tags = Object.entries(found?.tags ?? {}).flatMap(([key, value]): [string, string[]][] => [
        [`aws:ResourceTag/${key}`, [value]],
        [`ssm:resourceTag/${key}`, [value]],
      ])
      const keys: [string, string[]][] = [...tags]
      if (flagOf(input, 'Recursive') !== null) keys.push(['ssm:Recursive', [String(flagOf(input, 'Recursive'))]])
      if (flagOf(input, 'Overwrite') !== null) keys.push(['ssm:Overwrite', [String(flagOf(input, 'Overwrite'))]])
      return Object.fromEntries(keys)
    },
    operations: new Map<string, Operation>([
      ['PutParameter', (call) => put(parameters, call)],
      ['GetParameter', (call) => getOne(parameters, call)],
      ['GetParameters', (call) => getSeveral(parameters, call)],
      ['GetParametersByPath', (call) => getByPath(parameters, call)],
      ['GetParameterHistory', (call) => history(find(textOf(call.input, 'Name') ?? '', call), call.input)],
      ['DescribeParameters', (call) => describe(parameters, call)],
      [
        'DeleteParameter',
        (call) =>
          parameters.delete(keyOf(plainName(textOf(call.input, 'Name') ?? ''), call))
            ? nothing
            : notFound(textOf(call.input, 'Name') ?? ''),
      ],
      ['DeleteParameters', (call) => deleteSeveral(parameters, call)],
      ['LabelParameterVersion', (call) => label(parameters, call)],
      ['AddTagsToResource', (call) => retag(parameters, call, (tags) => ({ ...tags, ...Object.fromEntries(tagsOf(call.input.Tags)) }))],
      [
        'RemoveTagsFromResource',
        (call) =>
          retag(parameters, call, (tags) =>
            Object.fromEntries(Object.entries(tags).filter(([key]) => !textsOf(call.input, 'TagKeys').includes(key))),
          ),
      ],
      [
        'ListTagsForResource',
        (call) => {
          const found = find(textOf(call.input, 'ResourceId') ?? '', call)
          return found === null
            ? fault('InvalidResourceId', `${textOf(call.input, 'ResourceId')} does not exist`, 400)
            : { TagList: Object.entries(found.tags).map(([Key, Value]) => ({ Key, Value })) }
        },
      ],
    ]),
  }
}
