/**
 * `noPublic`: no policy on a resource, and no trust policy, lets in anonymous callers or other accounts. Each is proved to
 * stay within a policy that allows all to the app's own account and to those whom the configuration names.
 *
 * AWS services that a policy names are let in: whom they act for is what `aws:SourceAccount` and `aws:SourceArn` limit,
 * and `role/confused-deputy` findings are about. A statement for everyone is private where it asks for the account itself
 * (or one of its resources, organizations or VPC endpoints) as AWS counts it.
 *
 * Source: Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage", "The meaning of public".
 */
import type { App, Resource } from '../app/index.js'
import { type Policy, type PrincipalPattern, parsePolicy, parseSym, printSym, type Statement } from '../policy/index.js'
import { contains, type Subject } from '../prove/index.js'
import type { Roles } from '../roles/index.js'
import { jsonOf, memberAt } from './declared-json.js'
import { inSymbols } from './guardrails-roles.js'
import type { GuardrailResult, Guardrails } from './guardrails-types.js'
import type { Instance } from './instance.js'

type NoPublic = NonNullable<Guardrails['noPublic']>
type Kind = 'resource' | 'trust'

interface Open {
  readonly subject: string
  readonly kind: Kind
  /** Null where the template's value is not known. */
  readonly document: unknown
}

const NAME = 'noPublic'

export function publicAccess(app: App, roles: Roles, options: NoPublic, instance: Instance): readonly GuardrailResult[] {
  const excepted = new Set(options.except)
  const documents: Open[] = [
    ...roles.roles.map((role): Open => ({ subject: role.id, kind: 'trust', document: instance.document(role.trustPolicy) })),
    ...roles.resourcePolicies.map(
      (policy): Open => ({ subject: bare(printSym(policy.resource)), kind: 'resource', document: instance.document(policy.document) }),
    ),
    ...[...app.resources.values()].flatMap((resource) => ofTemplate(resource, instance)),
  ]
  return documents
    .filter(({ subject }) => !excepted.has(subject))
    .map((open) => ({ name: NAME, subject: open.subject, ...judge(open, options, instance) }))
}

const bare = (written: string): string => written.replace(/^\$\{([^}]+)\}$/, '$1')

function judge({ kind, document }: Open, options: NoPublic, instance: Instance): Omit<GuardrailResult, 'name' | 'subject'> {
  // Some types keep the JSON of their policy as text.
  const parsed = document === null ? null : parsePolicy(document, kind)
  if (parsed?.ok !== true) return { verdict: 'unknown', counterexample: null, because: 'what its policy becomes is not known' }
  const policy = parsed.value
  const subject = (it: Policy): Subject => ({ kind, policies: [{ name: 'policy', policy: it }] })
  const wide = privatePolicy(policy, kind, options, instance)
  const found = contains(subject(wide), subject(policy))
  if (found.verdict === 'unknown') return { verdict: 'unknown', counterexample: null, because: found.reason }
  if (found.verdict === 'proved') return { verdict: 'proved', counterexample: null, because: null }
  const counterexample = inSymbols(found.counterexample, instance, null)
  const { principal, action } = counterexample.request
  const grants = policy.statements.filter(({ index }) => counterexample.allowedBy.some(({ statement }) => statement === index))
  const who = principal === '*' || grants.some(isForEveryone) ? 'anyone' : principal
  return { verdict: 'refuted', counterexample, because: `lets ${who} call ${action}` }
}

