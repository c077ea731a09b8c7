/**
 * The account through AWS's own clients. Each call that a deployment makes is named here, so that the package holds no
 * others; what a client throws becomes a value.
 */
import { APIGatewayClient, GetAccountCommand, UpdateAccountCommand } from '@aws-sdk/client-api-gateway'
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceDriftsCommand,
  DescribeStacksCommand,
  DetectStackDriftCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation'
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail'
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetAccountAuthorizationDetailsCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListPolicyVersionsCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  SetDefaultPolicyVersionCommand,
  SimulatePrincipalPolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { LambdaClient, ListFunctionsCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { fail, ok } from '../outcome/index.js'
import type { AwsFault, AwsPort, AwsService } from './types.js'

// biome-ignore lint/suspicious/noExplicitAny: each command has input and output types of its own; they are read as data here
type Command = new (input: any) => any
interface Client {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly send: (command: any) => Promise<any>
  readonly destroy: () => void
}

const COMMANDS: Readonly<Record<AwsService, Readonly<Record<string, Command>>>> = {
  sts: { GetCallerIdentity: GetCallerIdentityCommand },
  iam: {
    AttachRolePolicy: AttachRolePolicyCommand,
    CreatePolicy: CreatePolicyCommand,
    CreatePolicyVersion: CreatePolicyVersionCommand,
    CreateRole: CreateRoleCommand,
    DeletePolicy: DeletePolicyCommand,
    DeletePolicyVersion: DeletePolicyVersionCommand,
    DeleteRole: DeleteRoleCommand,
    DeleteRolePermissionsBoundary: DeleteRolePermissionsBoundaryCommand,
    DeleteRolePolicy: DeleteRolePolicyCommand,
    DetachRolePolicy: DetachRolePolicyCommand,
    GetAccountAuthorizationDetails: GetAccountAuthorizationDetailsCommand,
    GetPolicyVersion: GetPolicyVersionCommand,
    GetRole: GetRoleCommand,
    GetRolePolicy: GetRolePolicyCommand,
    ListAttachedRolePolicies: ListAttachedRolePoliciesCommand,
    ListPolicyVersions: ListPolicyVersionsCommand,
    PutRolePermissionsBoundary: PutRolePermissionsBoundaryCommand,
    PutRolePolicy: PutRolePolicyCommand,
    SetDefaultPolicyVersion: SetDefaultPolicyVersionCommand,
    SimulatePrincipalPolicy: SimulatePrincipalPolicyCommand,
    TagRole: TagRoleCommand,
    UntagRole: UntagRoleCommand,
    UpdateAssumeRolePolicy: UpdateAssumeRolePolicyCommand,
  },
  lambda: { ListFunctions: ListFunctionsCommand, UpdateFunctionConfiguration: UpdateFunctionConfigurationCommand },
  cloudformation: {
    CreateChangeSet: CreateChangeSetCommand,
    DeleteChangeSet: DeleteChangeSetCommand,
    DescribeChangeSet: DescribeChangeSetCommand,
    DescribeStackDriftDetectionStatus: DescribeStackDriftDetectionStatusCommand,
    DescribeStackEvents: DescribeStackEventsCommand,
    DescribeStackResourceDrifts: DescribeStackResourceDriftsCommand,
    DescribeStacks: DescribeStacksCommand,
    DetectStackDrift: DetectStackDriftCommand,
    ExecuteChangeSet: ExecuteChangeSetCommand,
    GetTemplate: GetTemplateCommand,
    ListStackResources: ListStackResourcesCommand,
  },
  'api-gateway': { GetAccount: GetAccountCommand, UpdateAccount: UpdateAccountCommand },
  cloudtrail: { LookupEvents: LookupEventsCommand },
  'cloudtrail-home': { LookupEvents: LookupEventsCommand },
  'cloudwatch-logs': { FilterLogEvents: FilterLogEventsCommand },
}

export interface PortOptions {
  /** Null: as the environment and the profile say. */
  readonly region: string | null
  /** Null: AWS itself. */
  readonly endpoint: string | null
  /** Left out: those of the environment, the profile, or the machine. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

export interface SdkPort extends AwsPort {
  /** @returns the region that the clients are in */
  readonly region: () => Promise<string>
  readonly close: () => void
}

export function sdkPort({ region, endpoint, credentials }: PortOptions): SdkPort {
  const options = {
    ...(region !== null && { region }),
    ...(endpoint !== null && { endpoint }),
    ...(credentials !== undefined && { credentials }),
    maxAttempts: 3,
  }
  const homeRegion = async (): Promise<string> => homeOf(await new STSClient(options).config.region())
  const made = new Map<AwsService, Client>()
  const make: Readonly<Record<AwsService, () => Client>> = {
    sts: () => new STSClient(options),
    iam: () => new IAMClient(options),
    lambda: () => new LambdaClient(options),
    cloudformation: () => new CloudFormationClient(options),
    'api-gateway': () => new APIGatewayClient(options),
    cloudtrail: () => new CloudTrailClient(options),
    'cloudtrail-home': () => new CloudTrailClient({ ...options, region: homeRegion }),
    'cloudwatch-logs': () => new CloudWatchLogsClient(options),
  }
  const clientOf = (service: AwsService): Client => {
    const client = made.get(service) ?? make[service]()
    made.set(service, client)
    return client
  }
  return {
    region: () => new STSClient(options).config.region(),
    call: async (service, operation, input) => {
      const Named = COMMANDS[service][operation]
      if (Named === undefined) return fail({ code: 'NotImplemented', message: `${service}:${operation}`, retryable: false })
      try {
        const { $metadata: _, ...value } = (await clientOf(service).send(new Named(input))) as Readonly<Record<string, unknown>>
        return ok(value)
      } catch (thrown) {
        return fail(faultOf(thrown))
      }
    },
    close: () => {
      for (const client of made.values()) client.destroy()
    },
  }
}

/** Where calls of IAM are recorded. Source: CloudTrail User Guide, "Global service events", and those of the other partitions. */
const homeOf = (region: string): string =>
  region.startsWith('cn-') ? 'cn-north-1' : region.startsWith('us-gov-') ? 'us-gov-west-1' : 'us-east-1'

/** What passes by itself: throttling, failures of AWS's own, a role that is not known everywhere yet. */
const PASSING =
  /^(Throttl|TooManyRequests|RequestLimitExceeded|ServiceFailure|ServiceUnavailable|InternalFailure|ConcurrentModification|ResourceConflict)/
const NOT_YET = /cannot be assumed|assume the role|Invalid principal in policy|role defined for the function/i

function faultOf(thrown: unknown): AwsFault {
  const error = thrown as {
    readonly name?: unknown
    readonly message?: unknown
    readonly code?: unknown
    readonly $metadata?: { readonly httpStatusCode?: number }
  }
  const name = String(error.name ?? 'Error')
  const code =
    (name === 'Error' || name === 'AggregateError') && typeof error.code === 'string' ? error.code : name.replace(/Exception$/, '')
  const message = String(error.message ?? '')
  return { code, message, retryable: PASSING.test(code) || NOT_YET.test(message) || (error.$metadata?.httpStatusCode ?? 0) >= 500 }
}
