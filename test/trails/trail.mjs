// CloudTrail trees with known truth, made from a seed: roles that share functions or not, twelve kinds of calls, repeats,
// denials, second views of calls between accounts, old and new versions of the record, files that are broken, and the layouts
// of one account and of an organization. The truth is counted while the records are made, by none of the code under test.
import { gzipSync } from 'node:zlib'

/** A generator of numbers from 0 to 1 (mulberry32). */
export function random(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const ACCOUNTS = ['111122223333', '444455556666', '777788889999']
const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-2']
const BEGIN = Date.UTC(2026, 9, 1) / 1000

const hex = (next, length) => Array.from({ length }, () => Math.floor(next() * 16).toString(16)).join('')
const uuid = (next) => `${hex(next, 8)}-${hex(next, 4)}-4${hex(next, 3)}-a${hex(next, 3)}-${hex(next, 12)}`
const upper = (next, length) => Array.from({ length }, () => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Math.floor(next() * 32)]).join('')
const pick = (next, list) => list[Math.floor(next() * list.length)]
const iso = (seconds) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')

/**
 * The kinds of calls. `actions` are what IAM checks, each on a resource; `pattern` is what the resource becomes where keys
 * are made anew each time. `data`: a data event.
 */
const KINDS = [
  {
    name: 'PutItem',
    source: 'dynamodb',
    data: 'AWS::DynamoDB::Table',
    make: (it) => ({
      parameters: { tableName: `table-${it.n % 3}`, key: { id: uuid(it.next) }, items: ['id', 'text', 'at'] },
      checks: [['dynamodb:PutItem', it.arn('dynamodb', `table/table-${it.n % 3}`)]],
      resources: [it.arn('dynamodb', `table/table-${it.n % 3}`)],
    }),
  },
  {
    name: 'Query',
    source: 'dynamodb',
    data: 'AWS::DynamoDB::Table',
    make: (it) => ({
      parameters: {
        tableName: 'orders',
        indexName: 'byDate',
        keyConditionExpression: '#d = :d',
        expressionAttributeNames: { '#d': 'date' },
      },
      checks: [['dynamodb:Query', it.arn('dynamodb', 'table/orders/index/byDate')]],
      resources: [it.arn('dynamodb', 'table/orders')],
    }),
  },
  {
    name: 'GetObject',
    source: 's3',
    data: 'AWS::S3::Object',
    make: (it) => {
      const key = `uploads/${uuid(it.next)}/photo.png`
      return s3(it, key, [['s3:GetObject', `arn:aws:s3:::media-${it.account}/uploads/*`]])
    },
  },
  {
    name: 'PutObject',
    source: 's3',
    data: 'AWS::S3::Object',
    make: (it) => s3(it, `config/${pick(it.next, ['app', 'db', 'mail'])}.json`, null, 's3:PutObject'),
  },
  {
    name: 'ListObjects',
    source: 's3',
    data: 'AWS::S3::Object',
    make: (it) => ({
      parameters: { 'list-type': '2', bucketName: `media-${it.account}`, Host: `media-${it.account}.s3.amazonaws.com`, prefix: 'uploads/' },
      checks: [['s3:ListBucket', `arn:aws:s3:::media-${it.account}`]],
      resources: [`arn:aws:s3:::media-${it.account}`],
    }),
  },
  {
    name: 'Invoke',
    source: 'lambda',
    data: 'AWS::Lambda::Function',
    make: (it) => ({
      parameters: { functionName: it.arn('lambda', 'function:Resize'), invocationType: 'Event' },
      checks: [['lambda:InvokeFunction', it.arn('lambda', 'function:Resize')]],
      resources: [it.arn('lambda', 'function:Resize')],
    }),
  },
  {
    name: 'ListFunctions20150331',
    source: 'lambda',
    make: () => ({ parameters: { maxItems: 50 }, checks: [['lambda:ListFunctions', '*']], resources: [] }),
  },
  {
    name: 'GetSecretValue',
    source: 'secretsmanager',
    make: (it) => ({
      parameters: { secretId: it.arn('secretsmanager', 'secret:db-AbCdEf') },
      checks: [['secretsmanager:GetSecretValue', it.arn('secretsmanager', 'secret:db-AbCdEf')]],
      resources: [],
    }),
  },
  {
    name: 'Decrypt',
    source: 'kms',
    via: 'dynamodb.amazonaws.com',
    make: (it) => ({
      parameters: {
        encryptionContext: { 'aws:dynamodb:tableName': 'orders', 'aws:dynamodb:subscriberId': it.account },
        encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      },
      checks: [['kms:Decrypt', it.arn('kms', 'key/0d9f1c5e-7a51-4b52-9a0c-2f4a9d1f7e10')]],
      resources: [it.arn('kms', 'key/0d9f1c5e-7a51-4b52-9a0c-2f4a9d1f7e10')],
    }),
  },
  {
    name: 'AssumeRole',
    source: 'sts',
    shared: true,
    make: (it) => {
      const role = `arn:aws:iam::${ACCOUNTS[(ACCOUNTS.indexOf(it.account) + 1) % ACCOUNTS.length]}:role/reader`
      return {
        parameters: { roleArn: role, roleSessionName: `session-${it.n}`, durationSeconds: 3600 },
        checks: [['sts:AssumeRole', role]],
        resources: [role],
      }
    },
  },
  {
    name: 'CreateLogStream',
    source: 'logs',
    make: (it) => ({
      parameters: { logGroupName: `/aws/lambda/${it.session}`, logStreamName: `2026/10/01/[$LATEST]${hex(it.next, 32)}` },
      checks: [['logs:CreateLogStream', it.arn('logs', `log-group:/aws/lambda/${it.session}:*`)]],
      resources: [],
    }),
  },
  {
    name: 'GetParameter',
    source: 'ssm',
    make: (it) => ({
      parameters: { name: '/app/prod/url', withDecryption: true },
      checks: [['ssm:GetParameter', it.arn('ssm', 'parameter/app/prod/url')]],
      resources: [it.arn('ssm', 'parameter/app/prod/url')],
    }),
  },
]
export const kindNames = KINDS.map(({ name }) => name)