/** All that is private, in the words of the policy itself: its services, its providers, its own conditions. */
function privatePolicy(policy: Policy, kind: Kind, { accounts, organizations }: NoPublic, instance: Instance): Policy {
  const own = instance.text(parseSym('${AWS::AccountId}'))
  const known = [own, ...accounts]
  const named = policy.statements.flatMap(({ principals }) => (principals !== null && 'only' in principals ? principals.only : []))
  const services = named.filter((it) => it.kind === 'service')
  const identities = named.filter((it) => it.kind === 'arn' && it.arn.split(':')[4] === 'cloudfront')
  const providers = named.filter((it) => it.kind === 'federated')
  const everyone: readonly PrincipalPattern[] = [{ kind: 'everyone', bare: true }]
  const allow = (principals: readonly PrincipalPattern[], conditions: Statement['conditions'] = []): Statement => ({
    index: 0,
    sid: null,
    effect: 'allow',
    principals: { only: principals },
    actions: { only: ['*'] },
    resources: kind === 'trust' ? null : { only: ['*'] },
    conditions,
    at: null,
  })
  const sourceArns = valuesOf(policy, 'aws:sourcearn').filter((arn) => isOwn(arn, known))
  const sources: readonly (readonly [operator: 'StringEquals' | 'ArnLike', key: string, values: readonly string[]])[] = [
    ['StringEquals', 'aws:SourceAccount', known],
    ['StringEquals', 'aws:SourceOwner', known],
    // Source: AWS KMS Developer Guide, "AWS KMS condition keys", `kms:CallerAccount`.
    ['StringEquals', 'kms:CallerAccount', known],
    ['ArnLike', 'aws:SourceArn', [...known.map((account) => `arn:*:*:*:${account}:*`), ...sourceArns]],
    ['StringEquals', 'aws:PrincipalOrgID', organizations],
    ...['aws:SourceVpce', 'aws:SourceVpc'].map((key) => ['StringEquals', key, fixed(valuesOf(policy, key.toLowerCase()))] as const),
  ]
  const statements = [
    allow(known.map((account): PrincipalPattern => ({ kind: 'account', account, text: account }))),
    ...(services.length + identities.length > 0 ? [allow([...services, ...identities])] : []),
    ...providers.flatMap((provider) => {
      if (ownProvider(provider, known)) return [allow([provider])]
      const limit = usersOf(provider, policy)
      return limit === null ? [] : [allow([provider], [limit])]
    }),
    ...sources
      .filter(([, , values]) => values.length > 0)
      .map(([operator, key, values]) => allow(everyone, [{ operator, quantifier: null, ifExists: false, key, values }])),
  ]
  return { version: '2012-10-17', id: null, statements: statements.map((statement, index) => ({ ...statement, index })) }
}

const isForEveryone = ({ principals }: Statement): boolean =>
  principals !== null && 'only' in principals && principals.only.some(({ kind }) => kind === 'everyone')

const valuesOf = (policy: Policy, key: string): readonly string[] =>
  policy.statements.flatMap(({ conditions }) => conditions.filter((it) => it.key.toLowerCase() === key).flatMap((it) => it.values))

const fixed = (values: readonly string[]): readonly string[] => values.filter((value) => !/[*?$]/.test(value))

/** An ARN of one of the accounts, or of a bucket that has a name: it names no account, and is one of the app or chosen by it. */
function isOwn(arn: string, accounts: readonly string[]): boolean {
  const [, , service, , account = ''] = arn.split(':')
  return accounts.includes(account) || (service === 's3' && account === '' && !/^arn:[^:]*:s3:::[*?]/.test(arn))
}

const ownProvider = (provider: PrincipalPattern, accounts: readonly string[]): boolean =>
  provider.kind === 'federated' &&
  accounts.some((account) => provider.provider.includes(`:${account}:`)) &&
  !/githubusercontent|gitlab/.test(provider.provider)

/**
 * Providers that serve everyone tell their users apart by the audience, and those that run the builds of everyone by the
 * subject, whose owner must stand there whole (`repo:OWNER/…`). Null where the policy names no such users.
 */
