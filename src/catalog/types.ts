/**
 * AWS facts, generated from pinned sources and corrected by hand-written rows that cite theirs.
 * Actions are asked without regard to case and answered in AWS's spelling.
 */

export type AccessLevel = 'List' | 'Read' | 'Write' | 'Tagging' | 'Permissions management'

export interface ActionFacts {
  /** `dynamodb:PutItem`, AWS's spelling. */
  readonly action: string
  /** The strongest level where AWS gives several. */
  readonly level: AccessLevel
  /** Resource types of the service that the action can be limited to; empty: only `*` matches. */
  readonly resourceTypes: readonly string[]
  /** Condition keys beyond the global ones, with `${TagKey}` left in. */
  readonly conditionKeys: readonly string[]
}

export interface ResourceTypeFacts {
  readonly service: string
  readonly name: string
  /** `arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}` */
  readonly arns: readonly string[]
  readonly conditionKeys: readonly string[]
}

export interface ConditionKeyFacts {
  readonly key: string
  readonly type: 'String' | 'ARN' | 'Bool' | 'Date' | 'Numeric' | 'IPAddress' | 'Binary'
  readonly multiValued: boolean
}

/** What CloudFormation's `Ref` and `GetAtt` of a type give, and its ARN. */
export interface CfnTypeFacts {
  readonly type: string
  /** What `Ref` is: the name (or ID) that stands in the ARN, the ARN itself, or a URL. */
  readonly ref: 'name' | 'arn' | 'url' | 'other'
  /** Attributes that are the ARN (`Arn`, `TopicArn`), the name (`QueueName`), or something else with its own ARN. */
  readonly attributes: ReadonlyMap<string, 'arn' | 'name' | 'url' | { readonly arn: string }>
  /**
   * ARN with `{ref}` where the resource's name stands and `{P} {R} {A}` for partition, region and account, e.g.
   * `arn:{P}:dynamodb:{R}:{A}:table/{ref}`; null where there is none to build.
   */
  readonly arn: string | null
  /** The property that sets its name, e.g. `TableName`. */
  readonly nameProperty: string | null
  /** IAM prefix, e.g. `dynamodb`, and the resource type that it is there, e.g. `table`. */
  readonly service: string
  readonly resourceType: string | null
}

/** A test of a call's input. Paths are dotted members; `[]` is each element, `{}` each key's value, `{key}` each key. */
export interface InputTest {
  readonly member: string
  readonly is: 'set' | 'absent' | 'equals' | 'matches'
  /** `equals`: compared as text; `matches`: regular expression source, without regard to case. */
  readonly value?: string
}

/**
 * Which resource a check is made on.
 * `arn`: a template with `{P} {R} {A}` and `{MEMBER}` pieces (paths as in InputTest), e.g. `arn:{P}:s3:::{Bucket}/{Key}`.
 *   Where the member itself holds an ARN it replaces the whole template up to that piece (`{TableName}` may be an ARN).
 *   `forms` says how a member is read: `name-or-arn` (default), `url` (an SQS queue URL), `arn` (as it is),
 *   `secret` (a name gets the six-character suffix), `parameter` (leading slash dropped), `function`
 *   (name, partial ARN, ARN, with qualifier), `copy-source` (`bucket/key?versionId=`), `key` (KMS: ID, ARN, alias).
 *   A missing member is `absent`: the text that stands for it (event bus: `default`), else the check is on `*`.
 * `any`: the action has no resource type: `*`.
 */
export type ResourceRule =
  | {
      readonly kind: 'arn'
      readonly template: string
      readonly forms?: Readonly<Record<string, MemberForm>>
      readonly absent?: Readonly<Record<string, string>>
    }
  | { readonly kind: 'any' }

export type MemberForm =
  | 'name-or-arn'
  | 'url'
  | 'arn'
  | 'secret'
  | 'parameter'
  | 'parameter-path'
  | 'function'
  | 'copy-source'
  | 'key'
  | 'topic'
  | 'bucket'
  | 'state-machine'
  | 'execution'
  | 'model'
  | 'partiql-table'

/** One IAM check that an API operation makes. */
export interface OperationCheck {
  /** `dynamodb:PutItem` */
  readonly action: string
  /** All must hold; left out: always. */
  readonly when?: readonly InputTest[]
  readonly resource: ResourceRule
  /** Values may hold `{MEMBER}`, `{R}`, `{A}`; e.g. `iam:PassedToService`. */
  readonly conditions?: readonly { readonly operator: string; readonly key: string; readonly values: readonly string[] }[]
  /** The condition keys that the request carries, by the member that gives their value: `s3:prefix` ← `Prefix`. */
  readonly context?: Readonly<Record<string, string>>
  /** Which resource's encryption asks KMS of the caller, and for what: `['Decrypt']`. Applies with a customer key only. */
  readonly kms?: readonly string[]
  /** Guide and title. */
  readonly source?: string
}

export type OperationFacts =
  | { readonly kind: 'checks'; readonly checks: readonly OperationCheck[] }
  /** Needs no IAM permission, e.g. `sts:GetCallerIdentity`; with the reason. */
  | { readonly kind: 'nothing'; readonly reason: string }
  /** No mapping is known; with the reason that the coverage list gives. */
  | { readonly kind: 'unknown'; readonly reason: string }
