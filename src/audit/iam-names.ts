/**
 * Requests name a role, a user or a policy without its path, and an ARN that is made of the name has none: `role/NAME` may be
 * `role/PATH/NAME`. Names are unique in an account whatever their path is, so that it can be no other one.
 * Source: IAM User Guide, "IAM identifiers", "Friendly names and paths".
 */

const NAMED = /^arn:[^:]*:iam::\d*:(?:role|user|group|policy|instance-profile)\/[^/]+$/
const PATH = /^(arn:[^:]*:iam::[^:]*:(?:role|user|group|policy|instance-profile)\/)(?:.*\/)/

/** Whether the path of what a recorded call names may be unknown. */
export const mayHavePath = (resource: string): boolean => NAMED.test(resource)

/** @returns an ARN of IAM, or a pattern of such, without the path; other text as it is */
export const withoutPath = (pattern: string): string => pattern.replace(PATH, '$1')
