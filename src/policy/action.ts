/** Source: IAM User Guide, "IAM JSON policy elements: Action": prefix and name ignore case, `*` and `?` stand anywhere. */
import { type Glob, matchGlob, parseGlob } from './glob.js'

/** The pattern in lower case; `*` alone covers every action. */
export const parseActionPattern = (text: string): Glob => parseGlob(text.toLowerCase(), { wildcards: true, variables: false })

/** @param action `prefix:name` in any case */
export const matchAction = (pattern: string, action: string): boolean => matchGlob(parseActionPattern(pattern), action.toLowerCase())
