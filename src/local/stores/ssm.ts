/**
 * Parameter Store: parameters in versions with labels, paths, tags.
 *
 * Source: Systems Manager API Reference, the pages of the operations.
 */
import { flagOf, numberOf, recordsOf, tagsOf, textOf, textsOf } from '../input.js'
import { fault, isFault, nothing } from '../reply.js'
import type { Fault, Input, LocalService, Operation, Output, ServiceCall, StoreWorld } from '../types.js'
import type { Table } from './tables.js'

interface Version {
  readonly version: number
  readonly value: string
  readonly type: string
  readonly keyId: string | null
  readonly dataType: string
  readonly description: string | null
  readonly allowedPattern: string | null
  readonly at: number
  readonly by: string
  readonly labels: readonly string[]
}

interface Parameter {
  readonly name: string
  readonly account: string
  readonly region: string
  readonly tier: string
  readonly versions: readonly Version[]
  readonly tags: Readonly<Record<string, string>>
}

const MAX_VERSIONS = 100
const STANDARD_BYTES = 4096
const ADVANCED_BYTES = 8192
/** What stands for the encrypted value where nobody asked for it in plain text. */
const SEALED = 'AQICAHh'

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

/** An ARN names a parameter as well; a leading slash belongs to names with a path alone. */
const plainName = (name: string): string => {
  if (!name.startsWith('arn:')) return name
  const rest = name
    .split(':')
    .slice(5)
    .join(':')
    .replace(/^parameter/, '')
  return rest.indexOf('/', 1) < 0 ? rest.replace(/^\//, '') : rest
}

const keyOf = (name: string, { account, region }: Pick<ServiceCall, 'account' | 'region'>): string => `${account}/${region}/${name}`
const arnOf = ({ account, region, name }: Parameter): string =>
  `arn:aws:ssm:${region}:${account}:parameter${name.startsWith('/') ? '' : '/'}${name}`

const notFound = (name: string): Fault => fault('ParameterNotFound', name === '' ? '' : `Parameter ${name} not found.`, 400)
const invalid = (message: string): Fault => fault('ValidationException', message, 400)

const TYPES = new Set(['String', 'StringList', 'SecureString'])

function put(parameters: Table<Parameter>, call: ServiceCall): Output | Fault {
  const { input, account, region, now, caller } = call
  const name = plainName(textOf(input, 'Name') ?? '')
  if (!/^[a-zA-Z0-9_./-]{1,2048}$/.test(name) || name.includes('//'))
    return invalid('Parameter name must be a fully qualified name, and only contain letters, numbers and the symbols .-_/')
  if (/^\/?(aws|ssm)/i.test(name) && !/^\/?(aws|ssm)[a-z0-9_.-]/i.test(name))
    return invalid('Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).')
  if (name.split('/').length > 16) return fault('HierarchyLevelLimitExceededException', 'a hierarchy has at most 15 levels', 400)
  const there = parameters.get(keyOf(name, call))
  const overwrite = flagOf(input, 'Overwrite') === true
  if (there !== undefined && !overwrite)
    return fault(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      400,
    )
  const last = there?.versions.at(-1)
  const type = textOf(input, 'Type') ?? last?.type
  if (type === undefined || !TYPES.has(type)) return invalid('A parameter type is required when you create a parameter.')
  const value = textOf(input, 'Value') ?? ''
  const tier = textOf(input, 'Tier') ?? there?.tier ?? 'Standard'
  const limit = tier === 'Standard' ? STANDARD_BYTES : ADVANCED_BYTES
  if (value === '')
    return invalid(
      "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1",
    )
  if (Buffer.byteLength(value) > limit) return invalid(`${tier} tier parameters support a maximum parameter value of ${limit} characters.`)
  const pattern = textOf(input, 'AllowedPattern')
  const unmatched = pattern === null ? false : !matchesPattern(pattern, value)
  if (unmatched)
    return fault('ParameterPatternMismatchException', `Parameter value, cannot be validated against allowedPattern: ${pattern}`, 400)
  if (there !== undefined && input.Tags !== undefined)
    return invalid(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    )
  const version: Version = {
    version: (last?.version ?? 0) + 1,
    value,
    type,
    keyId: type === 'SecureString' ? (textOf(input, 'KeyId') ?? 'alias/aws/ssm') : null,
    dataType: textOf(input, 'DataType') ?? 'text',
    description: textOf(input, 'Description') ?? last?.description ?? null,
    allowedPattern: pattern,
    at: now,
    by: caller.principal,
    labels: [],
  }
  parameters.set(keyOf(name, call), {
    name,
    account,
    region,
    tier,
    versions: [...(there?.versions ?? []), version].slice(-MAX_VERSIONS),
    tags: there?.tags ?? Object.fromEntries(tagsOf(input.Tags)),
  })
  return { Version: version.version, Tier: tier }
}

function matchesPattern(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern).test(value)
  } catch {
    return false
  }
}

