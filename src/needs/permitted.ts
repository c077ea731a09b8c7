/**
 * What the template's own role allows a function, as evidence of what is meant where code does not say: a resource that it
 * names for an action is a better guess than every resource of the kind. A wildcard is no evidence.
 */
import type { AppFunction } from '../app/index.js'
import { matchesGlob } from '../catalog/index.js'
import { printSym, type SymText } from '../policy/index.js'
import { canonicalArn } from './arn.js'
import type { World } from './scope.js'

/** @returns resources that an allowing statement names for the action, declared ones by their symbols */
export function permittedResources(fn: AppFunction | null, action: string, world: World): readonly SymText[] {
  if (fn === null) return []
  const lower = action.toLowerCase()
  const found = fn.declared
    .filter((s) => s.effect === 'allow' && s.notResources.length === 0)
    .filter((s) => s.actions.some((pattern) => matchesGlob(pattern.toLowerCase(), lower)))
    .flatMap((s) => s.resources.map((r) => canonicalArn(r, world.declared).arn))
    .filter(namesSomething)
  return [...new Map(found.map((r) => [printSym(r), r])).values()]
}

/** `arn:…:table/*` and `*` name nothing. */
function namesSomething(resource: SymText): boolean {
  const tail = printSym(resource).split(':').slice(5).join(':')
  if (resource[0]?.kind === 'symbol') return true
  return tail !== '' && !/^([\w-]+[/:])?\*/.test(tail)
}
