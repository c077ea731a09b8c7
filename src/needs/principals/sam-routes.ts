/**
 * Routes of SAM's events that API Gateway does not invoke as itself: with a role, or with the rights of who calls.
 * Source: AWS SAM Developer Guide, "ApiAuth" and "ApiFunctionAuth", `InvokeRole`: `CALLER_CREDENTIALS` unless said otherwise,
 * where `AWS_IAM` authorises; `NONE` leaves it to the function's own policy.
 */
import type { AppFunction, Resource, Value, Wire } from '../../app/index.js'
import { printSym, symText } from '../../policy/index.js'
import { functionArn } from '../arn.js'
import type { World } from '../scope.js'
import { firstAt, textsAt } from '../value.js'
import { type Integration, word } from './integration.js'

const CALLER = 'arn:aws:iam::*:user/*'

export const samRoutes = (world: World): readonly Integration[] =>
  [...world.app.functions.values()].flatMap((fn) => fn.wires.flatMap((wire) => routeOf(fn, wire, world) ?? []))

/** @returns null where API Gateway invokes the function as itself */
export function routeOf(fn: AppFunction, wire: Wire, world: World): Integration | null {
  const api = wire.source?.resource ?? null
  if (wire.kind !== 'api' || api === null || world.app.resources.get(fn.resource)?.type !== 'AWS::Serverless::Function') return null
  const path = textsAt(wire.properties, ['Path'])[0]
  const credentials = path === undefined ? null : credentialsOf(wire, api, world)
  if (path === undefined || credentials === null) return null
  return {
    api,
    method: word(wire.properties, 'Method')?.toUpperCase() ?? null,
    path: printSym(path),
    uris: [functionArn(fn)],
    httpMethod: 'POST',
    credentials,
    subtype: null,
    templates: [],
    parameters: new Map(),
    isAuthorizer: false,
    at: wire.at,
  }
}

function credentialsOf(wire: Wire, api: string, world: World): Value | null {
  const resource = world.app.resources.get(api)
  if (resource === undefined || hasOwnBody(resource)) return null
  const auth = firstAt(resource.properties, ['Auth'])
  const own = firstAt(wire.properties, ['Auth'])
  const authorizer = own === null ? auth && word(auth, 'DefaultAuthorizer') : word(own, 'Authorizer')
  if (authorizer !== 'AWS_IAM') return null
  const role = firstAt(own, ['InvokeRole']) ?? firstAt(auth, ['InvokeRole'])
  const said = role?.kind === 'null' ? 'NONE' : role === null ? 'CALLER_CREDENTIALS' : textsAt(role).map(printSym)[0]
  if (said === 'NONE') return null
  return said === 'CALLER_CREDENTIALS' ? { kind: 'text', text: symText(CALLER), at: wire.at } : role
}

/** An API with a definition of its own says itself how it invokes, unless events are merged into it. */
const hasOwnBody = ({ properties }: Resource): boolean =>
  ['DefinitionBody', 'DefinitionUri'].some((key) => firstAt(properties, [key]) !== null) &&
  !textsAt(properties, ['MergeDefinitions']).some((text) => printSym(text) === 'true')
