/** Parameters are written. */
import { flagOf, tagsOf, textOf } from '../../input.js'
import { fault } from '../../reply.js'
import type { Fault, Output, ServiceCall } from '../../types.js'
import type { Table } from '../tables.js'
import { ADVANCED_BYTES, invalid, keyOf, MAX_VERSIONS, type Parameter, plainName, STANDARD_BYTES, TYPES, type Version } from './model.js'

export function put(parameters: Table<Parameter>, call: ServiceCall): Output | Fault {
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
