/**
 * Resources whose names go to code that is not followed (a package that is not here). What is done with them is not seen; what
 * the function's present role allows on just that resource, and nothing seen accounts for, is taken to be it.
 */
import { expandActions } from '../catalog/index.js'
import { printSym, type SymText, symText } from '../policy/index.js'
import type { Handed } from '../trace/index.js'
import { canonicalArn, pseudo } from './arn.js'
import type { Atom } from './atom.js'
import { bind } from './bind.js'
import { customerKeys } from './encryption.js'
import { permittedResources } from './permitted.js'
import type { Scope } from './scope.js'
import { meansSame } from './stem.js'
import type { Evidence } from './types.js'

/** A statement that names more actions than this says nothing about what the package does. */
const MAX_ACTIONS = 8

/** @param seen what calls and platform already need: a resource that they use was handed over for something else, or for a log */
export function handedAtoms(handed: readonly Handed[], scope: Scope, seen: readonly Atom[]): readonly Atom[] {
  const used = [...new Map(seen.map((atom) => [printSym(atom.resource), atom.resource])).values()]
  return handed.flatMap((one) =>
    bind(one.value, scope)
      .filter(({ why }) => why === null)
      .filter(({ text }) => !used.some((resource) => meansSame(resource, text, scope.world.declared)))
      .flatMap(({ text }) => permittedOn(text, scope))
      .flatMap(({ action, resource }) => atomsOf(action, resource, one, scope)),
  )
}

interface Permitted {
  readonly action: string
  readonly resource: SymText
}

function permittedOn(text: SymText, scope: Scope): readonly Permitted[] {
  const { self, world } = scope
  if (self === null || !text.some((p) => p.kind === 'symbol' && !p.name.startsWith('AWS::'))) return []
  return self.declared
    .filter((s) => s.effect === 'allow' && s.notActions.length === 0)
    .flatMap((s) => {
      const resources = s.resources.map((r) => canonicalArn(r, world.declared).arn).filter((r) => meansSame(r, text, world.declared))
      const actions = [...new Set(s.actions.flatMap((a) => expandActions(a)))]
      return actions.length > MAX_ACTIONS ? [] : resources.flatMap((resource) => actions.map((action) => ({ action, resource })))
    })
}

function atomsOf(action: string, resource: SymText, one: Handed, scope: Scope): readonly Atom[] {
  const evidence: Evidence = { at: one.at, operation: action, via: one.via.map((l) => l.name), chain: one.via.map((l) => l.at) }
  const atom: Atom = { action, resource, conditions: [], kind: 'call', certainty: 'assumed', reason: null, evidence }
  return [atom, ...keys(atom, scope)]
}

/** Its keys: those of the declared resource, or those of elsewhere that the present role names. */
function keys(atom: Atom, scope: Scope): readonly Atom[] {
  const { declared } = canonicalArn(atom.resource, scope.world.declared)
  const service = atom.action.split(':')[0] ?? ''
  const via = symText(service, '.', pseudo('Region'), '.amazonaws.com')
  const conditions = [{ operator: 'StringEquals', key: 'kms:ViaService', values: [via] }]
  const own = declared === null ? [] : customerKeys(declared, scope.world).map(({ arn }) => arn)
  return ['kms:Decrypt', 'kms:GenerateDataKey'].flatMap((action) => {
    const permitted = permittedResources(scope.self, action, scope.world)
    const chosen = declared === null ? permitted.filter((arn) => canonicalArn(arn, scope.world.declared).declared === null) : own
    return chosen.map((resource): Atom => ({ ...atom, action, resource, conditions }))
  })
}
