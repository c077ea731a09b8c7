/**
 * A CloudTrail record as far as anyone here reads or writes it. Local AWS writes it, `audit` reads it, `denied` explains it.
 *
 * Source: CloudTrail User Guide, "CloudTrail record contents" and "CloudTrail userIdentity element".
 */

export interface SessionIssuer {
  readonly type?: string
  readonly principalId?: string
  /** Keeps the role's path, which the session's own ARN does not. */
  readonly arn?: string
  readonly accountId?: string
  readonly userName?: string
}

export interface UserIdentity {
  /** `AssumedRole` for a role's session; also Root, IAMUser, Role, FederatedUser, AWSAccount, AWSService, … */
  readonly type?: string
  /** `AROA…:SESSION`; for Lambda the session is the function's name. */
  readonly principalId?: string
  /** `arn:P:sts::A:assumed-role/NAME/SESSION`, without the role's path. */
  readonly arn?: string
  readonly accountId?: string
  readonly accessKeyId?: string
  readonly userName?: string
  /** The service that made the call with this identity (a forward access session). */
  readonly invokedBy?: string
  /** What the credentials were given to: for Lambda the function. Others are the resource that a service acted for. */
  readonly inScopeOf?: {
    readonly issuerType?: string
    readonly credentialsIssuedTo?: string
    readonly sourceArn?: string
    readonly sourceAccount?: string
  }
  readonly sessionContext?: { readonly sessionIssuer?: SessionIssuer; readonly attributes?: Readonly<Record<string, string>> }
}

export interface EventResource {
  readonly ARN?: string
  readonly arn?: string
  readonly accountId?: string
  readonly type?: string
}

export interface CloudTrailRecord {
  /** Major and minor, the minor compared as a number: `1.08` is before `1.10`. */
  readonly eventVersion?: string
  readonly userIdentity?: UserIdentity
  /** ISO 8601, UTC. */
  readonly eventTime?: string
  /** `dynamodb.amazonaws.com` */
  readonly eventSource?: string
  readonly eventName?: string
  readonly awsRegion?: string
  readonly sourceIPAddress?: string
  readonly userAgent?: string
  readonly errorCode?: string
  readonly errorMessage?: string | null
  readonly requestParameters?: Readonly<Record<string, unknown>> | null
  readonly responseElements?: unknown
  readonly additionalEventData?: unknown
  readonly requestID?: string
  readonly eventID?: string
  readonly readOnly?: boolean | string
  readonly resources?: readonly EventResource[]
  /** `AwsApiCall`, `AwsServiceEvent`, `AwsConsoleSignIn`, `AwsAggregatedEvent`, … */
  readonly eventType?: string
  readonly apiVersion?: string
  readonly managementEvent?: boolean | string
  /** `Management`, `Data`, `NetworkActivity`, `Insight`, `Aggregated`; left out before 1.07. */
  readonly eventCategory?: string
  readonly recipientAccountId?: string
  readonly sharedEventID?: string
  readonly vpcEndpointId?: string
  readonly vpcEndpointAccountId?: string
  readonly addendum?: Readonly<Record<string, unknown>>
  readonly sessionCredentialFromConsole?: boolean | string
  readonly tlsDetails?: Readonly<Record<string, string>>
}

/** The policy types that AWS names in a denial, in its own words. */
export type DenyingPolicyType =
  | 'identity-based policy'
  | 'resource-based policy'
  | 'permissions boundary'
  | 'session policy'
  | 'service control policy'
  | 'resource control policy'
  | 'VPC endpoint policy'
  | 'role trust policy'

/** What a denial message says. */
export interface DenialMessage {
  /** The ARN, or null where the message says only `User is not authorized`. */
  readonly principal: string | null
  /** As the message spells it, e.g. `SNS:ListTopics`; null where it names none. */
  readonly action: string | null
  /** An ARN, `*`, or AWS's words for it (`user alice`); null where the message names none. */
  readonly resource: string | null
  readonly by: DenyingPolicyType | null
  /** True for an explicit deny, false for a missing allow, null where no reason is given. */
  readonly explicit: boolean | null
  /** The denying policy's ARN, which messages carry since January 2026. */
  readonly policyArn: string | null
  /** The policy through which the deny came (`transitively through a …`). */
  readonly through: DenyingPolicyType | null
  readonly encoded: string | null
}
