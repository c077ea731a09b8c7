/**
 * Who made a difference, and when, where the account's event history says so. Nothing depends on it: what the caller may
 * not ask, or what is older than the history, stays without an author.
 *
 * Source: CloudTrail API Reference, "LookupEvents" (90 days of management events; two requests a second).
 */
import type { AccountState, AwsPort, Drift, DriftAuthor } from './types.js'

/** Roles that are asked for: a plan is for a person to read, and the history is slow. */
const MAX_ASKED = 20
const MAX_PAGES = 3

type Json = Readonly<Record<string, unknown>>
const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})

/** Calls that can make each difference. Source: IAM API Reference. */
const CALLS: Readonly<Record<Drift['code'], readonly string[]>> = {
  'drift/policy-changed': ['PutRolePolicy', 'SetDefaultPolicyVersion', 'CreatePolicyVersion', 'AttachRolePolicy'],
  'drift/policy-removed': ['DeleteRolePolicy', 'DetachRolePolicy', 'DeletePolicy'],
  'drift/foreign-policy': ['PutRolePolicy', 'AttachRolePolicy'],
  'drift/trust-changed': ['UpdateAssumeRolePolicy'],
  'drift/recreated': ['CreateRole'],
  'drift/role-missing': ['DeleteRole'],
}

/** @returns the same differences in the same order */
export async function withAuthors(drift: readonly Drift[], state: AccountState, aws: AwsPort): Promise<readonly Drift[]> {
  const events = new Map<string, readonly Json[]>()
  const named: Drift[] = []
  for (const one of drift) {
    const resource = resourceOf(one, state)
    if (!events.has(resource) && events.size < MAX_ASKED) {
      const found = await eventsOf(resource, aws)
      // Who may not ask once may not ask at all.
      if (found === null) return drift
      events.set(resource, found)
    }
    named.push({ ...one, by: authorOf(one, events.get(resource) ?? []) })
  }
  return named
}

/** Versions of a customer managed policy are events of the policy, all else of the role. */
function resourceOf({ role, policy, code }: Drift, state: AccountState): string {
  const live = state.roles.get(role.toLowerCase())
  const attached = code === 'drift/policy-changed' ? live?.attached.find(({ name }) => name === policy) : undefined
  return attached?.arn ?? role
}

/** The newest first; null where the history does not answer. */
async function eventsOf(resource: string, aws: AwsPort): Promise<readonly Json[] | null> {
  const events: Json[] = []
  let token: string | null = null
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await aws.call('cloudtrail-home', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: resource }],
      MaxResults: 50,
      ...(token !== null && { NextToken: token }),
    })
    if (!answer.ok) return page === 0 ? null : events
    const entries = (answer.value.Events ?? []) as readonly Json[]
    events.push(...entries.flatMap(({ CloudTrailEvent }) => parsed(CloudTrailEvent)))
    token = typeof answer.value.NextToken === 'string' ? answer.value.NextToken : null
    if (token === null) break
  }
  return events
}

function parsed(text: unknown): readonly Json[] {
  try {
    return [object(JSON.parse(String(text)))]
  } catch {
    return []
  }
}

function authorOf({ code, policy }: Drift, events: readonly Json[]): DriftAuthor | null {
  const calls = CALLS[code]
  const event = events.find(
    (it) =>
      it.errorCode === undefined &&
      calls.includes(String(it.eventName)) &&
      (policy === null || isAbout(policy, object(it.requestParameters))),
  )
  const principal = object(event?.userIdentity).arn
  if (event === undefined || typeof principal !== 'string') return null
  return { principal, at: String(event.eventTime), event: String(event.eventName), eventId: String(event.eventID) }
}

const isAbout = (policy: string, { policyName, policyArn }: Json): boolean =>
  policyName === policy || (typeof policyArn === 'string' && policyArn.endsWith(`/${policy}`))
