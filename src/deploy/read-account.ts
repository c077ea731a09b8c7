/** What an account has of the app: one bulk read of IAM, the stack's resources, the functions. Pages are followed. */
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { parseDocument } from './documents.js'
import { awsProblem } from './problems.js'
import { noStack, readStackTemplate } from './read-stack.js'
import type { AccountState, AwsFault, AwsPort, AwsService, Document, LiveFunction, LivePolicy, LiveRole, LiveStack, Tag } from './types.js'

export interface ReadOptions {
  readonly region: string
  /** The app's stack; null: it has none, or nobody said. */
  readonly stackName: string | null
  readonly apiLogging: boolean
  /** Whether the stack's own template is read: where it changes its roles itself. */
  readonly template?: boolean
}

type Answer = Readonly<Record<string, unknown>>
const MAX_PAGES = 10_000

/** @errors `deploy/…` of calls that are refused, and `deploy/no-stack` */
export async function readAccount(aws: AwsPort, options: ReadOptions): Promise<Result<AccountState, Problem>> {
  const identity = await aws.call('sts', 'GetCallerIdentity', {})
  if (!identity.ok) return fail(awsProblem('sts:GetCallerIdentity', identity.error))
  const caller = String(identity.value.Arn)
  const details = await pages(
    aws,
    'iam',
    'GetAccountAuthorizationDetails',
    { Filter: ['Role', 'LocalManagedPolicy'], MaxItems: 1000 },
    'Marker',
    'Marker',
  )
  if (!details.ok) return fail(awsProblem('iam:GetAccountAuthorizationDetails', details.error))
  const policies = new Map(
    details.value
      .flatMap((page) => list(page.Policies))
      .map(readPolicy)
      .map((policy) => [policy.arn, policy]),
  )
  const roles = details.value.flatMap((page) => list(page.RoleDetailList)).map((detail) => readRole(detail, policies))
  const functions = await pages(aws, 'lambda', 'ListFunctions', {}, 'NextMarker', 'Marker')
  if (!functions.ok) return fail(awsProblem('lambda:ListFunctions', functions.error))
  const stack = options.stackName === null ? ok(null) : await readStack(aws, options.stackName, options.template === true)
  if (!stack.ok) return stack
  const logging = options.apiLogging ? await aws.call('api-gateway', 'GetAccount', {}) : null
  if (logging !== null && !logging.ok) return fail(awsProblem('apigateway:GET', logging.error))
  return ok({
    account: String(identity.value.Account),
    partition: caller.split(':')[1] ?? 'aws',
    region: options.region,
    caller,
    roles: new Map(roles.map((role) => [role.name.toLowerCase(), role])),
    policies,
    functions: functions.value.flatMap((page) => list(page.Functions)).map(readFunction),
    stack: stack.value,
    ...(logging !== null && { apiLoggingRole: text(logging.value.cloudwatchRoleArn) }),
  })
}

const list = (value: unknown): readonly Answer[] => (Array.isArray(value) ? (value as readonly Answer[]) : [])
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

async function pages(
  aws: AwsPort,
  service: AwsService,
  operation: string,
  input: Answer,
  answered: string,
  asked: string,
): Promise<Result<readonly Answer[], AwsFault>> {
  const all: Answer[] = []
  let marker: string | null = null
  for (let i = 0; i < MAX_PAGES; i++) {
    const page = await aws.call(service, operation, marker === null ? input : { ...input, [asked]: marker })
    if (!page.ok) return page
    all.push(page.value)
    marker = text(page.value[answered])
    if (marker === null) break
  }
  return ok(all)
}

function readPolicy(detail: Answer): LivePolicy {
  const versions = list(detail.PolicyVersionList)
  const byAge = [...versions].sort((a, b) => ageOf(a) - ageOf(b))
  return {
    arn: String(detail.Arn),
    // Not every stand-in of AWS says the name beside the ARN that ends with it.
    name: text(detail.PolicyName) ?? String(detail.Arn).split('/').at(-1) ?? '',
    document: parseDocument(versions.find((version) => version.IsDefaultVersion === true)?.Document),
    defaultVersion: text(detail.DefaultVersionId),
    versions: byAge.map((version) => String(version.VersionId)),
  }
}

/** Versions are counted up: `v2` is younger than `v1`. */
const ageOf = (version: Answer): number => Number(String(version.VersionId).replace(/\D/g, ''))

function readRole(detail: Answer, policies: ReadonlyMap<string, LivePolicy>): LiveRole {
  const empty: Document = {}
  return {
    name: String(detail.RoleName),
    arn: String(detail.Arn),
    id: String(detail.RoleId),
    path: text(detail.Path) ?? '/',
    trustPolicy: parseDocument(detail.AssumeRolePolicyDocument) ?? empty,
    inline: new Map(
      list(detail.RolePolicyList).map((policy) => [String(policy.PolicyName), parseDocument(policy.PolicyDocument) ?? empty]),
    ),
    attached: list(detail.AttachedManagedPolicies).map((policy) => {
      const arn = String(policy.PolicyArn)
      return policies.get(arn) ?? { arn, name: String(policy.PolicyName), document: null, defaultVersion: null, versions: [] }
    }),
    boundary: text((detail.PermissionsBoundary as Answer | undefined)?.PermissionsBoundaryArn),
    tags: list(detail.Tags).map((tag): Tag => ({ key: String(tag.Key), value: String(tag.Value) })),
  }
}

const readFunction = (detail: Answer): LiveFunction => ({ name: String(detail.FunctionName), roleArn: String(detail.Role) })

async function readStack(aws: AwsPort, name: string, withTemplate: boolean): Promise<Result<LiveStack, Problem>> {
  const answer = await pages(aws, 'cloudformation', 'ListStackResources', { StackName: name }, 'NextToken', 'NextToken')
  if (!answer.ok) {
    if (/does not exist/i.test(answer.error.message)) return fail(noStack(name))
    return fail(awsProblem('cloudformation:ListStackResources', answer.error))
  }
  const resources = answer.value
    .flatMap((page) => list(page.StackResourceSummaries))
    .map(
      (it) => [String(it.LogicalResourceId), { type: String(it.ResourceType), physicalId: String(it.PhysicalResourceId ?? '') }] as const,
    )
  const template = withTemplate ? await readStackTemplate(aws, name) : null
  if (template !== null && !template.ok) return template
  return ok({ name, resources: new Map(resources), ...(template !== null && { template: template.value }) })
}