/** `name:3` is a version, `name:label` a label. */
function select(
  parameters: Table<Parameter>,
  asked: string,
  call: ServiceCall,
): { readonly parameter: Parameter; readonly version: Version; readonly selector: string | null } | Fault {
  const isArn = asked.startsWith('arn:')
  const parts = asked.split(':')
  const selector = isArn ? (parts[6] ?? null) : (parts[1] ?? null)
  const name = plainName(isArn ? parts.slice(0, 6).join(':') : (parts[0] ?? ''))
  const parameter = parameters.get(keyOf(name, call))
  if (parameter === undefined) return notFound('')
  const version =
    selector === null
      ? parameter.versions.at(-1)
      : parameter.versions.find((it) => String(it.version) === selector || it.labels.includes(selector))
  return version === undefined
    ? fault(
        'ParameterVersionNotFound',
        `Systems Manager could not find version ${selector} of ${name}. Verify the version and try again.`,
        400,
      )
    : { parameter, version, selector: selector === null ? null : `:${selector}` }
}

const show = (parameter: Parameter, version: Version, decrypt: boolean, selector: string | null): Output => ({
  Name: parameter.name,
  Type: version.type,
  Value:
    version.type === 'SecureString' && !decrypt
      ? SEALED + Buffer.from(`${arnOf(parameter)}:${version.version}`).toString('base64')
      : version.value,
  Version: version.version,
  ...(selector === null ? {} : { Selector: selector }),
  LastModifiedDate: version.at / 1000,
  ARN: arnOf(parameter),
  DataType: version.dataType,
})

function getOne(parameters: Table<Parameter>, call: ServiceCall): Output | Fault {
  const found = select(parameters, textOf(call.input, 'Name') ?? '', call)
  return isFault(found)
    ? found
    : { Parameter: show(found.parameter, found.version, flagOf(call.input, 'WithDecryption') === true, found.selector) }
}

function getSeveral(parameters: Table<Parameter>, call: ServiceCall): Output | Fault {
  const names = textsOf(call.input, 'Names')
  if (names.length < 1 || names.length > 10)
    return invalid(
      "1 validation error detected: Value at 'names' failed to satisfy constraint: Member must have length less than or equal to 10",
    )
  const found = names.map((name) => ({ name, it: select(parameters, name, call) }))
  return {
    Parameters: found.flatMap(({ it }) =>
      isFault(it) ? [] : [show(it.parameter, it.version, flagOf(call.input, 'WithDecryption') === true, it.selector)],
    ),
    InvalidParameters: found.filter(({ it }) => isFault(it)).map(({ name }) => name),
  }
}

function page<T>(all: readonly T[], input: Input, max: number): { readonly items: readonly T[]; readonly more: Output } {
  const start = Number(textOf(input, 'NextToken') ?? '0')
  const end = start + (numberOf(input, 'MaxResults') ?? max)
  return { items: all.slice(start, end), more: end < all.length ? { NextToken: String(end) } : {} }
}

const owned = (parameters: Table<Parameter>, { account, region }: ServiceCall): readonly Parameter[] =>
  [...parameters.values()].filter((it) => it.account === account && it.region === region).sort((a, b) => (a.name < b.name ? -1 : 1))

function getByPath(parameters: Table<Parameter>, call: ServiceCall): Output | Fault {
  const { input } = call
  const path = textOf(input, 'Path') ?? ''
  if (!path.startsWith('/')) return invalid('The parameter path must begin with a slash')
  const below = path.endsWith('/') ? path : `${path}/`
  const recursive = flagOf(input, 'Recursive') === true
  const all = owned(parameters, call).filter(({ name }) => name.startsWith(below) && (recursive || !name.slice(below.length).includes('/')))
  const { items, more } = page(all, input, 10)
  return {
    Parameters: items.flatMap((it) => {
      const version = it.versions.at(-1)
      return version === undefined ? [] : [show(it, version, flagOf(input, 'WithDecryption') === true, null)]
    }),
    ...more,
  }
}

