/**
 * What a caller of an API needs beyond the API itself: an integration that hands the caller's credentials on does its work
 * with the caller's rights.
 * Source: API Gateway Developer Guide, "AWS::ApiGateway::Method Integration", `credentials`: `arn:aws:iam::*:user/*`.
 */
import { parseSym, splitSym, symText } from '../policy/index.js'
import { canonicalArn } from './arn.js'
import { type Atom, isAtom } from './atom.js'
import { canBeEqual } from './declared.js'
import { isCaller, needsOf } from './principals/api-gateway.js'
import { type Integration, integrationsOf } from './principals/integration.js'
import { samRoutes } from './principals/sam-routes.js'
import type { World } from './scope.js'

/** @param atoms of a function; only its requests to APIs of the app count */
export function asCaller(atoms: readonly Atom[], world: World): readonly Atom[] {
  const requests = atoms.filter(({ action }) => action === 'execute-api:Invoke')
  if (requests.length === 0) return []
  const handing = [...integrationsOf(world), ...samRoutes(world)].filter(({ credentials }) => credentials !== null && isCaller(credentials))
  return requests.flatMap((request) =>
    handing
      .filter((one) => asksFor(request, one, world))
      .flatMap((one) => needsOf(one, world).filter(isAtom))
      .map((atom): Atom => ({ ...atom, kind: request.kind, evidence: request.evidence })),
  )
}

function asksFor({ resource }: Atom, one: Integration, world: World): boolean {
  if (canonicalArn(resource, world.declared).declared?.id !== one.api) return false
  const [, , route] = splitSym(resource, '/', 3)
  const method = one.method === null || one.method.toUpperCase() === 'ANY' ? '*' : one.method.toUpperCase()
  const path = (one.path ?? '*').replace(/^\//, '').replace(/(?<!\$)\{[^}]*\}/g, '*')
  return route === undefined || canBeEqual(route, symText(parseSym(`${method}/${path}`)))
}