function s3(it, key, checks, action) {
  const bucket = `media-${it.account}`
  return {
    parameters: { bucketName: bucket, Host: `${bucket}.s3.${it.region}.amazonaws.com`, key },
    checks: checks ?? [[action, `arn:aws:s3:::${bucket}/${key}`]],
    resources: [`arn:aws:s3:::${bucket}/${key}`, `arn:aws:s3:::${bucket}`],
  }
}

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

/** Roles: every fifth is shared by four functions, every ninth was deleted and made again, every seventh has a path. */
export function rolesOf(next, count) {
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
      sessions: i % 5 === 0 ? [0, 1, 2, 3].map((k) => `Function${i}${'ABCD'[k]}`) : [`Function${i}`],
    }
  })
}

/** One call: its record (or, of a call between accounts, two), and what it means. */
function call(next, n, role, kind, region) {
  const id = role.ids[role.ids.length > 1 && n % 2 === 1 ? 1 : 0]
  const session = role.sessions[n % role.sessions.length]
  const { account } = role
  const time = BEGIN + Math.floor(next() * 20 * 86_400)
  const it = { next, n, account, region, session, arn: (service, resource) => `arn:aws:${service}:${region}:${account}:${resource}` }
  const made = kind.make(it)
  const denied = next() < 0.06
  const [action, resource] = made.checks[0]
  const caller = `arn:aws:sts::${account}:assumed-role/${role.name}/${session}`
  const named =
    made.parameters.key === undefined || kind.source !== 's3'
      ? resource
      : `arn:aws:s3:::${made.parameters.bucketName}/${made.parameters.key}`
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
            sessionIssuer: { type: 'Role', principalId: id, arn: role.arn, accountId: account, userName: role.name },
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
  const eventID = uuid(next)
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
 * @param wholeOnly only files as CloudTrail writes them: one object with `Records`, and nothing broken
 * @returns files by path (relative, with `/`), and what an audit must find
 */
export function makeTrail({ seed, events, roles: roleCount = 60, layout = 'organization', perFile = 40, wholeOnly = false }) {
  const next = random(seed)
  const roles = rolesOf(next, roleCount)
  const truth = {
    events: 0,
    duplicates: 0,
    copies: 0,
    skipped: 0,
    quarantined: [],
    files: 0,
    from: Number.POSITIVE_INFINITY,
    to: 0,
    roles: new Map(),
  }
  const places = new Map()
  const put = (account, region, record) => {
    const key = `${account}/CloudTrail/${region}/${record.eventTime.slice(0, 10).replaceAll('-', '/')}`
    if (!places.has(key)) places.set(key, [])
    places.get(key).push(record)
    truth.events++
  }
  for (let n = 0; n < events; n++) {
    const region = pick(next, REGIONS)
    const made = next() < 0.08 ? noise(next, n, region) : call(next, n, pick(next, roles), pick(next, KINDS), region)
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

function learn(truth, { role, id, session, via, time, eventID, checks, denied, by, explicit }) {
  const key = role.ids.length > 1 ? `${role.arn}#${id}` : role.arn
  if (!truth.roles.has(key)) truth.roles.set(key, { id, sessions: new Set(), used: new Map(), denials: new Map() })
  const own = truth.roles.get(key)
  own.sessions.add(session)
  for (const [action, resource] of checks) {
    if (!own.used.has(action)) {
      own.used.set(action, {
        resources: new Set(),
        count: 0,
        denied: 0,
        sessions: new Map(),
        via: new Set(),
        first: Number.POSITIVE_INFINITY,
        last: 0,
        sample: '',
      })
    }
    const used = own.used.get(action)
    used.resources.add(resource)
    used.count++
    if (denied) used.denied++
    used.sessions.set(session, (used.sessions.get(session) ?? 0) + 1)
    if (via !== null) used.via.add(via)
    used.last = Math.max(used.last, time)
    if (time < used.first || (time === used.first && eventID < used.sample)) {
      used.first = time
      used.sample = eventID
    }
    if (!denied) continue
    const denial = JSON.stringify([action, resource, by, explicit])
    own.denials.set(denial, (own.denials.get(denial) ?? 0) + 1)
  }
}

const sorted = (map) => [...map].sort(([a], [b]) => (a < b ? -1 : 1))

/** The truth in the shape of the answer. */
function finished({ roles, from, to, quarantined, ...counts }) {
  return {
    read: { ...counts, quarantined: quarantined.sort((a, b) => (a.file < b.file ? -1 : 1)), from: iso(from), to: iso(to) },
    roles: Object.fromEntries(
      sorted(roles).map(([key, { id, sessions, used, denials }]) => [
        key,
        {
          id,
          sessions: [...sessions].sort(),
          used: sorted(used).map(([action, it]) => ({
            action,
            resources: [...it.resources].sort(),
            count: it.count,
            denied: it.denied,
            sessions: Object.fromEntries(sorted(it.sessions)),
            ...(it.via.size === 0 ? {} : { via: [...it.via].sort() }),
            first: iso(it.first),
            last: iso(it.last),
            sampleEventId: it.sample,
          })),
          denials: sorted(denials).map(([key, count]) => {
            const [action, resource, by, explicit] = JSON.parse(key)
            return { action, resource, by, explicit, count }
          }),
        },
      ]),
    ),
  }
}

/** The shapes that files of records come in, in turn. */
const SHAPES = [
  ['.json.gz', (records) => gzipSync(JSON.stringify({ Records: records }))],
  ['.json.gz', (records) => gzipSync(JSON.stringify({ Records: records }))],
  ['.json', (records) => Buffer.from(JSON.stringify({ Records: records }, null, 2))],
  ['.json', (records) => Buffer.from(JSON.stringify(records))],
  ['.ndjson', (records) => Buffer.from(records.map((one) => JSON.stringify(one)).join('\n'))],
  ['.ndjson.gz', (records) => gzipSync(records.map((one) => `${JSON.stringify(one)}\n`).join(''))],
  [
    '.json',
    (records) =>
      Buffer.from(
        records
          .map((one) =>
            JSON.stringify({
              version: '0',
              id: one.requestID,
              'detail-type': 'AWS API Call via CloudTrail',
              source: 'aws.s3',
              account: one.recipientAccountId,
              time: one.eventTime,
              region: one.awsRegion,
              resources: [],
              detail: one,
            }),
          )
          .join('\n'),
      ),
  ],
  [
    '.json',
    (records) =>
      Buffer.from(
        JSON.stringify({
          Events: records.map((one) => ({ EventId: one.eventID, EventName: one.eventName, CloudTrailEvent: JSON.stringify(one) })),
        }),
      ),
  ],
  [
    '.json.gz',
    (records) =>
      Buffer.concat([
        gzipSync(`{"Records":[${JSON.stringify(records[0])}`),
        gzipSync(
          `${records
            .slice(1)
            .map((one) => `,${JSON.stringify(one)}`)
            .join('')}]}`,
        ),
      ]),
  ],
]

/** Files that hold nothing to count, and what an audit says of them. */
const OTHERS = [
  ['truncated.json.gz', (records) => gzipSync(JSON.stringify({ Records: records })).subarray(0, 900), 'audit/truncated'],
  ['garbage.json.gz', () => Buffer.from('this is no gzip at all'), 'audit/bad-gzip'],
  ['damaged.json.gz', (records) => damaged(gzipSync(JSON.stringify({ Records: records }))), 'audit/bad-gzip'],
  ['cut.json', (records) => Buffer.from(JSON.stringify({ Records: records }).slice(0, -40)), 'audit/truncated'],
  ['broken.json', (records) => Buffer.from(JSON.stringify({ Records: records }).replace('},{', '}; {')), 'audit/bad-json'],
  ['words.json', () => Buffer.from('nothing but words'), 'audit/bad-json'],
  ['empty.json.gz', () => Buffer.alloc(0), 'audit/truncated'],
  ['other.json', () => Buffer.from(JSON.stringify({ name: 'rolewright', version: '1' })), 'foreign'],
  ['notes.md', () => Buffer.from('# Notes'), 'skipped'],
  ['none.json.gz', () => gzipSync('{"Records":[]}'), null],
]

function damaged(bytes) {
  const out = Buffer.from(bytes)
  for (let i = 200; i < 260; i++) out[i] ^= 0x5a
  return out
}

function filesOf(next, { places, layout, perFile, truth, wholeOnly }) {
  const root = layout === 'organization' ? 'AWSLogs/o-a1b2c3d4e5' : 'AWSLogs'
  const files = []
  let shape = 0
  for (const [place, records] of places) {
    const [account, , region, ...day] = place.split('/')
    for (let at = 0; at < records.length; at += perFile) {
      const [ending, bytesOf] = SHAPES[wholeOnly ? 0 : shape++ % SHAPES.length]
      const name = `${account}_CloudTrail_${region}_${day.join('')}T${String(10 + (at % 10))}00Z_${upper(next, 16)}${ending}`
      files.push({ path: `${root}/${place}/${name}`, bytes: bytesOf(records.slice(at, at + perFile)) })
      truth.files++
    }
  }
  if (wholeOnly) return files
  const [[place, records]] = places
  for (const [name, bytesOf, what] of OTHERS) {
    const path = `${root}/${place}/${name}`
    files.push({ path, bytes: bytesOf(records) })
    if (what === 'skipped' || what === 'foreign') truth.skipped++
    if (what?.startsWith('audit/')) truth.quarantined.push({ file: path, code: what })
    if (what !== 'skipped') truth.files++
  }
  const digest = `${root}/${place.replace('/CloudTrail/', '/CloudTrail-Digest/')}/digest.json.gz`
  files.push({ path: digest, bytes: gzipSync(JSON.stringify({ awsAccountId: place.slice(0, 12), logFiles: [] })) })
  truth.skipped++
  return files
}
