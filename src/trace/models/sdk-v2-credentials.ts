/** Credentials of SDK v2 and the global configuration. */
import { type AbstractObject, type Machine, type NativeClass, NULL, UNDEFINED, unknownValue, type Value } from '../values.js'
import { credentialsOf, roleOf } from './client-settings.js'

/** `AWS.config`: what it says holds for clients that do not say otherwise. */
export function globalConfig(machine: Machine): AbstractObject {
  const config = machine.object({})
  const update = machine.native('update', (inner, { args: [given], self }) => {
    if (given !== undefined) for (const [key, value] of inner.members(given).known) inner.set(config, key, value)
    return self
  })
  const getCredentials = machine.native('getCredentials', (inner, { args: [callback] }) => {
    if (callback !== undefined) inner.call(callback, UNDEFINED, [NULL, inner.get(config, 'credentials')])
    return UNDEFINED
  })
  const nothing = machine.native('setPromisesDependency', () => UNDEFINED)
  for (const [name, value] of [
    ['update', update],
    ['getCredentials', getCredentials],
    ['setPromisesDependency', nothing],
    ['loadFromPath', nothing],
  ] as const)
    machine.set(config, name, value)
  return config
}

/** Classes whose credentials are the function's own, or of no role that IAM asks for. */
const OWN =
  'SharedIniFileCredentials EnvironmentCredentials FileSystemCredentials ProcessCredentials EC2MetadataCredentials ECSCredentials RemoteCredentials TokenFileWebIdentityCredentials CognitoIdentityCredentials SAMLCredentials WebIdentityCredentials CredentialProviderChain SsoCredentials'

export function credentialMembers(machine: Machine): Readonly<Record<string, Value>> {
  const own = OWN.split(' ').map((name) => [name, credentialClass(machine, name, () => null)] as const)
  const keys = credentialClass(machine, 'Credentials', (inner, [first]) =>
    first === undefined ? null : roleOf(inner, keysOf(inner, first)),
  )
  return {
    ...Object.fromEntries(own),
    Credentials: keys,
    TemporaryCredentials: credentialClass(machine, 'TemporaryCredentials', (inner, [params]) => assume(inner, params)),
    ChainableTemporaryCredentials: credentialClass(machine, 'ChainableTemporaryCredentials', (inner, [options]) =>
      assume(inner, options === undefined ? undefined : inner.get(options, 'params')),
    ),
  }
}

/** `new AWS.Credentials(accessKeyId, …)` and `new AWS.Credentials({ accessKeyId, … })`. */
const keysOf = (machine: Machine, first: Value): Value => (first.kind === 'object' ? first : machine.object({ accessKeyId: first }))

function assume(machine: Machine, params: Value | undefined): ReturnType<typeof roleOf> {
  if (params === undefined) return null
  const role = machine.get(params, 'RoleArn')
  if (role.kind === 'undefined') return null
  machine.record({ client: null, service: 'sts', operation: 'AssumeRole', input: params, origin: 'library:aws-sdk' })
  return machine.traced(role)
}

type RoleFinder = (machine: Machine, args: readonly Value[]) => ReturnType<typeof roleOf>

function credentialClass(machine: Machine, name: string, role: RoleFinder): AbstractObject {
  const got: NonNullable<NativeClass['members']>[string] = (inner, { args: [callback] }) => {
    if (callback !== undefined) inner.call(callback, UNDEFINED, [NULL])
    return UNDEFINED
  }
  return machine.nativeClass(name, {
    construct: (inner, made, args) => inner.setBrand(made, credentialsOf(role(inner, args))),
    members: {
      get: got,
      refresh: got,
      getPromise: (inner) => inner.promise(UNDEFINED),
      refreshPromise: (inner) => inner.promise(UNDEFINED),
      needsRefresh: () => unknownValue('whether credentials are old'),
    },
  })
}
