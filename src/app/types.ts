/**
 * The App: what a template says, evaluated. Every format (SAM, CloudFormation, serverless.yml, CDK, later Terraform,
 * bare source) becomes this one model. Nothing here interprets AWS services: `needs` does, from resources and wires.
 */
import type { Place, Problem } from '../outcome/index.js'
import type { SymText } from '../policy/index.js'

export type AppFormat = 'cloudformation' | 'sam' | 'serverless' | 'cdk' | 'terraform' | 'source'

/**
 * A template value after its intrinsic functions were evaluated. Every value knows its place.
 * `options` are the sides of a condition that could not be decided; `unknown` says why nothing is known.
 * A plain string keeps `kind: 'text'`; numbers and Booleans keep their kind (a string that reads `true` is text).
 */
export type Value =
  | { readonly kind: 'text'; readonly text: SymText; readonly at: Place }
  | { readonly kind: 'number'; readonly number: number; readonly at: Place }
  | { readonly kind: 'boolean'; readonly boolean: boolean; readonly at: Place }
  | { readonly kind: 'null'; readonly at: Place }
  | { readonly kind: 'list'; readonly items: readonly Value[]; readonly at: Place }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, Value>; readonly at: Place }
  | { readonly kind: 'options'; readonly options: readonly Value[]; readonly at: Place }
  | { readonly kind: 'unknown'; readonly reason: string; readonly at: Place }

export interface App {
  /** Absolute path; all places are relative to it. */
  readonly folder: string
  readonly format: AppFormat
  /** Relative paths, sorted, nested and included ones too; the root template first. */
  readonly templates: readonly string[]
  /** Parameters whose value is known (overrides, then defaults), and those without. By ID as symbols name them. */
  readonly parameters: ReadonlyMap<string, Parameter>
  /** By ID; in a nested stack `Stack/Id`. SAM resources are here as written and as what SAM makes of them (`madeBy`). */
  readonly resources: ReadonlyMap<string, Resource>
  readonly functions: ReadonlyMap<string, AppFunction>
  /** What the template gives each of its roles, by the role's ID; of a state machine, what SAM's `Policies` and connectors give it. */
  readonly given: ReadonlyMap<string, Given>
  /** What connectors of SAM join by letting a service in where it sends to. */
  readonly connected: readonly Connection[]
  /** Values of the root templates' outputs, by name. */
  readonly outputs: ReadonlyMap<string, Value>
  /** What could not be read, kept beside what could. */
  readonly problems: readonly Problem[]
}

export interface Connection {
  readonly from: string
  readonly to: string
  /** Whom SAM lets in, e.g. `sns.amazonaws.com`. */
  readonly services: readonly string[]
}

export interface Given {
  readonly declared: readonly DeclaredStatement[]
  /** ARNs of managed policies whose statements are not seen. */
  readonly policiesElsewhere: readonly SymText[]
}

export interface Parameter {
  readonly id: string
  readonly type: string
  /** Null where neither a default nor an override gives one. */
  readonly value: Value | null
  readonly origin: 'default' | 'override' | 'none'
  /** Its `AllowedValues`; none: any value is. */
  readonly allowed: readonly string[]
  readonly at: Place
}

export interface Resource {
  readonly id: string
  /** CloudFormation type, e.g. `AWS::DynamoDB::Table`. SAM types are kept as they are. */
  readonly type: string
  /**
   * A map value. What it keeps in files or as JSON text is read in: `AWS::Include`, state machines under `Definition`
   * (substitutions made), SAM's APIs under `DefinitionBody`, CloudFormation's under `Body`.
   */
  readonly properties: Extract<Value, { kind: 'map' }>
  readonly metadata: Value | null
  /** The condition that stands on it, where it could not be decided. Resources whose condition is false are left out. */
  readonly condition: string | null
  readonly dependsOn: readonly string[]
  /** The SAM resource that implies this one (`ServerlessRestApi`, `FnRole`), else null. */
  readonly madeBy: string | null
  readonly at: Place
}

export type Language = 'javascript' | 'python' | 'other'

/** Where a function's code is. */
export type Code =
  /** `root`: absolute folder that the handler is relative to. `layers`: absolute folders of local layers. */
  | { readonly kind: 'files'; readonly root: string; readonly entry: Entry; readonly layers: readonly string[] }
  /** `ZipFile`: the text is parsed as `index.js`; `at` is where the text begins in the template. */
  | { readonly kind: 'inline'; readonly source: string; readonly entry: Entry; readonly at: Place }
  /** Not on this machine (an S3 URI, an image, a build output that is not there). */
  | { readonly kind: 'absent'; readonly problem: Problem }

export interface Entry {
  /** Relative to the app's folder, as `generate` prints it; the file exists (inline: the template). */
  readonly file: string
  /** The export that Lambda calls, e.g. `handler`, or `obj.handler`; empty: none, the file runs as a program. */
  readonly exportName: string
}

