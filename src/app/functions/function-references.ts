/** Which functions a value names, however it is written. */
import { type Piece, parseSym, printSym, type SymText } from '../../policy/index.js'
import { resolveResource } from '../resolve.js'
import type { App, Value } from '../types.js'
import { entry, texts } from '../values.js'
import { FUNCTION_TYPES } from './settings.js'

/** Resources that stand for a function, by the property that names it. */
const STANDS_FOR: ReadonlyMap<string, string> = new Map([
  ['AWS::Lambda::Alias', 'FunctionName'],
  ['AWS::Lambda::Version', 'FunctionName'],
  ['AWS::Lambda::Url', 'TargetFunctionArn'],
])

export function functionReferences(resources: App['resources']): (value: Value | null) => readonly string[] {
  const app = { resources }

  function ofResource(id: string, depth: number): readonly string[] {
    const resource = resources.get(id)
    if (resource === undefined || depth > 3) return []
    if (FUNCTION_TYPES.has(resource.type)) return [id]
    const property = STANDS_FOR.get(resource.type)
    if (property === undefined) return []
    // SAM's own aliases have no properties here, and belong to the function that implies them.
    return resource.madeBy !== null ? [resource.madeBy] : ofValue(entry(resource.properties, property), depth + 1)
  }

  function ofText(text: SymText, depth: number): readonly string[] {
    // An invocation URI, an ARN with a qualifier, a stage variable behind it: the function's symbol is somewhere inside.
    const bySymbol = text.flatMap((piece: Piece) => (piece.kind === 'symbol' ? ofResource(piece.name.split('.')[0] ?? '', depth) : []))
    if (bySymbol.length > 0) return bySymbol
    const inner = /:function:([^:/]+)/.exec(printSym(text))?.[1]
    const named = resolveResource(app, inner === undefined ? text : parseSym(inner), 'AWS::Lambda::Function')
    return named === null ? [] : [named.id]
  }

  function ofValue(value: Value | null, depth: number): readonly string[] {
    return [...new Set(texts(value).flatMap((text) => ofText(text, depth)))]
  }

  return (value) => ofValue(value, 0)
}
