/** Source: IAM User Guide, "IAM JSON policy elements: Resource" and "NotResource". */
import { type Matcher, matchArnPattern, parseResourcePattern, type ValueOf } from '../../policy/index.js'

/** @param variables whether the document's version has policy variables */
export function resourceMatches(resources: Matcher<string>, resource: string, variables: boolean, lookup: ValueOf): boolean {
  const covers = (pattern: string): boolean => matchArnPattern(parseResourcePattern(pattern, variables), resource, lookup)
  return 'only' in resources ? resources.only.some(covers) : !resources.except.some(covers)
}