function history(parameter: Parameter | null, input: Input): Output | Fault {
  if (parameter === null) return notFound('')
  const { items, more } = page(parameter.versions, input, 50)
  return {
    Parameters: items.map((it) => ({
      ...show(parameter, it, flagOf(input, 'WithDecryption') === true, null),
      LastModifiedUser: it.by,
      Labels: it.labels,
      Tier: parameter.tier,
    })),
    ...more,
  }
}

function describe(parameters: Table<Parameter>, call: ServiceCall): Output {
  const filters = [...recordsOf(call.input, 'ParameterFilters'), ...recordsOf(call.input, 'Filters')]
  const passes = (it: Parameter): boolean =>
    filters.every((filter) => {
      const key = textOf(filter, 'Key') ?? ''
      const values = textsOf(filter, 'Values')
      const held =
        key === 'Name'
          ? it.name
          : key === 'Type'
            ? (it.versions.at(-1)?.type ?? '')
            : key.startsWith('tag:')
              ? (it.tags[key.slice(4)] ?? '')
              : ''
      const option = textOf(filter, 'Option') ?? 'Equals'
      if (key === 'Path') return values.some((path) => it.name.startsWith(path.endsWith('/') ? path : `${path}/`))
      return values.some((value) =>
        option === 'BeginsWith' ? held.startsWith(value) : option === 'Contains' ? held.includes(value) : held === value,
      )
    })
  const { items, more } = page(owned(parameters, call).filter(passes), call.input, 10)
  return {
    Parameters: items.map((it) => {
      const version = it.versions.at(-1)
      return {
        Name: it.name,
        ARN: arnOf(it),
        Type: version?.type,
        ...(version?.keyId ? { KeyId: version.keyId } : {}),
        LastModifiedDate: (version?.at ?? 0) / 1000,
        LastModifiedUser: version?.by,
        ...(version?.description ? { Description: version.description } : {}),
        Version: version?.version,
        Tier: it.tier,
        Policies: [],
        DataType: version?.dataType,
      }
    }),
    ...more,
  }
}

function deleteSeveral(parameters: Table<Parameter>, call: ServiceCall): Output {
  const names = textsOf(call.input, 'Names')
  const deleted = names.filter((name) => parameters.delete(keyOf(plainName(name), call)))
  return { DeletedParameters: deleted, InvalidParameters: names.filter((name) => !deleted.includes(name)) }
}

function label(parameters: Table<Parameter>, call: ServiceCall): Output | Fault {
  const { input } = call
  const key = keyOf(plainName(textOf(input, 'Name') ?? ''), call)
  const parameter = parameters.get(key)
  if (parameter === undefined) return notFound('')
  const wanted = numberOf(input, 'ParameterVersion') ?? parameter.versions.at(-1)?.version ?? 0
  if (!parameter.versions.some((it) => it.version === wanted))
    return fault('ParameterVersionNotFound', `Systems Manager could not find version ${wanted}.`, 400)
  const labels = textsOf(input, 'Labels')
  const bad = labels.filter((it) => !/^(?!aws|ssm)[a-zA-Z_.-][\w.-]{0,99}$/i.test(it))
  const good = labels.filter((it) => !bad.includes(it))
  const versions = parameter.versions.map((it) => {
    const left = it.labels.filter((name) => !good.includes(name))
    return { ...it, labels: it.version === wanted ? [...left, ...good] : left }
  })
  parameters.set(key, { ...parameter, versions })
  return { InvalidLabels: bad, ParameterVersion: wanted }
}

function retag(parameters: Table<Parameter>, call: ServiceCall, change: (tags: Parameter['tags']) => Parameter['tags']): Output | Fault {
  const key = keyOf(plainName(textOf(call.input, 'ResourceId') ?? ''), call)
  const parameter = parameters.get(key)
  if (parameter === undefined) return fault('InvalidResourceId', `${textOf(call.input, 'ResourceId')} does not exist`, 400)
  parameters.set(key, { ...parameter, tags: change(parameter.tags) })
  return nothing
}
