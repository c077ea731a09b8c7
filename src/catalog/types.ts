/**
 * AWS facts, generated from pinned sources and corrected by hand-written rows that cite theirs.
 * Actions are asked without regard to case and answered in AWS's spelling.
 */
import type { SymText } from '../policy/index.js'

export type AccessLevel = 'List' | 'Read' | 'Write' | 'Tagging' | 'Permissions management'

export interface ActionFacts {
  /** `dynamodb:PutItem`, AWS's spelling. */
  readonly action: string
  /** The strongest level where AWS gives several. */
  readonly level: AccessLevel
  /** Resource types of the service that the action can be limited to; empty: only `*` matches. */
  readonly resourceTypes: readonly string[]
  /** Those of `resourceTypes` that the action always speaks of. */
  readonly requiredTypes: readonly string[]
  /** Condition keys beyond the global ones, with `${TagKey}` left in. */
  readonly conditionKeys: readonly string[]
  /** Other actions that AWS lists as needed along with it (an upper bound, state of December 2025), e.g. `iam:PassRole`. */
  readonly dependentActions: readonly string[]
  /** No API operation has this name: the action is checked along with others, and no event carries it. */
  readonly permissionOnly: boolean
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
   * `arn:{P}:dynamodb:{R}:{A}:table/{ref}`; null where there is none to build. A piece `{Property}` is the value of that
   * property of the resource (`{GroupName|default}`: with what stands for it where it is not set). Where `ref` is not
   * `name`, `{ref}` is still the place of the name: the ARN itself is then `Ref` or an attribute that is `arn`.
   */
  readonly arn: string | null
  /** The property that sets its name, e.g. `TableName`. */
  readonly nameProperty: string | null
  /** The property with which `Ref` is no longer what stands in the ARN: a rule's `EventBusName`. */
  readonly refChangesWith: string | null
  /** IAM prefix, e.g. `dynamodb`, and the resource type that it is there, e.g. `table`. */
  readonly service: string
  readonly resourceType: string | null
}

/**
 * A test of a call's input. `endpoint` is the client's own configuration; requests signed by hand have the one member `url`.
 * Paths are dotted members; `[]` is each element, `{}` each key's value, `{key}` each key.
 * INVARIANT: paths of one check that begin with the same `X[]` or `X{}` (in `when`, `resource`, `context`) speak of the same
 * element, so that the check is made once for each element for which its tests hold.
 */
export interface InputTest {
  readonly member: string
  readonly is: 'set' | 'absent' | 'equals' | 'matches'
  /** `equals`: compared as text; `matches`: regular expression source, without regard to case. */
  readonly value?: string
  /** `absent`: holds perhaps also where the input gives a value that is not known to be there (a version that an event may have). */
  readonly perhaps?: true
}

/**
 * Which resource a check is made on.
 * `arn`: a template with `{P} {R} {A}` and `{MEMBER}` pieces (paths as in InputTest), e.g. `arn:{P}:s3:::{Bucket}/{Key}`.
 *   Where the member itself holds an ARN it replaces the whole template up to that piece (`{TableName}` may be an ARN).
 *   `forms` says how a member is read: `name-or-arn` (default), `url` (an SQS queue URL), `arn` (as it is),
 *   `secret` (a name gets the six-character suffix), `parameter` (leading slash dropped), `function`
 *   (name, partial ARN, ARN, with qualifier), `copy-source` (`bucket/key?versionId=`), `key` (KMS: ID, ARN, alias).
 *   A missing member is `absent`: the text that stands for it (event bus: `default`). Where there is none, the check is on `*`
 *   if it is the first member of the template, and a later one is `*` in its place.
 * `one-of`: the action can be limited to these shapes of resource, but the input does not say which one is meant. None: it is
 *   what an earlier call named, and nothing where that is not seen.
 * `any`: the action has no resource type: `*`.
 */
export type ResourceRule =
  | {
      readonly kind: 'arn'
      readonly template: string
      readonly forms?: Readonly<Record<string, MemberForm>>
      readonly absent?: Readonly<Record<string, string>>
    }
  | { readonly kind: 'one-of'; readonly templates: readonly string[] }
  | { readonly kind: 'any' }

