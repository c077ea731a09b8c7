/**
 * Symbols of the app → parameters of a template that stands alone: there `${ItemsTable}` names nothing until somebody
 * says which table it is, so every symbol but AWS's own becomes a parameter.
 */
import { type App, textOf } from '../app/index.js'
import { literalOf } from '../policy/index.js'

export interface TemplateParameter {
  readonly Type: string
  readonly Description: string
  readonly Default?: string
}

export interface ParameterNames {
  /** The parameter's name for a symbol as the app writes it: `ItemsTable`, `Work.Arn`, `Child/Table`. */
  readonly nameOf: (symbol: string) => string
  /** What was asked for so far, sorted by name. */
  readonly declared: () => ReadonlyMap<string, TemplateParameter>
}

export function parameterNames(app: App): ParameterNames {
  const bySymbol = new Map<string, string>()
  const byName = new Map<string, string>()
  return {
    nameOf: (symbol) => {
      const known = bySymbol.get(symbol)
      if (known !== undefined) return known
      const wanted = symbol.replaceAll(/[^A-Za-z0-9]/g, '') || 'Value'
      let name = wanted
      for (let i = 2; byName.has(name); i++) name = `${wanted}${i}`
      bySymbol.set(symbol, name)
      byName.set(name, symbol)
      return name
    },
    declared: () => new Map([...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, symbol]) => [name, describe(symbol, app)])),
  }
}

function describe(symbol: string, app: App): TemplateParameter {
  const parameter = app.parameters.get(symbol)
  if (parameter !== undefined) {
    const value = parameter.value === null ? null : textOf(parameter.value)
    const known = value === null ? null : literalOf(value)
    return {
      Type: 'String',
      Description: `The parameter ${symbol} of the app's template`,
      ...(known === null ? {} : { Default: known }),
    }
  }
  return { Type: 'String', Description: describeSymbol(symbol, app) }
}

/** What a symbol of the app stands for, in words. */
export function describeSymbol(symbol: string, app: App): string {
  if (app.parameters.has(symbol)) return `The parameter ${symbol} of the app's template`
  const [id = symbol, attribute] = symbol.split('.')
  const type = app.resources.get(id)?.type
  const what = attribute === undefined ? 'What Ref gives for' : `${attribute} of`
  return `${what} ${id}${type === undefined ? '' : ` (${type})`}`
}
