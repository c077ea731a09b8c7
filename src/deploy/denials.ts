/**
 * What was refused since a deployment took something away, and that the deployment took away. A refusal of what was never
 * granted is not its doing.
 *
 * Where the app's trail delivers to a log group, its events are read there, data events among them; else the event history
 * is asked by the sessions of the plan's functions, which knows management events alone.
 *
 * Source: CloudTrail User Guide, "Working with CloudTrail event history"; CloudWatch Logs API Reference, "FilterLogEvents".
 */
import { compile, parsePolicySet } from '../decide/index.js'
import { parseDenied } from '../explain/index.js'
import { documentsOf, type NamedDocument } from './access.js'
import { insist } from './insist.js'
import type { Journal } from './journal.js'
import type { AccountState, Snapshot, World } from './types.js'

export interface RemovedDenial {
  /** Name of the role. */
  readonly role: string
  readonly session: string
  readonly action: string
  readonly resource: string
  /** ISO 8601, UTC. */
  readonly at: string
  readonly eventId: string
}

export interface DenialOptions {
  /** Milliseconds since 1970. */
  readonly since: number
  /** The log group that the app's trail delivers to; null: as the stack says, or none. */
  readonly logGroup: string | null
}

type Json = Readonly<Record<string, unknown>>
const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})

const MAX_PAGES = 20
const MAX_SESSIONS = 40
/** The logical ID that `generate --monitoring` gives. */
const TRAIL_LOGS = 'AccessTrailLogGroup'
const REFUSED = '{ ($.errorCode = "AccessDenied*") || ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AuthorizationError*") }'

/** @returns by time, each request of a role once; empty where nobody may look, which is noted */
export async function removedDenials(
  { plan, snapshot }: Pick<Journal, 'plan' | 'snapshot'>,
  state: AccountState,
  world: World,
  { since, logGroup }: DenialOptions,
): Promise<readonly RemovedDenial[]> {
  const group = logGroup ?? state.stack?.resources.get(TRAIL_LOGS)?.physicalId ?? null
  const planned = plan.roles.flatMap(({ wanted, sharedWith }) => wanted?.functions ?? sharedWith)
  const sessions = [...new Set([...planned, ...snapshot.functions.map(({ name }) => name)])].sort()
  const records = group === null ? await fromHistory(sessions, since, world) : await fromLogs(group, since, world)
  const found = new Map<string, RemovedDenial>()
  for (const record of records) {
    const denial = denialOf(record, since)
    if (denial === null || !wasRemoved(denial, plan.roles, snapshot, state)) continue
    const key = JSON.stringify([denial.role, denial.action, denial.resource])
    const before = found.get(key)
    if (before === undefined || denial.at < before.at) found.set(key, denial)
  }
  return [...found.values()].sort((a, b) => (a.at === b.at ? (a.eventId < b.eventId ? -1 : 1) : a.at < b.at ? -1 : 1))
}

async function fromLogs(logGroupName: string, since: number, world: World): Promise<readonly Json[]> {
  return await paged(world, async (token) => {
    const answer = await insist(world, 'cloudwatch-logs', 'FilterLogEvents', {
      logGroupName,
      startTime: since,
      filterPattern: REFUSED,
      ...(token !== null && { nextToken: token }),
    })
    if (!answer.ok) return answer
    const records = ((answer.value.events ?? []) as readonly Json[]).flatMap(({ message }) => parsed(message))
    return { ok: true, value: { records, next: answer.value.nextToken } }
  })
}

async function fromHistory(sessions: readonly string[], since: number, world: World): Promise<readonly Json[]> {
  const all: Json[] = []
  if (sessions.length > MAX_SESSIONS)
    world.note(
      `denials are looked for in the sessions of ${MAX_SESSIONS} of ${sessions.length} functions: name the trail's log group for all`,
    )
  for (const AttributeValue of sessions.slice(0, MAX_SESSIONS)) {
    const records = await paged(world, async (token) => {
      const answer = await insist(world, 'cloudtrail', 'LookupEvents', {
        LookupAttributes: [{ AttributeKey: 'Username', AttributeValue }],
        StartTime: new Date(since),
        MaxResults: 50,
        ...(token !== null && { NextToken: token }),
      })
      if (!answer.ok) return answer
      const found = ((answer.value.Events ?? []) as readonly Json[]).flatMap(({ CloudTrailEvent }) => parsed(CloudTrailEvent))
      return { ok: true, value: { records: found, next: answer.value.NextToken } }
    })
    all.push(...records)
  }
  return all
}

