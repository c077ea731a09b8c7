/** The five broad policy documents as guides write them, for comparison and for those who start from them. */
export interface VerbatimValues {
  readonly account: string
  readonly region: string
  readonly table: string
  readonly bucket: string
}

export const VERBATIM_PLACEHOLDERS: VerbatimValues = {
  account: 'YOUR_AWS_ACCOUNT_ID',
  region: 'us-west-2',
  table: 'YOUR_DYNAMODB_TABLE',
  bucket: 'YOUR_BUCKET_NAME',
}

export interface VerbatimPolicy {
  readonly role: string
  readonly policy: string
  readonly document: { readonly Version: '2012-10-17'; readonly Statement: readonly VerbatimStatement[] }
}

interface VerbatimStatement {
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: string | readonly string[]
}

const allow = (Action: readonly string[], Resource: string | readonly string[]): VerbatimStatement => ({
  Effect: 'Allow',
  Action,
  Resource,
})

/** @returns the five in the order in which guides give them */
export function verbatimPolicies(values: Partial<VerbatimValues> = {}): readonly VerbatimPolicy[] {
  const { account, region, table, bucket } = { ...VERBATIM_PLACEHOLDERS, ...values }
  const tableArn = `arn:aws:dynamodb:${region}:${account}:table/${table}`
  const bucketArns = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`]
  const item = (...names: readonly string[]): readonly string[] => names.map((name) => `dynamodb:${name}`)
  const objects = allow(['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:ListBucket'], bucketArns)
  const logs = allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], `arn:aws:logs:${region}:${account}:*`)
  const policy = (name: string, ...Statement: readonly VerbatimStatement[]): VerbatimPolicy => ({
    role: `${name}Role`,
    policy: `${name}Policy`,
    document: { Version: '2012-10-17', Statement },
  })
  return [
    policy('LambdaExecution', allow(item('PutItem', 'GetItem', 'UpdateItem', 'DeleteItem', 'Scan', 'Query'), tableArn), objects, logs),
    policy('ApiGatewayExecution', allow(['lambda:InvokeFunction'], `arn:aws:lambda:${region}:${account}:function:*`)),
    policy('DynamoDBAccess', allow(item('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan'), tableArn)),
    policy('S3Access', objects),
    policy('CloudWatchLogging', logs),
  ]
}
