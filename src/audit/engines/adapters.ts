/**
 * What each engine makes of a trail's files: a table over them, and the view with flat columns that the question asks.
 * Source: Athena User Guide, "Create a table for CloudTrail logs in Athena using partition projection"; Trino documentation,
 * "Hive connector".
 */

export type EngineName = 'athena' | 'trino'

export interface TableOptions {
  /** Where the folders of accounts lie: `s3://BUCKET/AWSLogs` or `s3://BUCKET/AWSLogs/O-ID`. */
  readonly location: string
  readonly accounts: readonly string[]
  readonly regions: readonly string[]
  /** The first day of the trail, `2026-01-01`. */
  readonly from: string
  /** The last day that is projected; Athena counts on to today by itself. */
  readonly until: string
  /** `CATALOG.SCHEMA.` or empty. */
  readonly schema: string
  readonly table: string
}

export const viewName = ({ schema, table }: Pick<TableOptions, 'schema' | 'table'>): string => `${schema}${table}_events`

/** Statements in the order in which they are run. */
export const tableStatements = (engine: EngineName, options: TableOptions): readonly string[] =>
  engine === 'athena' ? [athenaTable(options), athenaView(options)] : [trinoTable(options), trinoView(options)]

const slashes = (day: string): string => day.replaceAll('-', '/')

function athenaTable({ location, accounts, regions, from, schema, table }: TableOptions): string {
  return `CREATE EXTERNAL TABLE ${schema}${table} (
  eventversion STRING,
  useridentity STRUCT<type: STRING, principalid: STRING, arn: STRING, accountid: STRING, invokedby: STRING, accesskeyid: STRING, username: STRING,
    inscopeof: STRUCT<sourcearn: STRING, sourceaccount: STRING, issuertype: STRING, credentialsissuedto: STRING>,
    sessioncontext: STRUCT<attributes: STRUCT<mfaauthenticated: STRING, creationdate: STRING>,
      sessionissuer: STRUCT<type: STRING, principalid: STRING, arn: STRING, accountid: STRING, username: STRING>>>,
  eventtime STRING,
  eventsource STRING,
  eventname STRING,
  awsregion STRING,
  sourceipaddress STRING,
  useragent STRING,
  errorcode STRING,
  errormessage STRING,
  requestparameters STRING,
  responseelements STRING,
  additionaleventdata STRING,
  requestid STRING,
  eventid STRING,
  readonly STRING,
  resources ARRAY<STRUCT<arn: STRING, accountid: STRING, type: STRING>>,
  eventtype STRING,
  apiversion STRING,
  recipientaccountid STRING,
  serviceeventdetails STRING,
  sharedeventid STRING,
  vpcendpointid STRING
)
PARTITIONED BY (account STRING, region STRING, day STRING)
ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'
STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION '${location}'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.account.type' = 'enum',
  'projection.account.values' = '${accounts.join(',')}',
  'projection.region.type' = 'enum',
  'projection.region.values' = '${regions.join(',')}',
  'projection.day.type' = 'date',
  'projection.day.format' = 'yyyy/MM/dd',
  'projection.day.interval' = '1',
  'projection.day.interval.unit' = 'DAYS',
  'projection.day.range' = '${slashes(from)},NOW',
  'storage.location.template' = '${location}/\${account}/CloudTrail/\${region}/\${day}'
)`
}

function athenaView(options: TableOptions): string {
  return `CREATE OR REPLACE VIEW ${viewName(options)} AS
SELECT eventid, eventtime, eventsource, eventname, awsregion, eventtype, errorcode, errormessage,
  useridentity.type AS idtype, useridentity.arn AS idarn, useridentity.accountid AS idaccount, useridentity.principalid AS principalid,
  useridentity.invokedby AS invokedby, useridentity.inscopeof.credentialsissuedto AS issuedto,
  useridentity.sessioncontext.sessionissuer.type AS issuertype,
  useridentity.sessioncontext.sessionissuer.arn AS issuerarn, useridentity.sessioncontext.sessionissuer.principalid AS issuerid,
  recipientaccountid AS recipient, sharedeventid, requestparameters AS rp,
  json_format(CAST(transform(resources, one -> one.arn) AS JSON)) AS resources,
  account, region, replace(day, '/', '-') AS day, "$path" AS file
FROM ${options.schema}${options.table}
WHERE eventname IS NOT NULL`
}

/** Lines of text: a file of CloudTrail is one line. */
function trinoTable({ location, accounts, regions, from, until, schema, table }: TableOptions): string {
  const values = (texts: readonly string[]): string => `ARRAY[${texts.map((text) => `'${text}'`).join(', ')}]`
  return `CREATE TABLE ${schema}${table} (
  line varchar,
  account varchar WITH (partition_projection_type = 'ENUM', partition_projection_values = ${values(accounts)}),
  region varchar WITH (partition_projection_type = 'ENUM', partition_projection_values = ${values(regions)}),
  day varchar WITH (
    partition_projection_type = 'DATE',
    partition_projection_format = 'yyyy/MM/dd',
    partition_projection_range = ARRAY['${slashes(from)}', '${slashes(until)}'],
    partition_projection_interval = 1,
    partition_projection_interval_unit = 'DAYS')
) WITH (
  format = 'TEXTFILE',
  external_location = '${location}',
  partitioned_by = ARRAY['account', 'region', 'day'],
  partition_projection_enabled = true,
  partition_projection_location_template = '${location}/\${account}/CloudTrail/\${region}/\${day}'
)`
}

function trinoView(options: TableOptions): string {
  const text = (path: string, name: string): string => `json_extract_scalar(r, '$.${path}') AS ${name}`
  return `CREATE OR REPLACE VIEW ${viewName(options)} AS
SELECT ${text('eventID', 'eventid')}, ${text('eventTime', 'eventtime')}, ${text('eventSource', 'eventsource')}, ${text('eventName', 'eventname')},
  ${text('awsRegion', 'awsregion')}, ${text('eventType', 'eventtype')}, ${text('errorCode', 'errorcode')}, ${text('errorMessage', 'errormessage')},
  ${text('userIdentity.type', 'idtype')}, ${text('userIdentity.arn', 'idarn')}, ${text('userIdentity.accountId', 'idaccount')},
  ${text('userIdentity.principalId', 'principalid')}, ${text('userIdentity.invokedBy', 'invokedby')}, ${text('userIdentity.inScopeOf.credentialsIssuedTo', 'issuedto')},
  ${text('userIdentity.sessionContext.sessionIssuer.type', 'issuertype')}, ${text('userIdentity.sessionContext.sessionIssuer.arn', 'issuerarn')},
  ${text('userIdentity.sessionContext.sessionIssuer.principalId', 'issuerid')},
  ${text('recipientAccountId', 'recipient')}, ${text('sharedEventID', 'sharedeventid')},
  nullif(json_format(json_extract(r, '$.requestParameters')), 'null') AS rp,
  json_format(CAST(transform(CAST(json_extract(r, '$.resources') AS array(json)), one -> json_extract(one, '$.ARN')) AS json)) AS resources,
  account, region, replace(day, '/', '-') AS day, file
FROM (SELECT line, account, region, day, "$path" AS file FROM ${options.schema}${options.table}) lines
CROSS JOIN UNNEST(coalesce(CAST(json_extract(line, '$.Records') AS array(json)), ARRAY[json_parse(line)])) AS records (r)
WHERE json_extract_scalar(r, '$.eventName') IS NOT NULL`
}
