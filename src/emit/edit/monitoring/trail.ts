/**
 * A trail of the app's own, the bucket that keeps its files, and the log group that the alarm reads. Nobody but CloudTrail
 * may write there, and only for this trail.
 *
 * Sources: CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail", "Role policy document for CloudTrail to use
 * CloudWatch Logs for monitoring" (its trust policy takes no `aws:SourceArn` and no `aws:SourceAccount`).
 */
import type { Json } from '../../yaml.js'
import type { JsonMap } from '../template.js'

export const TRAIL = 'AccessTrail'
export const BUCKET = 'AccessTrailBucket'
export const BUCKET_POLICY = 'AccessTrailBucketPolicy'
export const LOG_GROUP = 'AccessTrailLogGroup'
export const LOG_ROLE = 'AccessTrailLogRole'

/** Files are kept a little longer than a year, log events as long as somebody who is called looks back. */
const FILES_DAYS = 400
const LOG_DAYS = 30

/** A name of its own, since the bucket's policy speaks of the trail before it is there. */
const TRAIL_NAME: Json = { 'Fn::Sub': '${AWS::StackName}-access' }
const TRAIL_ARN: Json = { 'Fn::Sub': 'arn:${AWS::Partition}:cloudtrail:${AWS::Region}:${AWS::AccountId}:trail/${AWS::StackName}-access' }

const arn = (id: string): Json => ({ 'Fn::GetAtt': [id, 'Arn'] })
const cloudTrail: Json = { Service: 'cloudtrail.amazonaws.com' }

export const trailBucket = (): Json => ({
  Type: 'AWS::S3::Bucket',
  DeletionPolicy: 'Retain',
  UpdateReplacePolicy: 'Retain',
  Properties: {
    BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    LifecycleConfiguration: {
      Rules: [
        { Id: 'expire', Status: 'Enabled', ExpirationInDays: FILES_DAYS, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
      ],
    },
  },
})

export const trailBucketPolicy = (): Json => ({
  Type: 'AWS::S3::BucketPolicy',
  Properties: {
    Bucket: { Ref: BUCKET },
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'CheckBucket',
          Effect: 'Allow',
          Principal: cloudTrail,
          Action: 's3:GetBucketAcl',
          Resource: arn(BUCKET),
          Condition: { StringEquals: { 'aws:SourceArn': TRAIL_ARN } },
        },
        {
          Sid: 'WriteLogFiles',
          Effect: 'Allow',
          Principal: cloudTrail,
          Action: 's3:PutObject',
          Resource: { 'Fn::Sub': `\${${BUCKET}.Arn}/AWSLogs/\${AWS::AccountId}/*` },
          Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceArn': TRAIL_ARN } },
        },
        {
          Sid: 'OnlyEncryptedTransport',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [arn(BUCKET), { 'Fn::Sub': `\${${BUCKET}.Arn}/*` }],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    },
  },
})

export const trailLogGroup = (): Json => ({
  Type: 'AWS::Logs::LogGroup',
  DeletionPolicy: 'Delete',
  UpdateReplacePolicy: 'Delete',
  Properties: { RetentionInDays: LOG_DAYS },
})

/** How roles are made here, from the configuration. */
export interface RoleFrame {
  readonly path: string | null
  readonly boundary: Json | null
  readonly tags: readonly { readonly key: string; readonly value: string }[]
}

export const trailLogRole = ({ path, boundary, tags }: RoleFrame): Json => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: cloudTrail, Action: 'sts:AssumeRole' }],
    },
    ...(path === null ? {} : { Path: path }),
    ...(boundary === null ? {} : { PermissionsBoundary: boundary }),
    ...(tags.length === 0 ? {} : { Tags: tags.map(({ key, value }): Json => ({ Key: key, Value: value })) }),
    Policies: [
      {
        PolicyName: 'AccessTrailLogPolicy',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'DeliverToLogGroup',
              Effect: 'Allow',
              Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              Resource: {
                'Fn::Sub': `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${${LOG_GROUP}}:log-stream:\${AWS::AccountId}_CloudTrail_\${AWS::Region}*`,
              },
            },
          ],
        },
      },
    ],
  },
})

export const newTrail = (): JsonMap => ({
  Type: 'AWS::CloudTrail::Trail',
  DependsOn: BUCKET_POLICY,
  Properties: {
    TrailName: TRAIL_NAME,
    S3BucketName: { Ref: BUCKET },
    IsLogging: true,
    EnableLogFileValidation: true,
    IncludeGlobalServiceEvents: true,
    IsMultiRegionTrail: false,
  },
})