function usersOf(provider: PrincipalPattern, policy: Policy): Statement['conditions'][number] | null {
  const name = provider.kind === 'federated' ? provider.provider.replace(/^.*oidc-provider\//, '') : ''
  const builds = /githubusercontent|gitlab/.test(name)
  const key = `${name}:${builds ? 'sub' : 'aud'}`
  const values = valuesOf(policy, key.toLowerCase()).filter((value) => (builds ? /^[^*?]+\// : /^[^*?]+$/).test(value))
  return values.length === 0 ? null : { operator: 'StringLike', quantifier: null, ifExists: false, key, values }
}

/** Where resources of the template keep their policies, by type; a dotted path is a member of a member. */
const PLACES: ReadonlyMap<string, readonly [path: string, kind: Kind][]> = new Map([
  ['AWS::S3::BucketPolicy', [['PolicyDocument', 'resource']]],
  ['AWS::S3::AccessPoint', [['Policy', 'resource']]],
  ['AWS::SQS::QueuePolicy', [['PolicyDocument', 'resource']]],
  ['AWS::SQS::QueueInlinePolicy', [['PolicyDocument', 'resource']]],
  ['AWS::SNS::TopicPolicy', [['PolicyDocument', 'resource']]],
  ['AWS::SNS::TopicInlinePolicy', [['PolicyDocument', 'resource']]],
  ['AWS::S3Express::BucketPolicy', [['PolicyDocument', 'resource']]],
  ['AWS::S3Tables::TableBucketPolicy', [['ResourcePolicy', 'resource']]],
  ['AWS::S3::MultiRegionAccessPointPolicy', [['Policy', 'resource']]],
  ['AWS::S3ObjectLambda::AccessPointPolicy', [['PolicyDocument', 'resource']]],
  ['AWS::KMS::ReplicaKey', [['KeyPolicy', 'resource']]],
  ['AWS::Events::EventBus', [['Policy', 'resource']]],
  ['AWS::Logs::ResourcePolicy', [['PolicyDocument', 'resource']]],
  ['AWS::Backup::BackupVault', [['AccessPolicy', 'resource']]],
  ['AWS::CodeArtifact::Domain', [['PermissionsPolicyDocument', 'resource']]],
  ['AWS::CodeArtifact::Repository', [['PermissionsPolicyDocument', 'resource']]],
  ['AWS::ECR::RegistryPolicy', [['PolicyText', 'resource']]],
  ['AWS::KMS::Key', [['KeyPolicy', 'resource']]],
  ['AWS::SecretsManager::ResourcePolicy', [['ResourcePolicy', 'resource']]],
  ['AWS::ECR::Repository', [['RepositoryPolicyText', 'resource']]],
  ['AWS::EFS::FileSystem', [['FileSystemPolicy', 'resource']]],
  ['AWS::DynamoDB::Table', [['ResourcePolicy.PolicyDocument', 'resource']]],
  ['AWS::Kinesis::ResourcePolicy', [['ResourcePolicy', 'resource']]],
  ['AWS::OpenSearchService::Domain', [['AccessPolicies', 'resource']]],
  ['AWS::Elasticsearch::Domain', [['AccessPolicies', 'resource']]],
  ['AWS::IAM::Role', [['AssumeRolePolicyDocument', 'trust']]],
])

function ofTemplate(resource: Resource, instance: Instance): readonly Open[] {
  if (resource.type === 'AWS::Lambda::Permission')
    return [{ subject: resource.id, kind: 'resource', document: permissionDocument(resource, instance) }]
  if (resource.type === 'AWS::Lambda::LayerVersionPermission')
    return [{ subject: resource.id, kind: 'resource', document: layerDocument(resource, instance) }]
  // A role that SAM makes is among the generated ones.
  if (resource.madeBy !== null) return []
  return (PLACES.get(resource.type) ?? []).flatMap(([path, kind]): readonly Open[] => {
    const value = memberAt(resource.properties, path)
    if (value === null) return []
    return [{ subject: resource.id, kind, document: jsonOf(value, instance) }]
  })
}

const textOf = ({ properties }: Resource, name: string, instance: Instance): string | null => {
  const value = memberAt(properties, name)
  return value?.kind === 'text' ? instance.text(value.text) : null
}

/** Source: AWS CloudFormation Template Reference, "AWS::Lambda::LayerVersionPermission". */
function layerDocument(resource: Resource, instance: Instance): unknown {
  const principal = textOf(resource, 'Principal', instance)
  const organization = textOf(resource, 'OrganizationId', instance)
  if (principal === null) return null
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: principal === '*' ? '*' : { AWS: principal },
        Action: textOf(resource, 'Action', instance) ?? 'lambda:GetLayerVersion',
        Resource: '*',
        Condition: organization === null ? {} : { StringEquals: { 'aws:PrincipalOrgID': organization } },
      },
    ],
  }
}

/** Source: AWS CloudFormation Template Reference, "AWS::Lambda::Permission". */
function permissionDocument(resource: Resource, instance: Instance): unknown {
  const text = (name: string): string | null => textOf(resource, name, instance)
  const principal = text('Principal')
  if (principal === null) return null
  const conditions: Record<string, Record<string, string>> = {}
  const ask = (operator: string, key: string, value: string | null): void => {
    if (value !== null) conditions[operator] = { ...conditions[operator], [key]: value }
  }
  ask('ArnLike', 'aws:SourceArn', text('SourceArn'))
  ask('StringEquals', 'aws:SourceAccount', text('SourceAccount'))
  ask('StringEquals', 'aws:PrincipalOrgID', text('PrincipalOrgID'))
  ask('StringEquals', 'lambda:FunctionUrlAuthType', text('FunctionUrlAuthType'))
  const kind = principal === '*' ? '*' : principal.includes('.') ? { Service: principal } : { AWS: principal }
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: kind, Action: text('Action') ?? 'lambda:InvokeFunction', Resource: '*', Condition: conditions },
    ],
  }
}
