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
  readonly type?: string
  readonly principalId?: string
  readonly arn?: string
  readonly accountId?: string
  readonly accessKeyId?: string
  readonly userName?: string
  /** The service that made the call with this identity (a forward access session). */
  readonly invokedBy?: string
  readonly sessionContext?: { readonly sessionIssuer?: SessionIssuer; readonly attributes?: Readonly<Record<string, string>> }
}

export interface EventResource {
  readonly ARN?: string
  readonly arn?: string
  readonly accountId?: string
  readonly type?: string
}

export interface CloudTrailRecord {
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
  readonly eventType?: string
  readonly managementEvent?: boolean | string
  readonly eventCategory?: string
  readonly recipientAccountId?: string
  readonly sharedEventID?: string
  readonly vpcEndpointId?: string
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
