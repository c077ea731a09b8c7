// CloudTrail trees with known truth, made from a seed: roles that share functions or not, twelve kinds of calls, repeats,
// denials, second views of calls between accounts, old and new versions of the record, files that are broken, and the layouts
// of one account and of an organization. The truth is counted while the records are made, by none of the code under test.
import { filesOf } from './files.mjs'
import { ACCOUNTS, KINDS, MORE_KINDS } from './kinds.mjs'
import { hex, iso, pick, random, upper, uuid } from './random.mjs'
import { emptyTruth, finished, learn } from './truth.mjs'

export { random }

const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-2']
const BEGIN = Date.UTC(2026, 9, 1) / 1000

const VERSIONS = ['1.02', '1.05', '1.08', '1.09', '1.11']

/** Members by the version that brought them. */
function versioned(version, record, kind) {
  const minor = Number(version.split('.')[1])
  const out = { eventVersion: version, ...record }
  if (minor >= 6) out.managementEvent = kind.data === undefined
  if (minor >= 7) out.eventCategory = kind.data === undefined ? 'Management' : 'Data'
  if (minor >= 8) {
    out.tlsDetails = {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: `${kind.source}.${record.awsRegion}.amazonaws.com`,
    }
  }
  return out
}

/**
 * Roles: every fifth is shared by four functions, every ninth was deleted and made again, every seventh has a path; in a wide
 * trail every eighth has a session of its own for each call.
 */
export function rolesOf(next, count, wide = false) {
  return Array.from({ length: count }, (_, i) => {
    const account = ACCOUNTS[i % ACCOUNTS.length]
    const path = i % 7 === 0 ? 'service/app/' : ''
    const ids = [`AROA${upper(next, 17)}`]
    if (i % 9 === 4) ids.push(`AROA${upper(next, 17)}`)
    return {
      account,
      name: `role-${i}`,
      arn: `arn:aws:iam::${account}:role/${path}role-${i}`,
      ids,
      varies: wide && i % 8 === 3,
      sessions: i % 5 === 0 ? [0, 1, 2, 3].map((k) => `Function${i}${'ABCD'[k]}`) : [`Function${i}`],
    }
  })
}

/** One call: its record (or, of a call between accounts, two), and what it means. */
function call(next, n, role, kind, region, wide = false) {
  const id = role.ids[role.ids.length > 1 && n % 2 === 1 ? 1 : 0]
  const session = role.varies ? `run-${uuid(next)}` : role.sessions[n % role.sessions.length]
  const { account } = role
  const time = BEGIN + Math.floor(next() * 20 * 86_400)
  const fn = role.varies ? role.name : session
  const it = { next, n, account, region, fn, arn: (service, resource) => `arn:aws:${service}:${region}:${account}:${resource}` }
  const made = kind.make(it)
  const denied = next() < 0.06 && kind.free !== true
  const [action, resource] = made.checks[0] ?? []
  const caller = `arn:aws:sts::${account}:assumed-role/${role.name}/${session}`
  const isObject = kind.source === 's3' && made.parameters.key !== undefined
  const named = made.named ?? (isObject ? `arn:aws:s3:::${made.parameters.bucketName}/${made.parameters.key}` : resource)
  const explicit = denied && next() < 0.3
  const by = explicit ? 'service control policy' : 'identity-based policy'
  const reason = explicit ? `with an explicit deny in a ${by}` : `because no ${by} allows the ${action} action`
  const error = denied
    ? {
        errorCode: kind.source === 's3' || kind.source === 'sts' ? 'AccessDenied' : 'AccessDeniedException',
        errorMessage: `User: ${caller} is not authorized to perform: ${action} on resource: ${named} ${reason}`,
      }
    : next() < 0.02
      ? { errorCode: 'ThrottlingException', errorMessage: 'Rate exceeded' }
      : {}
  const version = pick(next, VERSIONS)
  // Where a record lacks the issuer its ARN tells the role, but no path.
  const issuerKnown = !wide || next() < 0.9 || role.arn !== `arn:aws:iam::${account}:role/${role.name}`
  const sharedEventID = kind.shared ? uuid(next) : undefined
  const view = (recipient, eventID) =>
    versioned(
      version,
      {
        userIdentity: {
          type: 'AssumedRole',
          principalId: `${id}:${session}`,
          arn: caller,
          accountId: account,
          accessKeyId: `ASIA${upper(next, 16)}`,
          sessionContext: {
            ...(issuerKnown
              ? { sessionIssuer: { type: 'Role', principalId: id, arn: role.arn, accountId: account, userName: role.name } }
              : {}),
            webIdFederationData: {},
            attributes: { creationDate: iso(time - 600), mfaAuthenticated: 'false' },
          },
          ...(kind.via === undefined ? {} : { invokedBy: kind.via }),
        },
        eventTime: iso(time),
        eventSource: `${kind.source}.amazonaws.com`,
        eventName: kind.name,
        awsRegion: region,
        sourceIPAddress: `203.0.113.${n % 250}`,
        userAgent:
          'aws-sdk-js/3.1175.0 ua/2.1 os/linux#5.10.240 lang/js md/nodejs#22.19.0 api/client#3.1175.0 exec-env/AWS_Lambda_nodejs22.x m/E,N,b',
        ...error,
        requestParameters: made.parameters,
        responseElements: null,
        additionalEventData: {
          SignatureVersion: 'SigV4',
          CipherSuite: 'TLS_AES_128_GCM_SHA256',
          bytesTransferredIn: Math.floor(next() * 5000),
          bytesTransferredOut: Math.floor(next() * 90_000),
          'x-amz-id-2': hex(next, 76),
        },
        requestID: uuid(next),
        eventID,
        readOnly: /^(Get|List|Query|Decrypt)/.test(kind.name),
        resources: made.resources.map((arn) => ({ accountId: account, type: kind.data ?? 'AWS::Other', ARN: arn })),
        eventType: 'AwsApiCall',
        recipientAccountId: recipient,
        ...(sharedEventID === undefined ? {} : { sharedEventID }),
      },
      kind,
    )
  const eventID = wide && next() < 0.02 ? `event-${hex(next, 20)}` : uuid(next)
  const other = ACCOUNTS[(ACCOUNTS.indexOf(account) + 1) % ACCOUNTS.length]
  const records = [{ account, record: view(account, eventID) }]
  if (kind.shared) records.push({ account: other, record: view(other, uuid(next)) })
  return {
    role,
    id,
    session,
    via: kind.via ?? null,
    time,
    eventID,
    checks: denied ? [[action, resource]] : made.checks,
    denied,
    by: denied ? by : null,
    explicit: denied ? explicit : null,
    records,
  }
}

