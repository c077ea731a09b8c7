/**
 * `Fn::FindInMap`. A key that deployment decides gives every value that it can find, so that roles fit each stage.
 * Source: CloudFormation User Guide, "Fn::FindInMap" (with `AWS::LanguageExtensions`: expressions and `DefaultValue`).
 */
import type { Place } from '../../outcome/index.js'
import { itemsOf, type MapNode, member, type Node, soleKey, sourceOf } from '../document/node.js'
import type { Value } from '../types.js'
import { alternatives, literal, optionsValue, unknownValue } from '../values.js'
import type { Evaluator } from './scope.js'

export function findInMap(self: Evaluator, argument: Node, at: Place): Value {
  const [mapName, first, second, extra] = itemsOf(argument)
  if (mapName === undefined || first === undefined || second === undefined) return unknownValue('`Fn::FindInMap` without its keys', at)
  const fallback = member(extra, 'DefaultValue')
  const found: Value[] = []
  let missed = false
  for (const map of keysOf(self, mapName, self.scope.mappings)) {
    const top = member(self.scope.mappings, map)
    for (const one of keysOf(self, first, top)) {
      const inner = member(top, one)
      for (const two of keysOf(self, second, inner)) {
        const node = member(inner, two)
        if (node === undefined) missed = true
        else found.push(self.value(node))
      }
      if (inner === undefined) missed = true
    }
    if (top === undefined) missed = true
  }
  if (fallback !== undefined && (missed || found.length !== 1)) found.push(self.value(fallback))
  if (found.length > 0) return { ...optionsValue(found, at), at }
  self.scope.report({
    code: 'app/mapping-missing',
    message: `no mapping gives a value for \`${[mapName, first, second].map((node) => sourceOf(node) ?? '…').join('`, `')}\``,
    hint: 'add the key under Mappings, or correct it',
    at,
  })
  return unknownValue('the mapping has no such key', at)
}

/** The keys that a key expression can be: its texts, or where only deployment knows it, all keys of the level. */
function keysOf(self: Evaluator, expression: Node, level: Node | undefined): readonly string[] {
  const parameter = soleKey(expression) === 'Ref' ? self.scope.parameters.get(sourceOf(member(expression, 'Ref')) ?? '') : undefined
  const known = parameter?.decided ?? self.value(expression)
  const texts = alternatives(known).map((side) => literal(side))
  if (texts.every((text) => text !== null)) return texts
  const all = level?.kind === 'map' ? [...(level as MapNode).entries.keys()] : []
  const allowed = parameter?.allowed ?? null
  return allowed === null ? all : all.filter((key) => allowed.includes(key))
}