export interface AppFunction {
  /** As the contract names functions: the logical ID; in serverless.yml its key. */
  readonly id: string
  /** The resource that it is; for source without a template its own ID. */
  readonly resource: string
  readonly at: Place
  /** What `Ref` gives: `${CreateFunction}`. */
  readonly name: SymText
  readonly handler: string | null
  readonly runtime: string | null
  readonly language: Language
  readonly code: Code
  /** Globals merged in; names in the template's order. */
  readonly environment: ReadonlyMap<string, Value>
  readonly role: FunctionRole
  /** What its role allows as the template stands: inline, managed, SAM policy templates, connectors, SAM's implicit ones. */
  readonly declared: readonly DeclaredStatement[]
  /** ARNs of managed policies that its role has and whose statements are not seen. */
  readonly policiesElsewhere: readonly SymText[]
  /** What calls it or feeds it, SAM `Events` and bare resources alike. */
  readonly wires: readonly Wire[]
  readonly logGroup: {
    readonly name: SymText
    readonly declared: boolean
    /** Whether the template says that the function does not log. */
    readonly disabled: boolean
    readonly at: Place
  }
  /** `Active` or `PassThrough`; X-Ray permissions are needed where it is not null. */
  readonly tracing: { readonly mode: string; readonly at: Place } | null
  readonly vpc: { readonly at: Place } | null
  readonly deadLetter: Target | null
  /** Layers as the template names them, also those that are not of this app. */
  readonly layers: readonly { readonly arn: SymText; readonly at: Place }[]
  /** Of asynchronous invocations (`EventInvokeConfig`). */
  readonly destinations: readonly Target[]
  readonly fileSystems: readonly Target[]
  /** The customer managed key of the environment, if any. */
  readonly environmentKey: Target | null
  readonly durable: { readonly at: Place } | null
  /** `AuthType` of its function URL, if it has one. */
  readonly url: { readonly auth: string; readonly at: Place } | null
  /** Aliases and published versions by what names them (`Live` of `AutoPublishAlias`). */
  readonly aliases: readonly string[]
}

export type FunctionRole =
  /** SAM makes one: `<Id>Role`. */
  | { readonly kind: 'implicit' }
  | { readonly kind: 'resource'; readonly id: string }
  | { readonly kind: 'external'; readonly arn: Value }
  | { readonly kind: 'none' }

/** An ARN, or a name or URL that stands for one, with the resource of the template where it is one. */
export interface Target {
  readonly value: Value
  /** ARN as symbolic text, as far as it is known; `*` parts where not. */
  readonly arn: SymText
  /** The resource of this app that it names, if one does. */
  readonly resource: string | null
  readonly at: Place
}

/** A statement that the template gives, with symbols. */
export interface DeclaredStatement {
  readonly effect: 'allow' | 'deny'
  /** Patterns as written, e.g. `s3:Get*`. */
  readonly actions: readonly string[]
  readonly notActions: readonly string[]
  readonly resources: readonly SymText[]
  readonly notResources: readonly SymText[]
  /** `[operator, key, values]` as written. */
  readonly conditions: readonly { readonly operator: string; readonly key: string; readonly values: readonly SymText[] }[]
  /** Where it comes from: `inline`, a managed policy's name, a SAM policy template's name, a connector's ID, `implicit`. */
  readonly origin: { readonly kind: 'inline' | 'managed' | 'template' | 'connector' | 'implicit'; readonly name: string }
  readonly at: Place
}

export type WireKind =
  | 's3'
  | 'sns'
  | 'sqs'
  | 'kinesis'
  | 'dynamodb'
  | 'msk'
  | 'kafka'
  | 'mq'
  | 'documentdb'
  | 'api'
  | 'http-api'
  | 'websocket-api'
  | 'rule'
  | 'schedule-rule'
  | 'scheduler'
  | 'pipe'
  | 'state-machine'
  | 'cognito'
  | 'iot'
  | 'alexa'
  | 'logs'
  | 'appsync'
  | 'authorizer'
  | 'config'
  | 'alb'
  | 'custom-resource'
  | 'lambda-permission'
  /** Secrets Manager calls it to rotate a secret. */
  | 'rotation'
  /** A Firehose stream's transformation; the stream's own role invokes it. */
  | 'firehose'
  /** An S3 Object Lambda access point; who reads through it invokes it. */
  | 'object-lambda'
  /** An SES receipt rule. */
  | 'ses'
  /** CloudFront, at the edge. */
  | 'edge'
  /** A Bedrock agent's action group. */
  | 'agent'
  /** A CloudWatch alarm's action. */
  | 'alarm'
  /** A target group of VPC Lattice. */
  | 'lattice'
  /** The code hook of a Lex bot's alias. */
  | 'lex'

/** One thing that invokes or feeds a function. */
export interface Wire {
  readonly kind: WireKind
  /** The SAM event's name or the logical ID of the mapping, subscription or permission. */
  readonly id: string
  readonly at: Place
  /** The queue, stream, bucket, topic, API, bus, rule or user pool. Null where none is named (default bus). */
  readonly source: Target | null
  /** Failure destination or dead-letter queue of the mapping, subscription, rule or schedule. */
  readonly onFailure: Target | null
  /**
   * What is particular to the kind (pattern, input, method, path, secrets, consumer): the properties of SAM's event or of
   * the resource as written. Where a resource holds many (targets, tasks, triggers) it is the one item, and members are
   * added by SAM's names: rules have `Pattern`, `Schedule` and `Target` (the item of `Targets`), APIs `Path`, `Method` and
   * `RouteKey`, user pools `Trigger`; a state machine's task is the state, with `StateName`.
   */
  readonly properties: Value
  /** What names the function there, with its alias or version; null for SAM's own events. */
  readonly names: Value | null
  /** Whether the template lets the source invoke the function itself (SAM does for its events; bare ones need a permission). */
  readonly permitted: boolean
}
