/** `DefinitionSubstitutions`: `${Name}` in a definition's texts. Source: CloudFormation Template Reference, "AWS::StepFunctions::StateMachine". */
import { printSym, type SymText, symText, text } from '../../policy/index.js'
import type { Value } from '../types.js'
import { alternatives, listValue, mapValue, optionsValue, textOf, textValue } from '../values.js'

export function substituted(value: Value, substitutions: ReadonlyMap<string, Value>): Value {
  if (substitutions.size === 0) return value
  const replace = (inner: Value): Value => {
    switch (inner.kind) {
      case 'text':
        return replaceText(inner.text, inner, substitutions)
      case 'list':
        return listValue(inner.items.map(replace), inner.at)
      case 'map':
        return mapValue(
          new Map([...inner.entries].flatMap(([key, item]) => keysOf(key, inner).map((own) => [own, replace(item)] as const))),
          inner.at,
        )
      case 'options':
        return optionsValue(inner.options.map(replace), inner.at)
      default:
        return inner
    }
  }
  /** Keys are texts as well: a batch is by the names of its tables. */
  const keysOf = (key: string, inner: Value): readonly string[] =>
    key.includes('${') ? alternatives(replaceText([text(key)], inner, substitutions)).map((side) => printSym(textOf(side) ?? [])) : [key]
  return replace(value)
}

function replaceText(written: SymText, value: Value, substitutions: ReadonlyMap<string, Value>): Value {
  if (!written.some((piece) => piece.kind === 'text' && piece.text.includes('${'))) return value
  let sides: SymText[] = [[]]
  const append = (added: readonly SymText[]): void => {
    sides = sides.flatMap((side) => added.map((part) => symText(side, part)))
  }
  for (const piece of written) {
    if (piece.kind !== 'text') append([[piece]])
    else
      piece.text.split(/\$\{([A-Za-z0-9]+)\}/).forEach((part, i) => {
        const named = i % 2 === 1 ? substitutions.get(part) : undefined
        if (named !== undefined) append(alternatives(named).map((side) => textOf(side) ?? []))
        else if (part !== '') append([[text(i % 2 === 1 ? `\${${part}}` : part)]])
      })
  }
  return optionsValue(
    sides.map((side) => textValue(side, value.at)),
    value.at,
  )
}
