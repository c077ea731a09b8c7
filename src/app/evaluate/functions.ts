/** The intrinsic functions that give values, one row each. Condition functions are in `conditions.ts`. */
import type { Place } from '../../outcome/index.js'
import { any, printSym, symbol, symText } from '../../policy/index.js'
import { itemsOf, member, type Node, sourceOf } from '../document/node.js'
import type { Value } from '../types.js'
import { alternatives, literal, nullValue, optionsValue, textValue, unknownValue } from '../values.js'
import { findInMap } from './find-in-map.js'
import type { Evaluated, Evaluator } from './scope.js'
import { select, split } from './split.js'
import { parseSub } from './sub.js'
import { joinTexts, sidesOf, textOptions } from './texts.js'
import { toJsonText } from './to-json.js'

export type IntrinsicFunction = (argument: Node, at: Place) => Evaluated

export function functionTable(self: Evaluator): ReadonlyMap<string, IntrinsicFunction> {
  return new Map<string, IntrinsicFunction>([
    ['Ref', (argument, at) => named(self.value(argument), at, (name) => self.reference(name, at) ?? nullValue(at))],
    ['Fn::GetAtt', (argument, at) => getAtt(self, argument, at)],
    ['Fn::Sub', (argument, at) => sub(self, argument, at)],
    ['Fn::Join', (argument, at) => join(self, argument, at)],
    ['Fn::If', (argument, at) => choose(self, argument, at)],
    ['Fn::FindInMap', (argument, at) => findInMap(self, argument, at)],
    ['Fn::ImportValue', (argument, at) => importValue(self, self.value(argument), at)],
    ['Fn::Select', (argument, at) => select(self, argument, at)],
    ['Fn::Split', (argument, at) => split(self, argument, at)],
    ['Fn::ToJsonString', (argument, at) => textValue(toJsonText(self.value(argument)), at)],
    ['Fn::Length', (argument, at) => length(self.value(argument), at)],
    ['Fn::Base64', (_, at) => unknownValue('text in Base64', at)],
    ['Fn::Cidr', (_, at) => unknownValue('address ranges that CloudFormation works out', at)],
    // No function of CloudFormation: what a reader of another format puts where a value is not known, with the reason.
    ['Fn::Unknown', (argument, at) => unknownValue(literal(self.value(argument)) ?? 'it is not known', at)],
    ['Fn::GetAZs', (_, at) => unknownValue('the availability zones of the region', at)],
  ])
}

/** A name that is itself an expression, as `AWS::LanguageExtensions` allows. */
function named(name: Value, at: Place, use: (name: string) => Value): Value {
  return optionsValue(
    alternatives(name).map((side) => {
      const known = literal(side)
      return known === null ? unknownValue('the name depends on what is known at deployment', at) : use(known)
    }),
    at,
  )
}

function getAtt(self: Evaluator, argument: Node, at: Place): Value {
  if (argument.kind === 'scalar') {
    const [id = '', attribute = ''] = argument.source.split(/\.(.*)/s)
    return self.attribute(id, attribute, at)
  }
  const [id, ...path] = itemsOf(argument).map((item) => self.value(item))
  if (id === undefined || path.length === 0) return unknownValue('`Fn::GetAtt` without an attribute', at)
  const attribute = joinTexts(
    path.map((part) => sidesOf(part)),
    '.',
  )[0] ?? [any]
  const name = literal(textValue(attribute, at))
  return named(id, at, (known) =>
    name === null ? unknownValue('the attribute is known at deployment only', at) : self.attribute(known, name, at),
  )
}

function sub(self: Evaluator, argument: Node, at: Place): Value {
  const [template, variables] = argument.kind === 'list' ? argument.items : [argument]
  const source = sourceOf(template)
  if (template === undefined || source === null) return unknownValue('`Fn::Sub` without a text', at)
  const lookUp = (name: string): Value => {
    const own = member(variables, name)
    if (own !== undefined) return self.value(own)
    const dot = name.indexOf('.')
    // A parameter's name has no dot, so what has one is an attribute.
    return dot < 0 ? (self.reference(name, at) ?? nullValue(at)) : self.attribute(name.slice(0, dot), name.slice(dot + 1), at)
  }
  const parts = parseSub(source).map((part) => (part.kind === 'text' ? [symText(part.text)] : sidesOf(lookUp(part.name))))
  return textOptions(joinTexts(parts, ''), at)
}

function join(self: Evaluator, argument: Node, at: Place): Value {
  const [delimiter, list] = itemsOf(argument)
  if (delimiter === undefined || list === undefined) return unknownValue('`Fn::Join` without a list', at)
  const between = literal(self.value(delimiter)) ?? ''
  const lists = alternatives(self.value(list)).map((side) => (side.kind === 'list' ? side.items : [side]))
  return textOptions(
    lists.flatMap((parts) => joinTexts(parts.filter((part) => part.kind !== 'null').map(sidesOf), between)),
    at,
  )
}

function choose(self: Evaluator, argument: Node, at: Place): Evaluated {
  const [name, whenTrue, whenFalse] = itemsOf(argument)
  if (name === undefined || whenTrue === undefined) return unknownValue('`Fn::If` without its sides', at)
  const decided = name.kind === 'scalar' ? self.condition(name.source) : self.decide(name)
  if (decided === true) return self.evaluate(whenTrue)
  if (decided === false) return whenFalse === undefined ? null : self.evaluate(whenFalse)
  const sides = [whenTrue, whenFalse].map((side) => (side === undefined ? nullValue(at) : self.value(side)))
  return optionsValue(sides, at)
}

function importValue(self: Evaluator, name: Value, at: Place): Value {
  const sides = sidesOf(name).map((side) => {
    const exported = printSym(side)
    return self.scope.imported(exported) ?? textValue([symbol(`import:${exported}`)], at)
  })
  return optionsValue(
    sides.map((side) => ({ ...side, at })),
    at,
  )
}

function length(value: Value, at: Place): Value {
  const unknown = unknownValue('the length of a list that is known at deployment', at)
  return optionsValue(
    alternatives(value).map((side) => (side.kind === 'list' ? { kind: 'number', number: side.items.length, at } : unknown)),
    at,
  )
}
