/** Policy documents in templates to statements with symbols. Source: IAM User Guide, "IAM JSON policy element reference". */
import type { SymText } from '../../policy/index.js'
import { valueOfJsonText } from '../definitions/json-text.js'
import type { DeclaredStatement, Value } from '../types.js'
import { alternatives, entriesOf, entry, items, literal, texts } from '../values.js'

type Origin = DeclaredStatement['origin']

/** The statements of a document, of every side where it is undecided. What has neither effect nor action is left out. */
export function statementsOf(document: Value | null, origin: Origin): readonly DeclaredStatement[] {
  if (document === null) return []
  return alternatives(document).flatMap((side) => {
    const read = side.kind === 'text' ? valueOfJsonText(side.text, side.at) : side
    return items(entry(read, 'Statement')).flatMap((statement) => statementOf(statement, origin))
  })
}

export function statementOf(statement: Value, origin: Origin): readonly DeclaredStatement[] {
  const get = (key: string): readonly SymText[] => texts(entry(statement, key))
  const effect = literal(entry(statement, 'Effect'))
  const actions = get('Action').map(written)
  const notActions = get('NotAction').map(written)
  if ((effect !== 'Allow' && effect !== 'Deny') || (actions.length === 0 && notActions.length === 0)) return []
  return [
    {
      effect: effect === 'Allow' ? 'allow' : 'deny',
      actions,
      notActions,
      resources: get('Resource'),
      notResources: get('NotResource'),
      conditions: conditionsOf(entry(statement, 'Condition')),
      origin,
      at: statement.at,
    },
  ]
}

function conditionsOf(condition: Value | null): DeclaredStatement['conditions'] {
  return entriesOf(condition).flatMap(([operator, keys]) =>
    entriesOf(keys).map(([key, values]) => ({ operator, key, values: texts(values) })),
  )
}

/** Actions are patterns, so what is not known in one is a wildcard. */
const written = (action: SymText): string => action.map((piece) => (piece.kind === 'text' ? piece.text : '*')).join('')
