/**
 * Checks `${…}` in a text of a policy. A symbol of a template that nobody resolved (`${ItemsTable}`, `${AWS::Region}`)
 * looks like a policy variable and would silently match nothing, so it is an error in either version.
 */
import { type Parsing, quoted, report } from './errors.js'
import { parseVariable, variablesIn } from './glob.js'

/** As many of one text are told; they would be of one kind. */
const MAX_FAULTS = 8

/** @param variables whether the document's version has policy variables */
export function checkVariables(parsing: Parsing, text: string, at: number, variables: boolean): void {
  if (!text.includes('${')) return
  const before = parsing.errors.length
  for (const written of variablesIn(text)) {
    if (parsing.errors.length - before >= MAX_FAULTS) return
    if (isSymbol(written)) {
      report(
        parsing,
        at,
        'policy/unresolved-symbol',
        `${quoted(written)} is a symbol of a template, not a policy variable`,
        'give its value, by `--account`, `--region` or `--parameters`',
      )
    } else if (variables && parseVariable(written) === null) {
      report(
        parsing,
        at,
        'policy/bad-variable',
        `${quoted(written)} is not the form of a policy variable`,
        "write a key name in the braces, and behind it at most `, 'DEFAULT'`",
      )
    }
  }
}

const SYMBOL = /^\$\{(?:[A-Za-z0-9.]+|AWS::\w+|(?:import|stack):[^}]*|(?:ssm|secretsmanager):\/[^}]*)\}$/

const isSymbol = (written: string): boolean => SYMBOL.test(written)
