/** Calls that do not come over the wire: of services to each other, of APIs to functions, of pollers. The same checks and events. */
import { randomUUID } from 'node:crypto'
import type { Directory } from '../identity/directory.js'
import { roleAt } from '../identity/iam.js'
import type { Sessions } from '../identity/sessions.js'
import { fault, isFault } from '../reply.js'
import type {
  Authorization,
  Caller,
  CheckOutcome,
  Clock,
  Context,
  Fault,
  InProcessCall,
  LocalAws,
  Mode,
  RecordedCall,
  Reply,
  ServiceCall,
  ServicePrincipal,
} from '../types.js'
import { deniedMessage, type Judge } from './authorize.js'
import type { Gateway } from './gateway.js'
import type { Circumstances } from './global-context.js'
import { bodyOf } from './read-body.js'
import { recordEvent } from './record-event.js'
import { standingSessions } from './standing-sessions.js'

export interface InProcessParts {
  readonly gateway: Gateway
  readonly judge: Judge
  readonly sessions: Sessions
  readonly directory: Directory
  readonly clock: Clock
  readonly region: string
  readonly account: string
  readonly mode: Mode
  readonly secureTransport: boolean
  readonly endpoint: () => string
  readonly record: (make: () => RecordedCall, isData: boolean) => void
}

export interface InProcess extends Pick<LocalAws, 'call' | 'authorize' | 'sessionFor' | 'standingSession' | 'callerOf'> {
  readonly callerFor: (roleArn: string, sessionName: string, by: ServicePrincipal) => Caller | Fault
}

const NONE: ReadonlyMap<number, string> = new Map()
const SESSION_SECONDS = 12 * 3600

export function inProcess(parts: InProcessParts): InProcess {
  const { gateway, judge, sessions, directory, clock, mode } = parts
  const circumstances = (caller: Caller): Circumstances => ({
    caller,
    now: clock.now(),
    region: parts.region,
    sourceIp: '127.0.0.1',
    userAgent: caller.via?.service ?? 'rolewright',
    referer: null,
    secureTransport: parts.secureTransport,
  })
  const shell = (caller: Caller, { service, operation, input, body, region }: Omit<InProcessCall, 'as'>): ServiceCall => ({
    service,
    operation,
    input,
    caller,
    account: caller.account === '' ? parts.account : caller.account,
    region: region ?? parts.region,
    requestId: randomUUID(),
    now: clock.now(),
    http: null,
    body: body === undefined ? null : bodyOf(body),
    endpoint: parts.endpoint(),
    refusal: () => null,
    refused: NONE,
  })
  const checkOne = (caller: Caller, action: string, resource: string, context: Context, policy?: unknown): CheckOutcome =>
    judge.check({ action, resource, context }, circumstances(caller), policy)

  const sessionFor: InProcess['sessionFor'] = (roleArn, sessionName, by, issuedTo) => {
    const role = roleAt(directory, roleArn)
    if (role === null || role.role === null) return fault('AccessDenied', `the role ${roleArn} is not there`, 403)
    const caller = serviceCaller(by, parts.account)
    const outcome = checkOne(caller, 'sts:AssumeRole', roleArn, {}, role.role.trust)
    const error = outcome.decision === 'allowed' ? null : fault('AccessDenied', deniedMessage(outcome), 403)
    parts.record(
      () => ({
        event: recordEvent({
          call: shell(caller, { service: 'sts', operation: 'AssumeRole', input: { RoleArn: roleArn, RoleSessionName: sessionName } }),
          outcomes: [outcome],
          error,
          sourceIp: null,
          userAgent: null,
        }),
        checks: [outcome],
      }),
      false,
    )
    if (error !== null && mode === 'enforce') return error
    return sessions.begin({
      subject: 'role',
      entity: role,
      name: sessionName,
      seconds: SESSION_SECONDS,
      policy: null,
      tags: {},
      transitiveTags: [],
      sourceIdentity: null,
      ...(issuedTo === undefined ? {} : { issuedTo }),
    })
  }
  const callerOf: InProcess['callerOf'] = ({ accessKeyId, sessionToken }) => {
    const holder = sessions.find(accessKeyId)
    if (holder === null || !holder.active || holder.credentials.sessionToken !== sessionToken) return null
    const { expiresAt } = holder.credentials
    return expiresAt !== null && expiresAt <= clock.now() ? null : holder.caller
  }
  const standingSession = standingSessions({ sessionFor, callerOf }, directory, clock)
  return {
    call: async (asked): Promise<Reply> => {
      const caller = 'principal' in asked.as ? asked.as : serviceCaller(asked.as, parts.account)
      return await gateway.run(shell(caller, asked), {
        sourceIp: '127.0.0.1',
        userAgent: caller.via?.service ?? 'rolewright',
        referer: null,
      })
    },
    authorize: ({ as, action, resource, context = {}, resourcePolicy }: Authorization) => {
      const caller = 'principal' in as ? as : serviceCaller(as, parts.account)
      if (mode === 'off')
        return { action, resource, context, principal: caller.principal, decision: 'allowed', because: 'nothing is checked', by: [] }
      const outcome = checkOne(caller, action, resource, context, resourcePolicy)
      const [prefix = '', name = ''] = action.split(':')
      const error = outcome.decision === 'allowed' ? null : fault('AccessDenied', deniedMessage(outcome), 403)
      // A hop between services is no call that a management event would speak of.
      parts.record(
        () => ({
          event: recordEvent({
            call: shell(caller, { service: prefix, operation: EVENT_NAMES.get(action) ?? name, input: {} }),
            outcomes: [outcome],
            error,
            sourceIp: null,
            userAgent: null,
          }),
          checks: [outcome],
        }),
        true,
      )
      return outcome
    },
    sessionFor,
    standingSession,
    callerOf,
    callerFor: (roleArn, sessionName, by) => {
      const credentials = standingSession(roleArn, sessionName, by)
      if (isFault(credentials)) return credentials
      return callerOf(credentials) ?? fault('AccessDenied', `the session of ${roleArn} has ended`, 403)
    },
  }
}

/** Events carry the operation's name, which is not always the action's. */
const EVENT_NAMES: ReadonlyMap<string, string> = new Map([['lambda:InvokeFunction', 'Invoke']])

/** Source: IAM User Guide, "AWS global condition context keys", aws:PrincipalServiceName, aws:SourceArn, aws:SourceAccount. */
export const serviceCaller = ({ service, sourceArn, sourceAccount }: ServicePrincipal, account: string): Caller => ({
  principal: service,
  account: sourceAccount ?? account,
  accessKeyId: null,
  context: {
    'aws:PrincipalServiceName': [service],
    'aws:PrincipalServiceNamesList': [service],
    ...(sourceArn === undefined ? {} : { 'aws:SourceArn': [sourceArn] }),
    ...(sourceAccount === undefined ? {} : { 'aws:SourceAccount': [sourceAccount] }),
  },
  identity: { type: 'AWSService', principalId: service },
  subject: null,
  via: { service, sourceArn: sourceArn ?? null },
})
