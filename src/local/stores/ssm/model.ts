/** A parameter with its versions, as it is kept. */
import { fault } from '../../reply.js'
import type { Fault, ServiceCall } from '../../types.js'

export interface Version {
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

export interface Parameter {
  readonly name: string
  readonly account: string
  readonly region: string
  readonly tier: string
  readonly versions: readonly Version[]
  readonly tags: Readonly<Record<string, string>>
}

export const MAX_VERSIONS = 100
export const STANDARD_BYTES = 4096
export const ADVANCED_BYTES = 8192
/** What stands for the encrypted value where nobody asked for it in plain text. */
export const SEALED = 'AQICAHh'

/** An ARN names a parameter as well; a leading slash belongs to names with a path alone. */
export const plainName = (name: string): string => {
  if (!name.startsWith('arn:')) return name
  const rest = name
    .split(':')
    .slice(5)
    .join(':')
    .replace(/^parameter/, '')
  return rest.indexOf('/', 1) < 0 ? rest.replace(/^\//, '') : rest
}

export const keyOf = (name: string, { account, region }: Pick<ServiceCall, 'account' | 'region'>): string => `${account}/${region}/${name}`
export const arnOf = ({ account, region, name }: Parameter): string =>
  `arn:aws:ssm:${region}:${account}:parameter${name.startsWith('/') ? '' : '/'}${name}`

export const notFound = (name: string): Fault => fault('ParameterNotFound', name === '' ? '' : `Parameter ${name} not found.`, 400)
export const invalid = (message: string): Fault => fault('ValidationException', message, 400)

export const TYPES = new Set(['String', 'StringList', 'SecureString'])
