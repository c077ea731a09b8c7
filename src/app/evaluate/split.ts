/**
 * `Fn::Split` and `Fn::Select`. A symbol can hide the separator (an ARN does), so what lies behind one is known only
 * where the symbol's own shape is: then it is opened first.
 */
import type { Place } from '../../outcome/index.js'
import { any, type SymText, splitSym, symText } from '../../policy/index.js'
import { itemsOf, member, type Node, soleKey } from '../document/node.js'
import type { Value } from '../types.js'
import { alternatives, listValue, literal, optionsValue, textValue, unknownValue } from '../values.js'
import type { Evaluator } from './scope.js'
import { openSymbol } from './symbol-shape.js'
import { sidesOf } from './texts.js'

interface SplitText {
  readonly parts: readonly SymText[]
  /** From this index on the parts are not what they seem: a symbol before may hold separators. */
  readonly knownUpTo: number
}

export function split(self: Evaluator, argument: Node, at: Place): Value {
  return optionsValue(
    splitSides(self, argument).map(({ parts, knownUpTo }) =>
      knownUpTo >= parts.length
        ? listValue(
            parts.map((part) => textValue(part, at)),
            at,
          )
        : unknownValue('a list whose parts are known at deployment', at),
    ),
    at,
  )
}

export function select(self: Evaluator, argument: Node, at: Place): Value {
  const [index, list] = itemsOf(argument)
  if (index === undefined || list === undefined) return unknownValue('`Fn::Select` without a list', at)
  const positions = alternatives(self.value(index)).map((side) => Number(literal(side) ?? Number.NaN))
  const split = soleKey(list) === 'Fn::Split' ? member(list, 'Fn::Split') : undefined
  const sides = split === undefined ? [] : splitSides(self, split)
  return optionsValue(
    positions.flatMap((position) =>
      split === undefined ? pick(self.value(list), position, at) : sides.map((side) => textValue(pickSplit(side, position), at)),
    ),
    at,
  )
}

function pick(list: Value, position: number, at: Place): readonly Value[] {
  return alternatives(list).map((side) => {
    const found = side.kind === 'list' ? side.items[position] : undefined
    return found ?? unknownValue('an item of a list that is known at deployment', at)
  })
}

const pickSplit = (side: SplitText, position: number): SymText => (position < side.knownUpTo ? (side.parts[position] ?? [any]) : [any])

function splitSides(self: Evaluator, argument: Node): readonly SplitText[] {
  const [delimiter, source] = itemsOf(argument)
  const separator = delimiter === undefined ? null : literal(self.value(delimiter))
  if (source === undefined || separator === null || separator === '') return [{ parts: [], knownUpTo: 0 }]
  return sidesOf(self.value(source)).map((side) => {
    const opened = symText(
      ...side.map((piece) => (piece.kind === 'symbol' ? (openSymbol(self.scope, piece.name, separator) ?? piece) : piece)),
    )
    const parts = splitSym(opened, separator)
    const unsure = parts.findIndex((part) => part.some((piece) => piece.kind !== 'text' && mayHold(self, piece, separator)))
    return { parts, knownUpTo: unsure < 0 ? parts.length : unsure }
  })
}

function mayHold(self: Evaluator, piece: SymText[number], separator: string): boolean {
  return piece.kind !== 'symbol' || openSymbol(self.scope, piece.name, separator) === null
}
