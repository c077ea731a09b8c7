/** Parameters are read: one, several, below a path, with their history. */
import { flagOf, numberOf, recordsOf, textOf, textsOf } from '../../input.js'
import { fault, isFault } from '../../reply.js'
import type { Fault, Input, Output, ServiceCall } from '../../types.js'
import type { Table } from '../tables.js'
import { arnOf, invalid, keyOf, notFound, type Parameter, plainName, SEALED, type Version } from './model.js'

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

export function getOne(parameters: Table<Parameter>, call: ServiceCall): Output | Fault {
  const found = select(parameters, textOf(call.input, 'Name') ?? '', call)
  return isFault(found)
    ? found
    : { Parameter: show(found.parameter, found.version, flagOf(call.input, 'WithDecryption') === true, found.selector) }
}

export function getSeveral(parameters: Table<Parameter>, call: ServiceCall): Output | Fault {
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

export function getByPath(parameters: Table<Parameter>, call: ServiceCall): Output | Fault {
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

export function history(parameter: Parameter | null, input: Input): Output | Fault {
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

export function describe(parameters: Table<Parameter>, call: ServiceCall): Output {
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
