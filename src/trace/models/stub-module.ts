/** What stubs import from `rolewright:model`. */
import { literalText, type Machine, type NativeCall, optionsOf, TRUE, textValue, UNDEFINED, unknownValue, type Value } from '../values.js'
import { isApiUrl, recordApiCall, signingClient } from './api-requests.js'
import { type ClientSettings, clientSettings } from './client-settings.js'
import { isPresent } from './present.js'
import { clientClass } from './sdk-v3/client-package.js'

export const STUB_MODULE = 'rolewright:model'

export function stubModule(machine: Machine): Value {
  const native = (name: string, run: (machine: Machine, call: NativeCall) => Value): Value => machine.native(name, run)
  return machine.object({
    __esModule: TRUE,
    send: native('send', (inner, { args: [operation = UNDEFINED, input = UNDEFINED, client] }) => {
      const names = inner.literals(operation) ?? []
      const at = isPresent(client) ? client : null
      const answers = names.map((name) => () => {
        const { service, operation: called } = split(name)
        return inner.record({
          service,
          operation: called,
          input: isPresent(input) ? input : inner.object({}),
          client: at,
          origin: inner.origin,
        })
      })
      return inner.promise(answers.length === 0 ? unknownValue('an answer') : inner.either(answers))
    }),
    command: native('command', (inner, { args: [operation = UNDEFINED, input = UNDEFINED] }) => {
      const { service, operation: called } = split(literalText(operation) ?? '')
      return inner.branded({ kind: 'command', service, operation: called, input }, { input })
    }),
    client: native('client', (inner, { args: [service = UNDEFINED, config = UNDEFINED] }) =>
      inner.construct(clientClass(inner, { service: literalText(service) ?? '', document: false }), [config]),
    ),
    documentClient: native('documentClient', (inner, { args: [client = UNDEFINED] }) => {
      const made = inner.construct(clientClass(inner, { service: 'dynamodb', document: true }), [UNDEFINED])
      const [from] = inner.brands(client, 'client')
      if (made.kind === 'object' && from !== undefined) inner.setBrand(made, { ...from, service: 'dynamodb', document: true })
      return made
    }),
    unknown: native('unknown', (_, { args: [why = UNDEFINED] }) => unknownValue(literalText(why) ?? 'a value of a library')),
    opaque: native('opaque', (inner, { args: [to = UNDEFINED, ...values] }) => inner.escape(values, literalText(to) ?? 'a library')),
    later: native('later', (inner, { args: [fn = UNDEFINED, ...rest] }) => {
      inner.later(() => void inner.call(fn, UNDEFINED, rest))
      return UNDEFINED
    }),
    maybe: native('maybe', (inner, { args: [fn = UNDEFINED, ...rest] }) =>
      inner.either([() => inner.call(fn, UNDEFINED, rest), () => UNDEFINED]),
    ),
    parameterNames: native('parameterNames', (inner, { args: [fn = UNDEFINED] }) => inner.list(inner.parameterNames(fn).map(textValue))),
    sign: native('sign', (inner, { args: [service = UNDEFINED, method = UNDEFINED, url = UNDEFINED, request = UNDEFINED] }) => {
      const text = optionsOf(url).every((each) => each.kind === 'object') ? inner.get(url, 'href') : url
      const settings = isPresent(request) ? clientSettings(inner, inner.get(request, 'config')) : {}
      if (isApiUrl(text)) recordApi(inner, method, text, request, settings)
      else for (const name of inner.literals(service) ?? []) recordUrl(inner, name, method, text, settings)
      return UNDEFINED
    }),
  })
}

const split = (name: string): { service: string; operation: string } => {
  const [service = '', operation = ''] = name.split(':')
  return { service, operation }
}

function recordUrl(machine: Machine, service: string, method: Value, url: Value, settings: Partial<ClientSettings>): void {
  const input = machine.object({ url })
  for (const operation of methodsOf(machine, method, '*'))
    machine.record({ service, operation, input, client: signingClient(machine, service, settings), origin: machine.origin })
}

/** @param request what the library is given to sign: `{ service, headers, body }` */
function recordApi(machine: Machine, method: Value, url: Value, request: Value, settings: Partial<ClientSettings>): void {
  const [signing = null] = machine.literals(machine.get(request, 'service')) ?? []
  const asked = { url, headers: machine.get(request, 'headers'), body: machine.get(request, 'body') }
  for (const each of methodsOf(machine, method, 'GET')) recordApiCall(machine, signing, { ...asked, method: each }, settings)
}

const methodsOf = (machine: Machine, method: Value, otherwise: string): readonly string[] =>
  (machine.literals(method) ?? [otherwise]).map((each) => each.toUpperCase())
