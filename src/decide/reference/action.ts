/** Source: IAM User Guide, "IAM JSON policy elements: Action" and "NotAction". */
import { type Matcher, matchAction } from '../../policy/index.js'

export const actionMatches = (actions: Matcher<string>, action: string): boolean =>
  'only' in actions
    ? actions.only.some((pattern) => matchAction(pattern, action))
    : !actions.except.some((pattern) => matchAction(pattern, action))