/** How the text of a member is read; `readForm` knows what each means. */
export type MemberForm =
  | 'name-or-arn'
  | 'url'
  | 'arn'
  | 'secret'
  | 'parameter'
  | 'function'
  | 'copy-source'
  | 'key'
  | 'topic'
  /** A bucket's name or an access point's ARN; as what objects lie in, the latter goes on with `/object`. */
  | 'bucket'
  | 'object-bucket'
  | 'state-machine'
  | 'execution'
  | 'model'
  | 'partiql-table'
  /** An event bus's name, or the name in its ARN. */
  | 'bus'
  /** `s3://BUCKET/KEY`, or an S3 URL: the object, its bucket, or, of a location, what keys below it begin with. */
  | 's3-object'
  | 's3-location'
  | 's3-bucket'
  /** An object's key of which the text is the beginning. */
  | 'key-prefix'
  /** A sender's address: the address and its domain are identities. */
  | 'mail-identity'
  /** A task definition: a family, of which the newest revision is meant, `family:revision`, or an ARN. */
  | 'task-definition'
  /** A job definition of Batch: a name, of which the newest revision is meant, `name:revision`, or an ARN. */
  | 'job-definition'
  /** A task definition, whose roles are meant: its `TaskRoleArn` and `ExecutionRoleArn`. */
  | 'task-roles'
  /** The host of a database or its proxy: its resource ID is in no name, and whoever knows the app's databases says it. */
  | 'database-host'
  /** A name or an ID of AppConfig, of which ARNs have the ID. */
  | 'appconfig-application'
  | 'appconfig-environment'
  | 'appconfig-profile'
  /** An ID that may stand behind a slash: `/hostedzone/Z1`, `/change/C1`. */
  | 'last-part'
  /** `REGIONAL` or `CLOUDFRONT`: `regional` or `global` in an ARN of WAF. */
  | 'waf-scope'
  /** A URL (or host) of an API, a domain, a collection, a function, a cluster: what stands for it in an ARN. */
  | ApiUrlForm
  | 'api-stage-url'
  | 'graphql-url'
  | 'search-url'
  | 'collection-url'
  | 'function-url'
  | 'cluster-host'

/** `API/STAGE/METHOD/PATH` of a request's URL. */
export type ApiUrlForm = `api-${ApiMethod}`
export type ApiMethod = 'get' | 'post' | 'put' | 'patch' | 'delete' | 'head' | 'options' | 'any'

/** What a member's text stands for, as its form reads it. */
export type FormReading =
  /** ARNs that stand for the whole template up to this piece; what follows it in the template is put after each. Several: a
   *  grant must allow all of them, since the call is checked on each, or on one that the text does not tell. */
  | { readonly kind: 'arns'; readonly arns: readonly SymText[] }
  /** The text that fills this piece. `region` and `account` replace `{R}` and `{A}` where the member says them. */
  | { readonly kind: 'text'; readonly text: SymText; readonly region: SymText | null; readonly account: SymText | null }
  /** The member does not name a resource that a policy could be limited to: `*`. */
  | { readonly kind: 'any'; readonly why: string }

/** What `{P}`, `{R}` and `{A}` of templates are. */
export interface Places {
  readonly partition: SymText
  readonly region: SymText
  readonly account: SymText
}

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
  /** All must hold for `kms` to apply; left out: always. E.g. only with `WithDecryption`. */
  readonly kmsWhen?: readonly InputTest[]
  /** Guide and title. */
  readonly source?: string
}

export type OperationFacts =
  /** `derived`: no hand-written row says it; the action of the same name, its resource from the names of the members. */
  | { readonly kind: 'checks'; readonly checks: readonly OperationCheck[]; readonly derived?: boolean }
  /** Needs no IAM permission, e.g. `sts:GetCallerIdentity`; with the reason. */
  | { readonly kind: 'nothing'; readonly reason: string }
  /** No mapping is known; with the reason that the coverage list gives. */
  | { readonly kind: 'unknown'; readonly reason: string }