type Page =
  | { readonly ok: true; readonly value: { readonly records: readonly Json[]; readonly next: unknown } }
  | { readonly ok: false; readonly error: { readonly code: string } }

async function paged(world: World, read: (token: string | null) => Promise<Page>): Promise<readonly Json[]> {
  const records: Json[] = []
  let token: string | null = null
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer: Page = await read(token)
    if (!answer.ok) {
      world.note(`denials could not be looked for (${answer.error.code})`)
      return records
    }
    records.push(...answer.value.records)
    token = typeof answer.value.next === 'string' ? answer.value.next : null
    if (token === null) break
  }
  return records
}

function parsed(text: unknown): readonly Json[] {
  try {
    return [object(JSON.parse(String(text)))]
  } catch {
    return []
  }
}

/** Null for what is no refusal of a role, and for what came before. Times of events are whole seconds. */
function denialOf(record: Json, since: number): RemovedDenial | null {
  const identity = object(record.userIdentity)
  const role = object(object(identity.sessionContext).sessionIssuer).userName
  const at = String(record.eventTime)
  if (record.errorCode === undefined || typeof role !== 'string' || !(Date.parse(at) >= since - (since % 1000))) return null
  const denial = parseDenied(JSON.stringify(record))
  if (!denial.ok || denial.value.action === null) return null
  const session = String(identity.arn).split('/').at(-1) ?? ''
  const { action, resource } = denial.value
  return { role, session, action, resource: resource ?? '*', at, eventId: String(record.eventID) }
}

/** The access of before allows it, and what the role has now does not. */
function wasRemoved(denial: RemovedDenial, roles: Journal['plan']['roles'], snapshot: Snapshot, state: AccountState): boolean {
  const planned =
    snapshot.functions.some(({ name }) => name === denial.session) ||
    roles.some(({ name, change }) => name === denial.role && change !== 'none' && change !== 'foreign')
  const live = state.roles.get(denial.role.toLowerCase())
  if (!planned || live === undefined) return false
  return allows(accessBefore(denial, snapshot, state), denial, state) && !allows(documentsOf(live), denial, state)
}

/** What the function had: of the role that it ran with then, whatever its name. */
function accessBefore({ role, session }: RemovedDenial, snapshot: Snapshot, state: AccountState): readonly NamedDocument[] {
  const moved = snapshot.functions.find(({ name }) => name === session)
  const was =
    snapshot.roles.find(({ name, before }) => (moved === undefined ? name === role : before?.arn === moved.roleArn))?.before ?? null
  if (was === null) {
    const live = moved === undefined ? undefined : [...state.roles.values()].find(({ arn }) => arn === moved.roleArn)
    return live === undefined ? [] : documentsOf(live)
  }
  const attached = was.attached.map((arn) => {
    const kept = snapshot.policies.find((policy) => policy.arn === arn)
    const live = state.policies.get(arn)
    return { arn, name: arn, document: kept?.document ?? live?.document ?? null, defaultVersion: null, versions: [] }
  })
  return documentsOf({ inline: new Map(Object.entries(was.inline)), attached })
}

/** A condition that an event says nothing about counts as not met: what only it gave is not seen as removed. */
function allows(
  documents: readonly NamedDocument[],
  { role, action, resource }: RemovedDenial,
  { partition, account }: AccountState,
): boolean {
  const set = parsePolicySet({ identity: documents.map(([name, document]) => ({ name, document })) })
  if (!set.ok) return false
  const principal = `arn:${partition}:iam::${account}:role/${role}`
  return compile(set.value).decide({ principal, action, resource, resourceAccount: account, context: {} }).decision === 'allowed'
}