/** A call that no role made. */
function noise(next, n, region) {
  const account = ACCOUNTS[n % ACCOUNTS.length]
  const time = BEGIN + Math.floor(next() * 20 * 86_400)
  const kinds = [
    {
      type: 'IAMUser',
      principalId: `AIDA${upper(next, 17)}`,
      arn: `arn:aws:iam::${account}:user/ops`,
      accountId: account,
      userName: 'ops',
    },
    { type: 'AWSService', invokedBy: 'lambda.amazonaws.com' },
    { type: 'Root', principalId: account, arn: `arn:aws:iam::${account}:root`, accountId: account },
  ]
  const record = {
    eventVersion: '1.11',
    userIdentity: kinds[n % kinds.length],
    eventTime: iso(time),
    eventSource: 'ec2.amazonaws.com',
    eventName: 'DescribeInstances',
    awsRegion: region,
    requestParameters: { instancesSet: {}, filterSet: {} },
    responseElements: null,
    requestID: uuid(next),
    eventID: uuid(next),
    readOnly: true,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
  }
  return { time, records: [{ account, record }] }
}

/** Records alone, for measuring: no repeats, nothing broken. */
export function* records({ seed, count, roles: roleCount = 60 }) {
  const next = random(seed)
  const roles = rolesOf(next, roleCount)
  for (let n = 0; n < count; n++) {
    const kind = pick(next, KINDS)
    yield call(next, n, pick(next, roles), kind, pick(next, REGIONS)).records[0].record
  }
}

/**
 * A tree of files with its truth.
 *
 * @param layout `account`: as a trail of one account lies, `organization`: with the organization's ID
 * @param wide more kinds of calls, sessions that are made anew for each call, IDs that are no UUIDs, records without an issuer
 * @param wholeOnly only files as CloudTrail writes them: one object with `Records`, and nothing broken
 * @returns files by path (relative, with `/`), and what an audit must find
 */
export function makeTrail({ seed, events, roles: roleCount = 60, layout = 'organization', perFile = 40, wholeOnly = false, wide = false }) {
  const next = random(seed)
  const roles = rolesOf(next, roleCount, wide)
  const kinds = wide ? [...KINDS, ...MORE_KINDS] : KINDS
  const truth = emptyTruth()
  const places = new Map()
  const put = (account, region, record) => {
    const key = `${account}/CloudTrail/${region}/${record.eventTime.slice(0, 10).replaceAll('-', '/')}`
    if (!places.has(key)) places.set(key, [])
    places.get(key).push(record)
    truth.events++
  }
  for (let n = 0; n < events; n++) {
    const region = pick(next, REGIONS)
    const made = next() < 0.08 ? noise(next, n, region) : call(next, n, pick(next, roles), pick(next, kinds), region, wide)
    truth.from = Math.min(truth.from, made.time)
    truth.to = Math.max(truth.to, made.time)
    if (made.role !== undefined) learn(truth, made)
    truth.copies += made.records.length - 1
    for (const { account, record } of made.records) {
      put(account, region, record)
      // Delivered again, in another file of another day.
      while (next() < 0.15) {
        const again = { ...record }
        const key = [...places.keys()][Math.floor(next() * places.size)]
        places.get(key).push(again)
        truth.events++
        truth.duplicates++
      }
    }
  }
  return { files: filesOf(next, { places, layout, perFile, truth, wholeOnly }), truth: finished(truth) }
}
