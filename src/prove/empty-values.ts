/**
 * Whether an empty text counts as a value to `Null` and `ForAllValues`. AWS's guide says in one place that it is a null data
 * set, and in another that `Null` asks whether the key is there; `decide` follows the first. A proof must hold in both
 * readings, and so must a counterexample: what depends on the reading is unknown.
 *
 * In the search an empty text is `''` where it counts as none, and `VALUE` where it counts as a value. A text of a policy
 * variable's symbols alone can be empty too, which the mark before it says.
 *
 * Source: IAM User Guide, "Single-valued vs. multivalued context keys" and "IAM JSON policy elements: Condition operators".
 */
import { type Condition, operatorFacts } from '../policy/index.js'

/** `without`: texts that are read in two ways are left out. `both`: each stands there in both. */
export type Empties = 'without' | 'both'

const VALUE = '\uf8fe'
const MARK = '\uf8ff'
const SYMBOLS = /^[\ue000-\uf8fd]+$/

/** Whether the condition looks at whether a text is empty. */
export const asksEmpty = ({ operator, quantifier }: Condition): boolean =>
  quantifier === 'forAllValues' || operatorFacts(operator).family === 'null'

/** Whether the text counts as no value. */
export const isNone = (text: string): boolean => text === '' || text.startsWith(MARK)

/** The text as patterns see it. */
export const seen = (text: string): string => (text === VALUE ? '' : text.startsWith(MARK) ? text.slice(1) : text)

/** Texts of one key, as often as conditions that look at emptiness can take them in a way of its own. */
export function withEmpties(texts: readonly string[], asked: boolean, empties: Empties): readonly string[] {
  if (!asked) return ['', ...texts]
  const symbols = texts.filter((text) => SYMBOLS.test(text)).map((text) => MARK + text)
  const full = [...texts.filter((text) => text !== ''), ...symbols]
  return empties === 'without' ? full : ['', VALUE, ...full]
}

/** The text as a request holds it. */
export const written = (text: string): string => (text === VALUE ? '' : text)

/** The same values, with empty texts read in one way and in the other. */
export const readings = (values: readonly string[] | null): readonly (readonly string[] | null)[] =>
  values === null || !values.some((text) => text === '' || text === VALUE)
    ? [values]
    : [values.map(written), values.map((text) => (text === '' ? VALUE : text))]
