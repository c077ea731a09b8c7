/**
 * Access and execution logs of a REST API: written through the gateway with the account's one logging role, so that a role
 * without the permission leaves no log, as on AWS.
 * Source: API Gateway Developer Guide, "Set up CloudWatch logging for REST APIs in API Gateway".
 */
import { jsonPath } from './json-path.js'

/** @param context `$context` as templates see it; what is not there is a dash */
export const accessLogLine = (format: string, context: Readonly<Record<string, unknown>>): string =>
  format.replace(/\$context\.([A-Za-z][\w.-]*[\w])/g, (_, path: string) => {
    const value = jsonPath(context, path)
    return value === undefined || value === null ? '-' : typeof value === 'string' ? value : JSON.stringify(value)
  })

/** The group that an ARN names, without `:*` behind it. */
export const groupOfArn = (arn: string): string | null => /^arn:[^:]+:logs:[^:]*:[^:]*:log-group:(.+?)(?::\*)?$/.exec(arn)?.[1] ?? null
