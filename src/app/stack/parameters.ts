/**
 * What a template's parameters stand for. A value that a person gave, or that the parent stack passes, becomes text. A
 * value that samconfig.toml gives decides conditions, and the text keeps the symbol, so that roles fit other stages too.
 * A default does neither.
 */
import type { Place } from '../../outcome/index.js'
import { splitSym, symbol } from '../../policy/index.js'
import { itemsOf, type MapNode, member, type Node, sourceOf } from '../document/node.js'
import type { ParameterBinding } from '../evaluate/scope.js'
import type { Parameter, Value } from '../types.js'
import { listValue, literal, literalValue, optionsValue, textValue } from '../values.js'

export interface ParameterSources {
  /** Before symbols: the nested stack's ID and a slash. */
  readonly prefix: string
  /** From the command line or the config; empty in nested stacks. */
  readonly given: ReadonlyMap<string, string>
  /** From samconfig.toml; empty in nested stacks. */
  readonly stage: ReadonlyMap<string, string>
  /** What the parent stack passes; null in the root. */
  readonly passed: ReadonlyMap<string, Value> | null
}

export interface ReadParameters {
  readonly bindings: ReadonlyMap<string, ParameterBinding>
  /** As the App lists them, by the ID that symbols have. */
  readonly parameters: readonly Parameter[]
}

export function readParameters(section: Node | undefined, sources: ParameterSources): ReadParameters {
  const bindings = new Map<string, ParameterBinding>()
  const parameters: Parameter[] = []
  if (section?.kind !== 'map') return { bindings, parameters }
  for (const [id, node] of section.entries) {
    const read = readParameter(id, node, section, sources)
    bindings.set(id, read.binding)
    parameters.push(read.parameter)
  }
  return { bindings, parameters }
}

function readParameter(
  id: string,
  node: Node,
  section: MapNode,
  sources: ParameterSources,
): { binding: ParameterBinding; parameter: Parameter } {
  const at = section.keys.get(id) ?? node.at
  const type = sourceOf(member(node, 'Type')) ?? 'String'
  const fallback = member(node, 'Default')
  const typed = (text: string, place: Place): Value => typedValue(type, text, place)
  const byDefault = fallback === undefined ? null : typed(sourceOf(fallback) ?? itemsOf(fallback).map(sourceOf).join(','), fallback.at)
  const given = sources.given.get(id)
  const stage = sources.stage.get(id)
  const override =
    given !== undefined ? typed(given, at) : (passedValue(type, sources.passed?.get(id)) ?? (stage === undefined ? null : typed(stage, at)))
  // Nobody but the parent sets a nested stack's parameters, so there a default that is not overridden is the value.
  const settled = sources.passed === null ? (given === undefined ? null : override) : (override ?? byDefault)
  const value = settled !== null && !isLookedUp(type) ? settled : textValue([symbol(sources.prefix + id)], at)
  const written = itemsOf(member(node, 'AllowedValues')).map(sourceOf)
  const allowed = written.length > 0 && written.every((one) => one !== null) && !isLookedUp(type) ? written : null
  return {
    binding: {
      type,
      value,
      decided: isLookedUp(type) ? null : (settled ?? override),
      allowed,
    },
    parameter: {
      id: sources.prefix + id,
      type,
      value: override ?? byDefault,
      origin: override !== null ? 'override' : byDefault !== null ? 'default' : 'none',
      allowed: allowed ?? [],
      at,
    },
  }
}

/** The parameter holds the name of an SSM parameter, and `Ref` gives that one's value. */
const isLookedUp = (type: string): boolean => type.startsWith('AWS::SSM::Parameter::Value')

/** A list that the parent joined to one text is a list again. */
function passedValue(type: string, value: Value | undefined): Value | null {
  if (value === undefined) return null
  if (value.kind === 'options')
    return optionsValue(
      value.options.map((side) => passedValue(type, side) ?? side),
      value.at,
    )
  if (value.kind !== 'text' || !isList(type)) return value
  return listValue(
    splitSym(value.text, ',').map((part) => textValue(part, value.at)),
    value.at,
  )
}

const isList = (type: string): boolean => type.startsWith('List<') || type === 'CommaDelimitedList'

function typedValue(type: string, text: string, at: Place): Value {
  if (!isList(type)) return literalValue(text, at)
  return listValue(
    text.split(',').map((part) => literalValue(part.trim(), at)),
    at,
  )
}

/** The texts that a parameter has as far as anything says: overrides, then the default. For structure, never for names. */
export function assumedTexts(parameter: Parameter | undefined): readonly string[] | null {
  if (parameter?.value == null || isLookedUp(parameter.type)) return null
  const parts = parameter.value.kind === 'list' ? parameter.value.items : [parameter.value]
  const texts = parts.map((part) => literal(part))
  return texts.every((text) => text !== null) ? texts : null
}
