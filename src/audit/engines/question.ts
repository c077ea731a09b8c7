/**
 * The audit's question as one SQL text. It is written in what Trino, Athena and DuckDB have in common, over a view with flat
 * columns that each engine makes of its own table (`adapters.ts`), and it does the counting where the data is: what comes back
 * is a row for each way of calling something.
 */
import type { Selection } from '../layout.js'
import { DAYS_LATE, dayAfter } from '../layout.js'
import { NAMES_DEEP, NAMES_LISTED } from '../patterns.js'

/** Columns of the rows, in order. */
export const ROW_COLUMNS = [
  'idtype',
  'idarn',
  'idaccount',
  'principalid',
  'invokedby',
  'issuedto',
  'issuertype',
  'issuerarn',
  'issuerid',
  'eventsource',
  'eventname',
  'awsregion',
  'eventtype',
  'errorcode',
  'errormessage',
  'rp',
  'resources',
] as const

/**
 * Members that count, for calls that have others which differ each time. All other calls keep theirs.
 * INVARIANT: what is left out here, no row of the catalog asks for.
 */
const REDUCED: readonly { readonly source: string; readonly names: readonly string[]; readonly members: readonly string[] }[] = [
  {
    source: 'dynamodb',
    names: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan'],
    members: ['tableName', 'indexName'],
  },
  {
    source: 's3',
    names: [
      'GetObject',
      'HeadObject',
      'PutObject',
      'DeleteObject',
      'CopyObject',
      'UploadPart',
      'UploadPartCopy',
      'CreateMultipartUpload',
      'CompleteMultipartUpload',
      'AbortMultipartUpload',
      'ListParts',
      'GetObjectTagging',
      'PutObjectTagging',
      'GetObjectAcl',
      'PutObjectAcl',
      'ListObjects',
      'ListObjectsV2',
      'ListObjectVersions',
      'HeadBucket',
      'DeleteObjects',
    ],
    members: [
      'bucketName',
      'Host',
      'versionId',
      'x-amz-acl',
      'x-amz-grant-full-control',
      'x-amz-grant-read',
      'x-amz-grant-read-acp',
      'x-amz-grant-write',
      'x-amz-grant-write-acp',
      'x-amz-tagging',
      'x-amz-tagging-directive',
      'x-amz-copy-source',
      'x-amz-object-lock-mode',
      'x-amz-object-lock-retain-until-date',
      'x-amz-object-lock-legal-hold',
      'x-amz-bypass-governance-retention',
      'if-match',
    ],
  },
  {
    source: 'sqs',
    names: [
      'SendMessage',
      'SendMessageBatch',
      'ReceiveMessage',
      'DeleteMessage',
      'DeleteMessageBatch',
      'ChangeMessageVisibility',
      'ChangeMessageVisibilityBatch',
    ],
    members: ['queueUrl'],
  },
  { source: 'sns', names: ['Publish', 'PublishBatch'], members: ['topicArn', 'targetArn', 'phoneNumber'] },
  { source: 'kms', names: ['Decrypt', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext'], members: ['keyId'] },
  { source: 'logs', names: ['CreateLogStream', 'DescribeLogStreams'], members: ['logGroupName'] },
  { source: 'lambda', names: ['Invoke', 'InvokeWithResponseStream'], members: ['functionName', 'qualifier'] },
  { source: 'sts', names: ['AssumeRole'], members: ['roleArn', 'tags', 'sourceIdentity'] },
  { source: 'secretsmanager', names: ['GetSecretValue', 'DescribeSecret'], members: ['secretId'] },
  { source: 'states', names: ['StartExecution', 'StartSyncExecution'], members: ['stateMachineArn'] },
  { source: 'kinesis', names: ['PutRecord', 'PutRecords'], members: ['streamName', 'streamARN'] },
]

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
const list = (texts: readonly string[]): string => texts.map(quoted).join(', ')

const memberText = (name: string): string => `'"${name}":', coalesce(json_format(json_extract(rp, '$["${name}"]')), 'null')`

function reducedParameters(): string {
  const cases = REDUCED.map(({ source, names, members }) => {
    const key = source === 's3' ? `, ',"key":', coalesce(json_format(cast(objectkey as json)), 'null')` : ''
    const written = members.map(memberText).join(`, ',', `)
    return `when eventsource = '${source}.amazonaws.com' and eventname in (${list(names)}) then concat('{', ${written}${key}, '}')`
  })
  return `case when rp is null then null\n    ${cases.join('\n    ')}\n    else rp end`
}

/** A path below so many names is any path. */
function shortKey(): string {
  const names = Array.from({ length: NAMES_DEEP }, (_, i) => `split_part(fullkey, '/', ${i + 1}), '/'`).join(', ')
  return `case when split_part(fullkey, '/', ${NAMES_DEEP + 1}) <> '' then concat(${names}, '*') else fullkey end`
}

const FOLDER = "substr(shortkey, 1, length(shortkey) - strpos(reverse(shortkey), '/') + 1)"

function where({ accounts, regions, since, until }: Selection, others: readonly string[] = []): string {
  const tests = [
    ...others,
    ...(accounts.length > 0 ? [`account in (${list(accounts)})`] : []),
    ...(regions.length > 0 ? [`region in (${list(regions)})`] : []),
    // The day of a file is that of its delivery, which may be later than the event's.
    ...(since === null ? [] : [`day >= ${quoted(since)}`]),
    ...(until === null ? [] : [`day <= ${quoted(dayAfter(until, DAYS_LATE))}`]),
  ]
  return tests.length === 0 ? '' : `\n  where ${tests.join(' and ')}`
}

function within({ since, until }: Selection): string {
  const tests = [
    ...(since === null ? [] : [`eventtime >= ${quoted(`${since}T00:00:00Z`)}`]),
    ...(until === null ? [] : [`eventtime <= ${quoted(`${until}T23:59:59Z`)}`]),
  ]
  return tests.length === 0 ? '' : ` and ${tests.join(' and ')}`
}

const COLUMNS = [
  'eventtime',
  'eventsource',
  'eventname',
  'awsregion',
  'eventtype',
  'errorcode',
  'errormessage',
  'idtype',
  'idarn',
  'idaccount',
  'principalid',
  'invokedby',
  'issuedto',
  'issuertype',
  'issuerarn',
  'issuerid',
  'recipient',
  'sharedeventid',
  'rp',
  'resources',
]

/** The caller may have been refused. */
const REFUSED = `(coalesce(lower(errorcode) like '%accessdenied%' or lower(errorcode) like '%unauthorized%' or lower(errorcode) like '%notauthorized%'
      or lower(errorcode) like '%authorizationerror%' or lower(errorcode) like '%forbidden%'
      or lower(errorcode) like '%insufficientpermissions%', false) or coalesce(strpos(errormessage, 'not authorized to perform') > 0, false))`

/** An event that another one tells more of: a call that passed a VPC endpoint. */
const IS_NETWORK = "coalesce(eventtype like 'AwsVpceEvent%', false)"
const IS_PASSAGE = `(${IS_NETWORK} and not ${REFUSED})`

/** One row an event ID, however often it was delivered; of the views of a shared call the caller's own, else the first. */
function once(view: string, selection: Selection): string {
  return `chosen as (
  select coalesce(eventid, concat('?', coalesce(eventtime, ''), coalesce(eventname, ''), coalesce(rp, ''))) as eventid, ${COLUMNS.join(', ')}
  from ${view}${where(selection)}
), once as (
  select eventid, ${COLUMNS.map((name) => `arbitrary(${name}) as ${name}`).join(', ')}, count(*) as seen
  from chosen
  group by eventid
), viewed as (
  select *, row_number() over (
    partition by coalesce(sharedeventid, concat('#', eventid))
    order by case when ${IS_PASSAGE} then 2
      when recipient = coalesce(nullif(split_part(coalesce(issuerarn, idarn), ':', 5), ''), idaccount) then 0 else 1 end, eventid
  ) as viewnumber, ${IS_PASSAGE} as passage
  from once
)`
}

/** The facts: `ROW_COLUMNS`, then the calls, the first and last time, and the first event's ID. */
export function factsQuery(view: string, selection: Selection): string {
  return `with ${once(view, selection)}, calls as (
  select *, json_extract_scalar(rp, '$.key') as fullkey,
    ${REFUSED} as refused
  from viewed
  where viewnumber = 1 and not passage and idtype in ('AssumedRole', 'Role')${within(selection)}
), shortened as (
  select *, ${shortKey()} as shortkey from calls
), ranked as (
  select *, dense_rank() over (
    partition by issuerarn, issuerid, eventsource, eventname, json_extract_scalar(rp, '$.bucketName'), ${FOLDER}
    order by shortkey
  ) as keynumber
  from shortened
), generalised as (
  select *, case when max(keynumber) over (
    partition by issuerarn, issuerid, eventsource, eventname, json_extract_scalar(rp, '$.bucketName'), ${FOLDER}
  ) > ${NAMES_LISTED} and not refused then concat(${FOLDER}, '*') else shortkey end as objectkey
  from ranked
), shaped as (
  select idtype, case when issuerarn is null then idarn end as idarn, idaccount, principalid, invokedby, issuedto, issuertype, issuerarn, issuerid,
    eventsource, eventname, awsregion, eventtype,
    case when refused then errorcode end as errorcode, case when refused then errormessage end as errormessage,
    ${reducedParameters()} as rp,
    case when eventsource <> 's3.amazonaws.com' then resources end as resources,
    eventid, eventtime
  from generalised
)
select ${ROW_COLUMNS.join(', ')},
  count(*) as calls, min(eventtime) as began, max(eventtime) as ended, min_by(eventid, concat(eventtime, eventid)) as sample
from shaped
group by ${ROW_COLUMNS.map((_, i) => i + 1).join(', ')}`
}

/** One row: records, event IDs, calls, files, and the time of the first and last event. */
export const summaryQuery = (view: string, selection: Selection): string => `with ${once(view, selection)}
select (select count(*) from chosen), count(*), count(case when viewnumber = 1 and not passage then 1 end),
  (select count(distinct file) from ${view}${where(selection)}), min(eventtime), max(eventtime)
from viewed
where true${within(selection)}`

/** Sources and names of all calls, whoever made them. */
export const namesQuery = (view: string, selection: Selection): string =>
  `select distinct eventsource, eventname from ${view}${where(selection, [`not ${IS_NETWORK}`])}`
