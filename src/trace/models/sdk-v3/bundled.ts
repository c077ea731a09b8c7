/**
 * The SDK's own code inside of a bundle. Its classes are known by the members that every version and every bundler leaves
 * them: the client at the root of all clients, the builder of commands, and commands of versions before the builder. What
 * they do is not followed; the same models stand for them as for the packages.
 */
import { clientSuffixes, operationName } from '../../../catalog/index.js'
import { type AbstractObject, literalText, type Machine, type NativeFunction, UNDEFINED, unknownValue } from '../../values.js'
import { clientSettings } from '../client-settings.js'
import { commandClass, send } from './client-package.js'

const BUNDLED_CLIENT = 'bundled client'

/** @returns what stands for a class of the source; null: it is not the SDK's */
export function bundledClass(machine: Machine, members: ReadonlySet<string>, text: () => string): AbstractObject | null {
  const has = (...names: readonly string[]): boolean => names.every((name) => members.has(name))
  if (has('middlewareStack', 'send', 'destroy')) return rootClient(machine)
  if (has('build', 'ep', 'm', 's', 'n', 'f')) return commandBuilder(machine)
  if (has('getSchema', 'isMemberSchema', 'getMergedTraits')) return shapeReader(machine)
  return has('resolveMiddleware', 'serialize', 'deserialize') ? olderCommand(machine, text()) : null
}

function rootClient(machine: Machine): AbstractObject {
  const made = machine.nativeClass(BUNDLED_CLIENT, {
    construct: (inner, client, [config = UNDEFINED]) => {
      const [from] = inner.brands(config, 'client')
      const settings = from ?? clientSettings(inner, config)
      const { region, endpoint, assumedRole, accessKey = null } = settings
      inner.setBrand(client, {
        kind: 'client',
        service: '',
        document: false,
        version: 3,
        region,
        endpoint,
        assumedRole,
        accessKey,
        bound: null,
      })
      inner.set(client, 'config', unknownValue('the configuration of a client'))
      inner.set(client, 'middlewareStack', middleware(inner))
    },
    members: { send, destroy: () => UNDEFINED },
  })
  made.brand = { kind: 'library', name: BUNDLED_CLIENT, parts: new Map() }
  return made
}

/** Reads descriptions of inputs and answers, at length; they are of the SDK alone. */
const shapeReader = (machine: Machine): AbstractObject =>
  machine.nativeClass('reader of shapes', { lenient: true, statics: { of: () => unknownValue('the shape of an input or an answer') } })

/** Takes what the SDK adds to its clients, and does nothing with it. */
function middleware(machine: Machine): AbstractObject {
  const made = machine.object({})
  const does = machine.native('middleware', () => made)
  made.virtual = (key) => (key.startsWith('@@') || key === 'then' ? null : does)
  return made
}

const same: NativeFunction = (_, { self }) => self
const BUILDER_STEPS = ['init', 'ep', 'm', 's', 'c', 'f', 'ser', 'de', 'sc']

function commandBuilder(machine: Machine): AbstractObject {
  return machine.nativeClass('builder of commands', {
    members: {
      ...Object.fromEntries(BUILDER_STEPS.map((name) => [name, same])),
      n: (inner, { self, args: [client = UNDEFINED, command = UNDEFINED] }) => {
        inner.set(self, 'client', client)
        inner.set(self, 'command', command)
        return self
      },
      build: (inner, { self }) =>
        namedCommand(inner, literalText(inner.get(self, 'client')) ?? '', literalText(inner.get(self, 'command')) ?? '') ??
        unknownValue('a command of the SDK whose name is not known'),
    },
  })
}

/** Commands of 2020 to 2023 hold the names of the client and of themselves as constants. */
function olderCommand(machine: Machine, text: string): AbstractObject | null {
  const [, client, command] = /["'`](\w+Client)["'`][\s\S]{0,120}?["'`](\w+Command)["'`]/.exec(text) ?? []
  return client === undefined || command === undefined ? null : namedCommand(machine, client, command)
}

function namedCommand(machine: Machine, client: string, command: string): AbstractObject | null {
  const service = serviceOf(client)
  const name = command.replace(/Command$/, '')
  return service === null || name === '' ? null : commandClass(machine, service, operationName(service, name) ?? name, command)
}

let byClient: ReadonlyMap<string, string> | null = null

/** `DynamoDBClient` → `dynamodb`. */
function serviceOf(client: string): string | null {
  byClient ??= new Map(clientSuffixes().map((suffix) => [suffix.replaceAll('-', ''), suffix]))
  return byClient.get(client.replace(/Client$/, '').toLowerCase()) ?? null
}
