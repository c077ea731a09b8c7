/**
 * The resource policies of functions: statements of the template's permissions, and those that `AddPermission` adds.
 * Source: AWS Lambda Developer Guide, "Viewing resource-based IAM policies in Lambda".
 */

export interface PermissionStatement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Principal: unknown
  readonly Action: string | readonly string[]
  readonly Resource: string | readonly string[]
  readonly Condition?: unknown
}

export interface Permissions {
  /** Statements by Sid, replaced as a whole: what the template says of a function, or of an alias of it. */
  readonly set: (arn: string, statements: readonly PermissionStatement[]) => void
  readonly add: (arn: string, statement: PermissionStatement) => boolean
  readonly remove: (arn: string, sid: string) => boolean
  /** The policy document of a function or an alias; null where it has none. */
  readonly policyOf: (
    arn: string,
  ) => { readonly Version: '2012-10-17'; readonly Id: 'default'; readonly Statement: readonly PermissionStatement[] } | null
  readonly clear: () => void
}

export function openPermissions(): Permissions {
  const byArn = new Map<string, Map<string, PermissionStatement>>()
  const of = (arn: string): Map<string, PermissionStatement> => {
    const found = byArn.get(arn) ?? new Map<string, PermissionStatement>()
    byArn.set(arn, found)
    return found
  }
  return {
    set(arn, statements) {
      byArn.set(arn, new Map(statements.map((statement) => [statement.Sid, statement])))
    },
    add(arn, statement) {
      const all = of(arn)
      if (all.has(statement.Sid)) return false
      all.set(statement.Sid, statement)
      return true
    },
    remove: (arn, sid) => byArn.get(arn)?.delete(sid) ?? false,
    policyOf(arn) {
      const statements = [...(byArn.get(arn)?.values() ?? [])]
      return statements.length === 0 ? null : { Version: '2012-10-17', Id: 'default', Statement: statements }
    },
    clear: () => byArn.clear(),
  }
}
