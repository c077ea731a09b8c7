/** `@aws-sdk/credential-providers` and its parts: whose credentials a client uses. */
import type { Traced } from '../../types.js'
import { type Machine, type NativeFunction, TRUE, UNDEFINED, unknownValue, type Value } from '../../values.js'
import { credentialsOf } from '../client-settings.js'

const ORIGIN = 'library:@aws-sdk/credential-providers'

/** Providers of the function's own role, or of identities that no role of the app's is behind. */
const OWN = [
  'defaultProvider',
  'fromContainerMetadata',
  'fromEnv',
  'fromHttp',
  'fromIni',
  'fromInstanceMetadata',
  'fromNodeProviderChain',
  'fromProcess',
  'fromSSO',
  'fromTokenFile',
  'fromLoginCredentials',
  'fromCognitoIdentity',
  'fromCognitoIdentityPool',
  'createCredentialChain',
  'propertyProviderChain',
]

export function credentialProviders(machine: Machine): Value {
  const members: Record<string, Value> = { __esModule: TRUE }
  for (const name of OWN) members[name] = machine.native(name, (inner) => provider(inner, null))
  members.fromTemporaryCredentials = machine.native('sdk:fromTemporaryCredentials', temporary)
  members.fromWebToken = machine.native('sdk:fromWebToken', (inner, { args: [options = UNDEFINED] }) =>
    provider(inner, roleIn(inner, inner.get(options, 'roleArn'))),
  )
  return machine.object(members)
}

const temporary: NativeFunction = (machine, { args: [options = UNDEFINED] }) => {
  const params = machine.get(options, 'params')
  const master = machine.brands(machine.get(options, 'masterCredentials'), 'credentials')
  const role = roleIn(machine, machine.get(params, 'RoleArn'))
  // Of a chain of roles the function assumes the first. It does when somebody asks for the credentials: a client that sends, or the app itself.
  const first = master[0]?.role ?? null
  return provider(machine, first ?? role, first === null ? machine.traced(params) : (master[0]?.assumes ?? null), (inner) => {
    inner.record({ service: 'sts', operation: 'AssumeRole', input: params, client: null, origin: ORIGIN })
  })
}

const roleIn = (machine: Machine, role: Value): Traced | null => (role.kind === 'undefined' ? null : machine.traced(role))

/** A provider is a function that gives the credentials; both are whose they are. */
function provider(machine: Machine, role: Traced | null, assumes: Traced | null = null, ask: (machine: Machine) => void = () => {}): Value {
  const made = machine.native('credentials', (inner) => {
    ask(inner)
    return inner.promise(
      inner.branded(credentialsOf(role, assumes), {
        accessKeyId: unknownValue('an access key'),
        secretAccessKey: unknownValue('a secret key'),
        sessionToken: unknownValue('a session token'),
      }),
    )
  })
  made.brand = credentialsOf(role, assumes)
  return made
}
