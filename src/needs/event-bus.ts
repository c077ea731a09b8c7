/**
 * Events of a bus: what a rule's pattern says about them, what the functions of the app put into them, and what a
 * rule's target makes of them before it hands them on.
 *
 * Source: Amazon EventBridge User Guide, "Event patterns" and "Input transformation".
 */
import type { Value, Wire } from '../app/index.js'
import { literalOf, symbol, symText } from '../policy/index.js'
import { type Bound, distinct, known } from './bound.js'
import { named } from './declared.js'
import { jsonPath } from './json-path.js'
import type { Scope } from './scope.js'
import { readTraced, sendersTo } from './senders.js'
import { firstAt, itemsOf, textsAt, valuesAt } from './value.js'
import { readValue } from './value-path.js'

/** @returns the texts at a path of the event that a rule hands to a function */
export const readBusEvent = (wire: Wire, path: readonly string[], scope: Scope): readonly Bound[] =>
  readRuleTarget(wire.properties, handedOver(wire, scope), path, scope)

/** @param target has `Input`, `InputPath` or `InputTransformer`; the event as it is where it has none */
export function readRuleTarget(rule: Value, target: Value, path: readonly string[], scope: Scope): readonly Bound[] {
  const inputs = valuesAt(target, ['Input'])
  if (inputs.length > 0) return inputs.flatMap((input) => readValue(input, ['()json', ...path]))
  const [inputPath] = textsAt(target, ['InputPath'])
  const prefix = inputPath === undefined ? [] : jsonPath(literalOf(inputPath) ?? '$')
  const transformer = firstAt(target, ['InputTransformer'])
  if (transformer !== null) return readTransformed(transformer, rule, path, scope)
  return readPattern(rule, [...prefix, ...path], scope)
}

/** SAM's events have the target's members beside the pattern; a rule has one item of `Targets` for the function. */
function handedOver(wire: Wire, scope: Scope): Value {
  const own = valuesAt(wire.properties, ['Targets'])
    .flatMap((v) => itemsOf(v))
    .find((t) => textsAt(t, ['Arn']).some((arn) => named(arn, scope.world.declared)?.declared.id === scope.id))
  return own ?? wire.properties
}

function readTransformed(transformer: Value, rule: Value, path: readonly string[], scope: Scope): readonly Bound[] {
  const [template] = textsAt(transformer, ['InputTemplate'])
  if (template === undefined) return []
  // `<name>` stands without quotes where the value is not a text; quoted, the template is JSON either way.
  const quoted = symText(
    ...template.map((piece) => (piece.kind === 'text' ? { ...piece, text: piece.text.replace(/"?<([\w.-]+)>"?/g, '"<$1>"') } : piece)),
  )
  const found = readValue({ kind: 'text', text: quoted, at: transformer.at }, ['()json', ...path])
  return found.flatMap((bound) => {
    const name = /^<([\w.-]+)>$/.exec(literalOf(bound.text) ?? '')?.[1]
    if (name === undefined) return [bound]
    return textsAt(transformer, ['InputPathsMap', name]).flatMap((at) => readPattern(rule, jsonPath(literalOf(at) ?? '$'), scope))
  })
}

/** @returns what the rule's pattern or, where it is silent, the events' senders say of a path of the whole event */
export function readPattern(rule: Value, path: readonly string[], scope: Scope): readonly Bound[] {
  const [pattern] = [...valuesAt(rule, ['Pattern']), ...valuesAt(rule, ['EventPattern'])]
  const steps = path.filter((step) => step !== '*' && !/^\d+$/.test(step))
  const asked = pattern === undefined ? [] : valuesAt(pattern, steps).flatMap((v) => itemsOf(v))
  const matched = distinct(asked.flatMap(ofPatternItem))
  if (matched.length > 0) return matched
  if (path[0] === 'account' && path.length === 1) return [known(symbol('AWS::AccountId'))]
  if (path[0] === 'region' && path.length === 1) return [known(symbol('AWS::Region'))]
  if (path[0] !== 'detail') return []
  return distinct([...bucketsOf(pattern, path, scope), ...sentDetails(rule, path.slice(1), scope)])
}

function ofPatternItem(item: Value): readonly Bound[] {
  if (item.kind === 'text') return [{ text: item.text, why: null }]
  const why = 'the rule matches it by a pattern'
  return [
    ...textsAt(item, ['prefix']).map((t): Bound => ({ text: symText(t, '*'), why })),
    ...textsAt(item, ['suffix']).map((t): Bound => ({ text: symText('*', t), why })),
    ...textsAt(item, ['wildcard']).map((t): Bound => ({ text: symText(t), why })),
  ]
}

/** Buckets of the app that send their events to the default bus, for a rule that matches S3 without naming one. */
function bucketsOf(pattern: Value | undefined, path: readonly string[], scope: Scope): readonly Bound[] {
  if (path.join('.') !== 'detail.bucket.name' || !textsAt(pattern, ['source', '*']).some((s) => literalOf(s) === 'aws.s3')) return []
  const buckets = scope.world.declared.byType.get('AWS::S3::Bucket') ?? []
  const sending = buckets.filter(
    (b) => valuesAt(b.resource.properties, ['NotificationConfiguration', 'EventBridgeConfiguration']).length > 0,
  )
  return sending.map((b) => known(symbol(b.id)))
}

function sentDetails(rule: Value, path: readonly string[], scope: Scope): readonly Bound[] {
  const buses = textsAt(rule, ['EventBusName'])
  const ids = buses.flatMap((b) => named(b, scope.world.declared)?.declared.id ?? [])
  return ids.flatMap((id) => sendersTo(id, scope)).flatMap(({ body, sender }) => readTraced(body, ['()json', ...path], sender))
}
