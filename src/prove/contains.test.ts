/** Pairs of policies whose relation is known by hand: a row is a pair, and what is to be said of the first in the second. */
import { expect, test } from 'vitest'
import { resolveRequest } from '../decide/index.js'
import { jsonNodeOf } from '../policy/index.js'
import { contains } from './contains.js'
import { parseSubjects } from './parse-subjects.js'
import { allowedBy } from './replay.js'
import type { ProofOptions, Verdict } from './types.js'

interface Row {
  readonly name: string
  readonly narrow: unknown
  readonly wide: unknown
  readonly want: Verdict['verdict']
  readonly options: ProofOptions
}

type Blocks = Readonly<Record<string, Readonly<Record<string, unknown>>>>
type Texts = string | readonly string[]

const document = (...Statement: readonly unknown[]): unknown => ({ Version: '2012-10-17', Statement })
const statement =
  (Effect: 'Allow' | 'Deny') =>
  (Action: Texts, Resource: Texts = '*', Condition?: Blocks) => ({
    Effect,
    Action,
    Resource,
    ...(Condition === undefined ? {} : { Condition }),
  })
const allow = statement('Allow')
const deny = statement('Deny')
const grant = (Principal: unknown, Action: Texts, Resource: Texts = 'arn:aws:s3:::b/*', Condition?: Blocks) => ({
  ...allow(Action, Resource, Condition),
  Principal,
})
const trust = (Principal: unknown, Action: Texts = 'sts:AssumeRole', Condition?: Blocks) => ({
  Effect: 'Allow',
  Principal,
  Action,
  ...(Condition === undefined ? {} : { Condition }),
})

const rows: Row[] = []
const row = (name: string, narrow: unknown, wide: unknown, want: Row['want'], options: ProofOptions = {}): number =>
  rows.push({ name, narrow, wide, want, options })

// variables
row(
  'home/user in home/*',
  document(allow('s3:GetObject', 'arn:aws:s3:::b/home/${aws:username}')),
  document(allow('s3:GetObject', 'arn:aws:s3:::b/home/*')),
  'proved',
)
row(
  'home/user in home/* minus admin',
  document(allow('s3:GetObject', 'arn:aws:s3:::b/home/${aws:username}')),
  document(allow('s3:GetObject', 'arn:aws:s3:::b/home/*'), deny('s3:GetObject', 'arn:aws:s3:::b/home/admin')),
  'refuted',
)
row(
  'same var',
  document(allow('s3:GetObject', 'arn:aws:s3:::b/home/${aws:username}/*')),
  document(allow('s3:GetObject', 'arn:aws:s3:::b/home/${aws:username}/*')),
  'proved',
)
row(
  'same var case',
  document(allow('s3:GetObject', 'arn:aws:s3:::b/home/${aws:username}/*')),
  document(allow('s3:GetObject', 'arn:aws:s3:::b/home/${AWS:UserName}/*')),
  'proved',
)
row(
  'other var',
  document(allow('s3:GetObject', 'arn:aws:s3:::b/home/${aws:username}/*')),
  document(allow('s3:GetObject', 'arn:aws:s3:::b/home/${aws:userid}/*')),
  'refuted',
)
row(
  'admin in var',
  document(allow('s3:GetObject', 'arn:aws:s3:::b/home/admin/*')),
  document(allow('s3:GetObject', 'arn:aws:s3:::b/home/${aws:username}/*')),
  'refuted',
)
row(
  '2008 literal',
  { Statement: [allow('s3:GetObject', 'arn:aws:s3:::b/home/${aws:username}/*')] },
  document(allow('s3:GetObject', 'arn:aws:s3:::b/home/${aws:username}/*')),
  'refuted',
)
row(
  '2008 literal in home/*',
  { Statement: [allow('s3:GetObject', 'arn:aws:s3:::b/home/${aws:username}/*')] },
  document(allow('s3:GetObject', 'arn:aws:s3:::b/home/*')),
  'proved',
)
row(
  'var in 2008 literal',
  document(allow('s3:GetObject', 'arn:aws:s3:::b/home/${aws:username}/*')),
  { Statement: [allow('s3:GetObject', 'arn:aws:s3:::b/home/${aws:username}/*')] },
  'refuted',
)
row(
  'tag var',
  document(allow('s3:GetObject', 'arn:aws:s3:::b/${aws:PrincipalTag/team}/*')),
  document(allow('s3:GetObject', 'arn:aws:s3:::b/*')),
  'proved',
)
row(
  'tag var cond',
  document(allow('ec2:StartInstances', '*', { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } })),
  document(allow('ec2:StartInstances', '*', { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } })),
  'proved',
)
row(
  'tag var cond vs fixed',
  document(allow('ec2:StartInstances', '*', { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } })),
  document(allow('ec2:StartInstances', '*', { StringEquals: { 'aws:ResourceTag/team': 'red' } })),
  'refuted',
)
row(
  'fixed tags vs var',
  document(allow('ec2:StartInstances', '*', { StringEquals: { 'aws:ResourceTag/team': 'red', 'aws:PrincipalTag/team': 'red' } })),
  document(allow('ec2:StartInstances', '*', { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } })),
  'proved',
)
row(
  'fixed tags differ vs var',
  document(allow('ec2:StartInstances', '*', { StringEquals: { 'aws:ResourceTag/team': 'red', 'aws:PrincipalTag/team': 'blue' } })),
  document(allow('ec2:StartInstances', '*', { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } })),
  'refuted',
)
row(
  'default var',
  document(allow('s3:GetObject', "arn:aws:s3:::b/${aws:PrincipalTag/team, 'none'}/*")),
  document(allow('s3:GetObject', 'arn:aws:s3:::b/*')),
  'proved',
)
row(
  'default var none',
  document(allow('s3:GetObject', 'arn:aws:s3:::b/none/*', { Null: { 'aws:PrincipalTag/team': 'true' } })),
  document(allow('s3:GetObject', "arn:aws:s3:::b/${aws:PrincipalTag/team, 'none'}/*")),
  'unknown',
)
row('${*}', document(allow('s3:GetObject', 'arn:aws:s3:::b/a${*}b')), document(allow('s3:GetObject', 'arn:aws:s3:::b/a*b')), 'proved')
row('${*} rev', document(allow('s3:GetObject', 'arn:aws:s3:::b/a*b')), document(allow('s3:GetObject', 'arn:aws:s3:::b/a${*}b')), 'refuted')
row(
  'var not equal',
  document(allow('s3:*', '*', { StringNotEquals: { 'aws:PrincipalTag/a': '${aws:RequestTag/a}' } })),
  document(allow('s3:*', '*')),
  'proved',
)
row(
  'var deny on both',
  document(allow('s3:*'), deny('s3:*', '*', { StringNotEquals: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' } })),
  document(allow('s3:*'), deny('s3:*', '*', { StringNotEquals: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' } })),
  'proved',
)
row(
  'var deny dropped',
  document(allow('s3:*')),
  document(allow('s3:*'), deny('s3:*', '*', { StringNotEquals: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' } })),
  'refuted',
)
row(
  'var deny added',
  document(allow('s3:*'), deny('s3:*', '*', { StringNotEquals: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' } })),
  document(allow('s3:*')),
  'proved',
)
row(
  'two vars',
  document(allow('s3:GetObject', 'arn:aws:s3:::b/${aws:username}/${aws:userid}')),
  document(allow('s3:GetObject', 'arn:aws:s3:::b/${aws:username}/*')),
  'proved',
)
row(
  'two vars swapped',
  document(allow('s3:GetObject', 'arn:aws:s3:::b/${aws:username}/${aws:userid}')),
  document(allow('s3:GetObject', 'arn:aws:s3:::b/${aws:userid}/*')),
  'refuted',
)
row(
  'prefix cond var',
  document(allow('s3:ListBucket', 'arn:aws:s3:::b', { StringLike: { 's3:prefix': ['${aws:username}/*'] } })),
  document(allow('s3:ListBucket', 'arn:aws:s3:::b', { StringLike: { 's3:prefix': ['${aws:username}/*', '${aws:username}'] } })),
  'proved',
)
row(
  'prefix cond var wide',
  document(allow('s3:ListBucket', 'arn:aws:s3:::b', { StringLike: { 's3:prefix': ['${aws:username}/*', ''] } })),
  document(allow('s3:ListBucket', 'arn:aws:s3:::b', { StringLike: { 's3:prefix': ['${aws:username}/*', '${aws:username}'] } })),
  'refuted',
)

// NotAction etc
row('NotAction in *', document({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }), document(allow('*')), 'proved')
row('* in NotAction', document(allow('*')), document({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }), 'refuted')
row('*-iam in NotAction', document(allow('*'), deny('iam:*')), document({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }), 'proved')
row('NotAction in *-iam', document({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }), document(allow('*'), deny('iam:*')), 'proved')
row(
  'NotAction narrower',
  document({ Effect: 'Allow', NotAction: ['iam:*', 's3:*'], Resource: '*' }),
  document({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
  'proved',
)
row(
  'NotAction wider',
  document({ Effect: 'Allow', NotAction: ['iam:*'], Resource: '*' }),
  document({ Effect: 'Allow', NotAction: ['iam:*', 's3:PutObject'], Resource: '*' }),
  'refuted',
)
row(
  'NotAction case',
  document({ Effect: 'Allow', NotAction: ['IAM:*'], Resource: '*' }),
  document({ Effect: 'Allow', NotAction: ['iam:*'], Resource: '*' }),
  'proved',
)
row(
  'NotResource',
  document({ Effect: 'Allow', Action: 's3:GetObject', NotResource: ['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*'] }),
  document({ Effect: 'Allow', Action: 's3:GetObject', NotResource: ['arn:aws:s3:::a/*'] }),
  'proved',
)
row(
  'NotResource rev',
  document({ Effect: 'Allow', Action: 's3:GetObject', NotResource: ['arn:aws:s3:::a/*'] }),
  document({ Effect: 'Allow', Action: 's3:GetObject', NotResource: ['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*'] }),
  'refuted',
)
row(
  'NotResource as deny',
  document({ Effect: 'Allow', Action: 's3:GetObject', NotResource: ['arn:aws:s3:::a/*'] }),
  document(allow('s3:GetObject'), deny('s3:GetObject', 'arn:aws:s3:::a/*')),
  'proved',
)
row(
  'deny NotResource',
  document(allow('s3:*'), { Effect: 'Deny', Action: 's3:*', NotResource: ['arn:aws:s3:::a', 'arn:aws:s3:::a/*'] }),
  document(allow('s3:*', ['arn:aws:s3:::a', 'arn:aws:s3:::a/*'])),
  'proved',
)
row('deny NotAction', document(allow('*'), { Effect: 'Deny', NotAction: ['s3:*'], Resource: '*' }), document(allow('s3:*')), 'proved')
row(
  'NotResource empty match',
  document({ Effect: 'Allow', Action: 's3:GetObject', NotResource: '*' }),
  document(allow('ec2:Foo')),
  'proved',
)

// splits
row(
  'split',
  document(allow(['s3:GetObject', 's3:PutObject'], ['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*'])),
  document(
    allow('s3:GetObject', ['arn:aws:s3:::a/*']),
    allow('s3:PutObject', ['arn:aws:s3:::a/*']),
    allow('s3:*Object', 'arn:aws:s3:::b/*'),
  ),
  'proved',
)
row(
  'split missing',
  document(allow(['s3:GetObject', 's3:PutObject'], ['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*'])),
  document(allow('s3:GetObject', ['arn:aws:s3:::a/*']), allow('s3:PutObject', ['arn:aws:s3:::b/*'])),
  'refuted',
)
row(
  'union of conditions',
  document(allow('s3:GetObject')),
  document(
    allow('s3:GetObject', '*', { Bool: { 'aws:SecureTransport': 'true' } }),
    allow('s3:GetObject', '*', { Bool: { 'aws:SecureTransport': 'false' } }),
  ),
  'refuted',
)
row(
  'union with null',
  document(allow('s3:GetObject')),
  document(
    allow('s3:GetObject', '*', { Null: { 'aws:SourceVpce': 'true' } }),
    allow('s3:GetObject', '*', { Null: { 'aws:SourceVpce': 'false' } }),
  ),
  'proved',
)
row(
  'union eq/neq',
  document(allow('s3:GetObject')),
  document(
    allow('s3:GetObject', '*', { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }),
    allow('s3:GetObject', '*', { StringNotEquals: { 'aws:RequestedRegion': 'us-east-1' } }),
  ),
  'proved',
)
row(
  'union ip halves',
  document(allow('s3:GetObject', '*', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })),
  document(
    allow('s3:GetObject', '*', { IpAddress: { 'aws:SourceIp': '10.0.0.0/9' } }),
    allow('s3:GetObject', '*', { IpAddress: { 'aws:SourceIp': '10.128.0.0/9' } }),
  ),
  'proved',
)
row(
  'ip smaller',
  document(allow('s3:GetObject', '*', { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '10.1.0.0/16'] } })),
  document(allow('s3:GetObject', '*', { IpAddress: { 'aws:SourceIp': ['10.0.0.0/9'] } })),
  'refuted',
)
row(
  'ip host',
  document(allow('s3:GetObject', '*', { IpAddress: { 'aws:SourceIp': '10.0.0.1' } })),
  document(allow('s3:GetObject', '*', { IpAddress: { 'aws:SourceIp': ['10.0.0.0/24'] } })),
  'proved',
)
row(
  'numeric',
  document(allow('s3:ListBucket', '*', { NumericLessThan: { 's3:max-keys': 10 } })),
  document(allow('s3:ListBucket', '*', { NumericLessThanEquals: { 's3:max-keys': '10' } })),
  'proved',
)
row(
  'numeric rev',
  document(allow('s3:ListBucket', '*', { NumericLessThanEquals: { 's3:max-keys': 10 } })),
  document(allow('s3:ListBucket', '*', { NumericLessThan: { 's3:max-keys': '10' } })),
  'refuted',
)
row(
  'numeric union',
  document(allow('s3:ListBucket', '*', { NumericGreaterThan: { 's3:max-keys': 0 } })),
  document(
    allow('s3:ListBucket', '*', { NumericLessThanEquals: { 's3:max-keys': '10' } }),
    allow('s3:ListBucket', '*', { NumericGreaterThan: { 's3:max-keys': '10' } }),
  ),
  'proved',
)
row(
  'date',
  document(allow('s3:ListBucket', '*', { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } })),
  document(allow('s3:ListBucket', '*', { DateLessThan: { 'aws:CurrentTime': '2021-01-01T00:00:00Z' } })),
  'proved',
)
row(
  'date epoch',
  document(allow('s3:ListBucket', '*', { DateLessThan: { 'aws:EpochTime': '1577836800' } })),
  document(allow('s3:ListBucket', '*', { DateLessThan: { 'aws:EpochTime': '2020-01-01T00:00:00Z' } })),
  'proved',
)
row(
  'bool bool',
  document(allow('s3:ListBucket', '*', { Bool: { 'aws:MultiFactorAuthPresent': true } })),
  document(allow('s3:ListBucket', '*', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } })),
  'proved',
)
row(
  'bool ifexists rev',
  document(allow('s3:ListBucket', '*', { BoolIfExists: { 'aws:MultiFactorAuthPresent': true } })),
  document(allow('s3:ListBucket', '*', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } })),
  'refuted',
)
row(
  'ifexists = null or',
  document(allow('s3:ListBucket', '*', { BoolIfExists: { 'aws:MultiFactorAuthPresent': true } })),
  document(
    allow('s3:ListBucket', '*', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
    allow('s3:ListBucket', '*', { Null: { 'aws:MultiFactorAuthPresent': 'true' } }),
  ),
  'proved',
)
row(
  'FAV in plain',
  document(allow('dynamodb:GetItem', '*', { 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': ['a'] } })),
  document(allow('dynamodb:GetItem', '*', { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a'] } })),
  'refuted',
)
row(
  'FALL in FAV',
  document(allow('dynamodb:GetItem', '*', { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a'] } })),
  document(allow('dynamodb:GetItem', '*', { 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': ['a'] } })),
  'refuted',
)
row(
  'FALL+notnull in FAV',
  document(
    allow('dynamodb:GetItem', '*', {
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a'] },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    }),
  ),
  document(allow('dynamodb:GetItem', '*', { 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': ['a'] } })),
  'proved',
)
row(
  'FALL subset',
  document(allow('dynamodb:GetItem', '*', { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a'] } })),
  document(allow('dynamodb:GetItem', '*', { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a', 'b'] } })),
  'proved',
)
row(
  'FALL single',
  document(allow('dynamodb:GetItem', '*', { StringEquals: { 'dynamodb:LeadingKeys': ['a'] } })),
  document(allow('dynamodb:GetItem', '*', { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a', 'b'] } })),
  'proved',
)
row(
  'FALL not',
  document(allow('dynamodb:GetItem', '*', { 'ForAllValues:StringNotEquals': { 'dynamodb:LeadingKeys': ['a'] } })),
  document(allow('dynamodb:GetItem'), deny('dynamodb:GetItem', '*', { 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': ['a'] } })),
  'proved',
)
row(
  'key case',
  document(allow('s3:GetObject', '*', { StringEquals: { 'AWS:sourcevpce': 'vpce-1' } })),
  document(allow('s3:GetObject', '*', { StringEquals: { 'aws:SourceVpce': 'vpce-1' } })),
  'proved',
)
row(
  'value case',
  document(allow('s3:GetObject', '*', { StringEquals: { 'aws:SourceVpce': 'VPCE-1' } })),
  document(allow('s3:GetObject', '*', { StringEquals: { 'aws:SourceVpce': 'vpce-1' } })),
  'refuted',
)
row(
  'value ignorecase',
  document(allow('s3:GetObject', '*', { StringEquals: { 'aws:SourceVpce': 'VPCE-1' } })),
  document(allow('s3:GetObject', '*', { StringEqualsIgnoreCase: { 'aws:SourceVpce': 'vpce-1' } })),
  'proved',
)
row(
  'ignorecase in like ?',
  document(allow('s3:GetObject', '*', { StringEqualsIgnoreCase: { 'aws:SourceVpce': 'ab' } })),
  document(allow('s3:GetObject', '*', { StringLike: { 'aws:SourceVpce': '??' } })),
  'proved',
)
row(
  'equals * literal',
  document(allow('s3:GetObject', '*', { StringEquals: { 'aws:SourceVpce': '*' } })),
  document(allow('s3:GetObject', '*', { StringEquals: { 'aws:SourceVpce': 'a' } })),
  'refuted',
)
row(
  'like in like',
  document(allow('s3:GetObject', '*', { StringLike: { 's3:prefix': 'a*b*c' } })),
  document(allow('s3:GetObject', '*', { StringLike: { 's3:prefix': 'a*c' } })),
  'proved',
)
row(
  'like * not absent',
  document(allow('s3:GetObject')),
  document(allow('s3:GetObject', '*', { StringLike: { 's3:prefix': '*' } })),
  'refuted',
)
row(
  'like * = notnull',
  document(allow('s3:GetObject', '*', { Null: { 's3:prefix': 'false' } })),
  document(allow('s3:GetObject', '*', { StringLike: { 's3:prefix': '*' } })),
  'proved',
)
row('empty condition', document({ ...allow('s3:GetObject'), Condition: {} }), document(allow('s3:GetObject')), 'proved')
row('empty condition rev', document(allow('s3:GetObject')), document({ ...allow('s3:GetObject'), Condition: {} }), 'proved')
row(
  'empty operator block',
  document(allow('s3:GetObject')),
  document({ ...allow('s3:GetObject'), Condition: { StringEquals: {} } }),
  'proved',
)

// segments
row(
  'logs disjoint',
  document(allow('logs:*', 'arn:aws:logs:*:*:log-group:X:*')),
  document(allow('logs:*', 'arn:aws:logs:*:*:log-group:*:*')),
  'proved',
)
row(
  'segments',
  document(allow('logs:*', 'arn:aws:logs:*:*:log-group:X:*')),
  document(allow('logs:*'), deny('logs:*', 'arn:aws:logs:*:*:log-group:NotX:*')),
  'proved',
)
row('short arn', document(allow('logs:*', 'arn:aws:logs:us-east-1:1*')), document(allow('logs:*', 'arn:aws:logs:us-east-1:*:*')), 'proved')
row('s3 star', document(allow('s3:GetObject', 'arn:aws:s3:::*')), document(allow('s3:GetObject', 'arn:aws:s3:::*/*')), 'refuted')
row('bucket star obj', document(allow('s3:GetObject', 'arn:aws:s3:::*/*')), document(allow('s3:GetObject', 'arn:aws:s3:::*')), 'proved')
row('all in arn:*', document(allow('s3:GetObject', '*')), document(allow('s3:GetObject', 'arn:aws:s3:::*')), 'refuted')
row('arn:*:*', document(allow('s3:GetObject', 'arn:*')), document(allow('s3:GetObject', '*')), 'proved')

// actions
row(
  'Get* vs list all (catalog)',
  document(allow('sts:GetS*')),
  document(allow(['sts:GetSessionToken', 'sts:GetServiceBearerToken'])),
  'proved',
)
row('Get* vs list open', document(allow('sts:GetS*')), document(allow(['sts:GetSessionToken', 'sts:GetServiceBearerToken'])), 'refuted', {
  openActions: true,
})
row('list in Get*', document(allow(['s3:GetObject', 'S3:getobjectacl'])), document(allow('s3:Get*')), 'proved')
row('? in action', document(allow('s3:GetObjec?')), document(allow('s3:GetObject')), 'proved')
row('unknown service', document(allow('foo:Bar*')), document(allow('foo:*')), 'proved')
row('unknown service rev', document(allow('foo:*')), document(allow('foo:Bar*')), 'refuted')
row('unknown action', document(allow('s3:FooBar')), document(allow('s3:Get*')), 'refuted')
row('unknown action in', document(allow('s3:GetFooBar')), document(allow('s3:Get*')), 'proved')
row('unknown pattern', document(allow('s3:FooBar*')), document(allow('s3:Get*')), 'refuted')
row('star colon star', document(allow('*:*')), document(allow('*')), 'proved')
row('star vs *:*', document(allow('*')), document(allow('*:*')), 'proved')
row('*:Get*', document(allow('s3:Get*')), document(allow('*:Get*')), 'proved')
row('star in s3*', document(allow('s3:*')), document(allow('s3*:*')), 'proved')

// denies
row('deny both', document(allow('s3:*'), deny('s3:DeleteBucket')), document(allow('s3:*'), deny('s3:DeleteBucket')), 'proved')
row('deny dropped', document(allow('s3:*')), document(allow('s3:*'), deny('s3:DeleteBucket')), 'refuted')
row(
  'deny cond',
  document(allow('s3:*'), deny('s3:*', '*', { StringNotEquals: { 'aws:RequestedRegion': ['us-east-1', 'us-west-2'] } })),
  document(allow('s3:*'), deny('s3:*', '*', { StringNotEquals: { 'aws:RequestedRegion': ['us-east-1', 'us-west-2', 'eu-west-1'] } })),
  'proved',
)
row(
  'deny cond rev',
  document(allow('s3:*'), deny('s3:*', '*', { StringNotEquals: { 'aws:RequestedRegion': ['us-east-1', 'us-west-2', 'eu-west-1'] } })),
  document(allow('s3:*'), deny('s3:*', '*', { StringNotEquals: { 'aws:RequestedRegion': ['us-east-1', 'us-west-2'] } })),
  'refuted',
)
row(
  'deny notequals = allow equals',
  document(allow('s3:*'), deny('s3:*', '*', { StringNotEquals: { 'aws:RequestedRegion': 'us-east-1' } })),
  document(allow('s3:*', '*', { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } })),
  'proved',
)
row('deny all', document(allow('s3:*'), deny('*')), document(), 'proved')
row('empty in empty', document(), document(), 'proved')
row('deny only in empty', document(deny('*')), document(), 'proved')
row(
  'string like account arn',
  document(allow('sts:AssumeRole', 'arn:aws:iam::111122223333:role/app-*')),
  document(allow('sts:AssumeRole', 'arn:aws:iam::*:role/*')),
  'proved',
)
row(
  'arnlike',
  document(allow('s3:*', '*', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/app-*' } })),
  document(allow('s3:*', '*', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*' } })),
  'proved',
)
row(
  'arnlike vs stringlike',
  document(allow('s3:*', '*', { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:111122223333:*' } })),
  document(allow('s3:*', '*', { StringLike: { 'aws:SourceArn': 'arn:aws:sns:*:111122223333:*' } })),
  'proved',
)
row(
  'stringlike vs arnlike',
  document(allow('s3:*', '*', { StringLike: { 'aws:SourceArn': 'arn:aws:sns:*:111122223333:*' } })),
  document(allow('s3:*', '*', { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:111122223333:*' } })),
  'refuted',
)

// resource
row(
  'res: role in account',
  document(grant({ AWS: 'arn:aws:iam::111122223333:role/app' }, 's3:GetObject')),
  document(grant({ AWS: '111122223333' }, 's3:GetObject')),
  'proved',
)
row(
  'res: account in role',
  document(grant({ AWS: '111122223333' }, 's3:GetObject')),
  document(grant({ AWS: 'arn:aws:iam::111122223333:role/app' }, 's3:GetObject')),
  'refuted',
)
row(
  'res: root = account',
  document(grant({ AWS: 'arn:aws:iam::111122223333:root' }, 's3:GetObject')),
  document(grant({ AWS: '111122223333' }, 's3:GetObject')),
  'proved',
)
row('res: star', document(grant('*', 's3:GetObject')), document(grant({ AWS: '*' }, 's3:GetObject')), 'proved')
row('res: star rev', document(grant({ AWS: '*' }, 's3:GetObject')), document(grant('*', 's3:GetObject')), 'proved')
row(
  'res: public vs account',
  document(grant('*', 's3:GetObject')),
  document(grant({ AWS: ['111122223333', '444455556666'] }, 's3:GetObject')),
  'refuted',
)
row(
  'res: public w org',
  document(grant('*', 's3:GetObject', 'arn:aws:s3:::b/*', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } })),
  document(grant('*', 's3:GetObject')),
  'proved',
)
row(
  'res: public w principal account',
  document(grant('*', 's3:GetObject', 'arn:aws:s3:::b/*', { StringEquals: { 'aws:PrincipalAccount': '111122223333' } })),
  document(grant({ AWS: '111122223333' }, 's3:GetObject')),
  'proved',
)
row(
  'res: public w principalArn',
  document(grant('*', 's3:GetObject', 'arn:aws:s3:::b/*', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*' } })),
  document(grant({ AWS: '111122223333' }, 's3:GetObject')),
  'proved',
)
row(
  'res: service',
  document(grant({ Service: 'sns.amazonaws.com' }, 's3:PutObject')),
  document(grant({ Service: ['sns.amazonaws.com', 's3.amazonaws.com'] }, 's3:PutObject')),
  'proved',
)
row(
  'res: service in star',
  document(grant({ Service: 'sns.amazonaws.com' }, 's3:PutObject')),
  document(grant('*', 's3:PutObject')),
  'proved',
)
row(
  'res: NotPrincipal deny',
  document(grant('*', 's3:GetObject'), {
    Effect: 'Deny',
    NotPrincipal: { AWS: 'arn:aws:iam::111122223333:role/app' },
    Action: 's3:*',
    Resource: '*',
  }),
  document(grant('*', 's3:GetObject')),
  'proved',
)
row(
  'res: sourcearn confused deputy',
  document(
    grant({ Service: 'sns.amazonaws.com' }, 's3:PutObject', 'arn:aws:s3:::b/*', {
      ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:111122223333:t' },
    }),
  ),
  document(grant({ Service: 'sns.amazonaws.com' }, 's3:PutObject')),
  'proved',
)

// trust
row('trust: same', document(trust({ Service: 'lambda.amazonaws.com' })), document(trust({ Service: 'lambda.amazonaws.com' })), 'proved')
row(
  'trust: ec2',
  document(trust({ Service: ['lambda.amazonaws.com', 'ec2.amazonaws.com'] })),
  document(trust({ Service: 'lambda.amazonaws.com' })),
  'refuted',
)
row(
  'trust: external id',
  document(trust({ AWS: '444455556666' }, 'sts:AssumeRole', { StringEquals: { 'sts:ExternalId': 'x' } })),
  document(trust({ AWS: '444455556666' })),
  'proved',
)
row(
  'trust: external id rev',
  document(trust({ AWS: '444455556666' })),
  document(trust({ AWS: '444455556666' }, 'sts:AssumeRole', { StringEquals: { 'sts:ExternalId': 'x' } })),
  'refuted',
)
row(
  'trust: oidc',
  document(
    trust({ Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' }, 'sts:AssumeRoleWithWebIdentity', {
      StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:o/r:*' },
    }),
  ),
  document(
    trust({ Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' }, 'sts:AssumeRoleWithWebIdentity', {
      StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:o/*' },
    }),
  ),
  'proved',
)
row(
  'trust: oidc rev',
  document(
    trust({ Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' }, 'sts:AssumeRoleWithWebIdentity', {
      StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:o/*' },
    }),
  ),
  document(
    trust({ Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' }, 'sts:AssumeRoleWithWebIdentity', {
      StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:o/r:*' },
    }),
  ),
  'refuted',
)
row(
  'trust: tagsession',
  document(trust({ AWS: '444455556666' }, ['sts:AssumeRole', 'sts:TagSession'])),
  document(trust({ AWS: '444455556666' }, 'sts:AssumeRole')),
  'refuted',
)
row(
  'trust: sts:*',
  document(trust({ AWS: '444455556666' }, ['sts:AssumeRole'])),
  document(trust({ AWS: '444455556666' }, 'sts:*')),
  'proved',
)
row(
  'mixed types on key',
  document(allow('s3:*', '*', { StringLike: { 's3:max-keys': '1*' }, NumericLessThan: { 's3:max-keys': '5' } })),
  document(allow('s3:*', '*', { NumericLessThan: { 's3:max-keys': '5' } })),
  'proved',
)
row(
  'mixed ip + stringlike',
  document(allow('s3:*', '*', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' }, StringLike: { 'aws:SourceIp': '10.*' } })),
  document(allow('s3:*', '*', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })),
  'proved',
)
row(
  'nottype',
  document(
    allow('s3:*', '*', { StringEquals: { 's3:x-amz-acl': ['private', 'public-read'] } }),
    deny('s3:*', '*', { StringEquals: { 's3:x-amz-acl': 'public-read' } }),
  ),
  document(allow('s3:*', '*', { StringEquals: { 's3:x-amz-acl': 'private' } })),
  'proved',
)
row(
  'iam:PassRole cond',
  document(allow('iam:PassRole', 'arn:aws:iam::111122223333:role/x', { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } })),
  document(
    allow('iam:PassRole', 'arn:aws:iam::111122223333:role/*', {
      StringEquals: { 'iam:PassedToService': ['lambda.amazonaws.com', 'ec2.amazonaws.com'] },
    }),
  ),
  'proved',
)

row(
  'services: owners are more than those that a pattern takes',
  document(grant({ Service: 'sns.amazonaws.com' }, 's3:GetObject')),
  document(grant({ Service: 'sns.amazonaws.com' }, 's3:GetObject', 'arn:aws:s3:::b/*', { StringLike: { 'aws:ResourceAccount': '1*' } })),
  'refuted',
)
row(
  'services: a pattern of names takes some alone',
  document(grant('*', 's3:GetObject', 'arn:aws:s3:::b/*', { Bool: { 'aws:PrincipalIsAWSService': 'true' } })),
  document(grant('*', 's3:GetObject', 'arn:aws:s3:::b/*', { StringLike: { 'aws:PrincipalServiceName': 'c*' } })),
  'refuted',
)
row(
  'an owner of a pattern who is not the caller',
  document(
    grant({ AWS: '111122223333' }, 's3:GetObject', 'arn:aws:s3:::b/*', {
      StringLike: { 'aws:ResourceAccount': '1111*' },
      StringNotEquals: { 'aws:ResourceAccount': '111122223333' },
    }),
  ),
  document(
    grant({ AWS: '111122223333' }, 's3:GetObject', 'arn:aws:s3:::b/*', {
      StringEquals: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' },
    }),
  ),
  'refuted',
)
row(
  'numbers compared with an account are not looked through',
  document(grant('*', 's3:GetObject', 'arn:aws:s3:::b/*', { NumericEquals: { 'aws:ResourceAccount': '111122223333' } })),
  document(grant('*', 's3:GetObject', 'arn:aws:s3:::b/*', { NumericLessThan: { 'aws:ResourceAccount': '1' } })),
  'unknown',
)

// what AWS does not decide by policies alone is compared by what the documents say
for (const action of [
  'sts:GetFederationToken',
  'sts:GetCallerIdentity',
  'sts:GetSessionToken',
  'kms:RetireGrant',
  'sts:AssumeRoleWithSAML',
]) {
  row(`${action} in nothing`, document(allow(action)), document(), 'refuted')
  row(`${action} in itself`, document(allow(action)), document(allow(action)), 'proved')
}

// accounts by their canonical user id, and origin access identities
// Source: Amazon S3 User Guide, "Principals for bucket policies"; Amazon CloudFront Developer Guide, "Restricting access to
// an Amazon S3 origin".
const canonical = (letter: string): unknown => ({ CanonicalUser: letter.repeat(64) })
const originAccess = (id: string): unknown => ({ AWS: `arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity ${id}` })
row('canonical user in nobody', document(grant(canonical('a'), 's3:GetObject')), document(), 'refuted')
row('canonical user in itself', document(grant(canonical('a'), 's3:GetObject')), document(grant(canonical('a'), 's3:*')), 'proved')
row(
  'canonical user in another',
  document(grant(canonical('a'), 's3:GetObject')),
  document(grant(canonical('b'), 's3:GetObject')),
  'refuted',
)
row('canonical user in everyone', document(grant(canonical('a'), 's3:GetObject')), document(grant('*', 's3:GetObject')), 'proved')
row(
  'canonical user in an account, which may be another',
  document(grant(canonical('a'), 's3:GetObject')),
  document(grant({ AWS: '111122223333' }, 's3:GetObject')),
  'refuted',
)
row(
  'canonical user, one role of its account alone',
  document(
    grant(canonical('a'), 's3:GetObject', 'arn:aws:s3:::b/*', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::444455556666:role/x' } }),
  ),
  document(),
  'refuted',
)
row(
  'canonical user denied on the other side',
  document(grant('*', 's3:GetObject')),
  document(grant('*', 's3:GetObject'), { ...grant(canonical('a'), 's3:GetObject'), Effect: 'Deny' }),
  'refuted',
)
row('origin access identity in nobody', document(grant(originAccess('E2Q'), 's3:GetObject')), document(), 'refuted')
row('origin access identity in everyone', document(grant(originAccess('E2Q'), 's3:GetObject')), document(grant('*', 's3:*')), 'proved')
row(
  'origin access identity in another',
  document(grant(originAccess('E2Q'), 's3:GetObject')),
  document(grant(originAccess('E3Q'), 's3:GetObject')),
  'refuted',
)
row(
  'origin access identity in an account',
  document(grant(originAccess('E2Q'), 's3:GetObject')),
  document(grant({ AWS: '111122223333' }, 's3:GetObject')),
  'refuted',
)

// defaults of variables
const team = (resource: string, Condition?: Blocks): unknown => allow('s3:GetObject', `arn:aws:s3:::b/${resource}/*`, Condition)
const withDefault = "${aws:PrincipalTag/team, 'none'}"
const withoutDefault = '${aws:PrincipalTag/team}'
row('a variable in itself with a default', document(team(withoutDefault)), document(team(withDefault)), 'proved')
row('a variable with a default in itself without', document(team(withDefault)), document(team(withoutDefault)), 'refuted')
row(
  'a variable with a default is the variable, or the default without a value',
  document(team(withDefault)),
  document(team(withoutDefault), team('none', { Null: { 'aws:PrincipalTag/team': 'true' } })),
  'proved',
)
row('two defaults', document(team(withDefault)), document(team("${aws:PrincipalTag/team, 'some'}")), 'refuted')
row(
  'two defaults where the key is there',
  document(team(withDefault, { Null: { 'aws:PrincipalTag/team': 'false' } })),
  document(team("${aws:PrincipalTag/team, 'some'}")),
  'proved',
)

// sets of policies: what a caller may do without any of them is nothing that they give
const identity = (own: unknown): object => ({ identity: [{ name: 'p', document: own }] })
const full = { name: 'FullAWSAccess', document: document(allow('*')) }
row(
  'two levels of SCPs are what both allow',
  { ...identity(document(allow(['s3:*', 'ec2:*']))), scps: [[full], [{ name: 'a', document: document(allow('s3:*')) }]] },
  identity(document(allow('s3:*'))),
  'proved',
)
row(
  'an identity within itself inside SCPs that allow it',
  identity(document(allow('s3:*'))),
  { ...identity(document(allow('s3:*'))), scps: [[{ name: 'a', document: document(allow(['s3:*', 'sqs:*'])) }]] },
  'proved',
)
row(
  'an identity in itself inside an SCP that does not allow it',
  identity(document(allow(['s3:*', 'ec2:*']))),
  { ...identity(document(allow(['s3:*', 'ec2:*']))), scps: [[{ name: 'a', document: document(allow('s3:*')) }]] },
  'refuted',
)
row(
  'a session policy leaves what both allow',
  { ...identity(document(allow('s3:*'))), session: document(allow('s3:GetObject')) },
  identity(document(allow('s3:GetObject'))),
  'proved',
)
row(
  'what both allow in the session',
  identity(document(allow('s3:GetObject'))),
  { ...identity(document(allow('s3:*'))), session: document(allow('s3:GetObject')) },
  'proved',
)
row(
  'an endpoint policy',
  { ...identity(document(allow('s3:*'))), vpcEndpoint: document(grant('*', 's3:GetObject', '*')) },
  identity(document(allow('s3:GetObject'))),
  'proved',
)

// variables that stand in one way alone are read exactly, under negation too
const tagged = (operator: string, more: Blocks = {}): Blocks => ({ [operator]: { 'aws:ResourceTag/p': '${aws:PrincipalTag/p}' }, ...more })
row(
  'tags that must be equal, by a deny',
  document(allow('ec2:*'), deny('ec2:*', '*', tagged('StringNotEquals'))),
  document(allow('ec2:*', '*', tagged('StringEquals'))),
  'proved',
)
row(
  'tags that must be equal, by an allow',
  document(allow('ec2:*', '*', tagged('StringEquals'))),
  document(allow('ec2:*'), deny('ec2:*', '*', tagged('StringNotEquals'))),
  'proved',
)
row(
  'IfExists makes no difference to a negated operator',
  document(allow('ec2:*'), deny('ec2:*', '*', tagged('StringNotEqualsIfExists'))),
  document(allow('ec2:*', '*', tagged('StringEquals'))),
  'proved',
)
row(
  'tags with one literal beside',
  document(allow('ec2:*'), deny('ec2:*', '*', { StringNotEquals: { 'aws:ResourceTag/p': ['${aws:PrincipalTag/p}', 'all'] } })),
  document(allow('ec2:*', '*', { StringEquals: { 'aws:ResourceTag/p': ['all', '${aws:PrincipalTag/p}'] } })),
  'proved',
)
row(
  'tags with a literal too many',
  document(allow('ec2:*'), deny('ec2:*', '*', { StringNotEquals: { 'aws:ResourceTag/p': ['${aws:PrincipalTag/p}', 'all'] } })),
  document(allow('ec2:*', '*', tagged('StringEquals'))),
  'refuted',
)
row(
  'homes alone, by NotResource',
  document(allow('s3:GetObject', 'arn:aws:s3:::b/*'), { Effect: 'Deny', Action: 's3:*', NotResource: 'arn:aws:s3:::b/${aws:username}/*' }),
  document(allow('s3:GetObject', 'arn:aws:s3:::b/${aws:username}/*')),
  'proved',
)
row(
  'all but homes, by NotResource',
  { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:GetObject', NotResource: 'arn:aws:s3:::b/${aws:username}/*' } },
  document(allow('s3:GetObject'), deny('s3:GetObject', 'arn:aws:s3:::b/${aws:username}/*')),
  'proved',
)
row(
  'all but homes and what is denied besides',
  { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:GetObject', NotResource: 'arn:aws:s3:::b/${aws:username}/*' } },
  document(allow('s3:GetObject'), deny('s3:GetObject', ['arn:aws:s3:::b/${aws:username}/*', 'arn:aws:s3:::b/x'])),
  'refuted',
)
row(
  'a value in another case is another value',
  document(allow('ec2:*', '*', tagged('StringEqualsIgnoreCase'))),
  document(allow('ec2:*', '*', tagged('StringEquals'))),
  'refuted',
)
row(
  'a value is itself in any case',
  document(allow('ec2:*', '*', tagged('StringEquals'))),
  document(allow('ec2:*', '*', tagged('StringEqualsIgnoreCase'))),
  'proved',
)
row(
  'a deny of equal tags spares other cases',
  document(allow('ec2:*', '*', tagged('StringEqualsIgnoreCase'))),
  document(allow('ec2:*', '*', tagged('StringEqualsIgnoreCase')), deny('ec2:*', '*', tagged('StringEquals'))),
  'refuted',
)
row(
  'a value in other cases alone',
  document(allow('ec2:*', '*', tagged('StringEqualsIgnoreCase')), deny('ec2:*', '*', tagged('StringEquals'))),
  document(),
  'refuted',
)
row(
  'a variable can be empty, which may count as none',
  document(allow('ec2:*', '*', tagged('StringEquals'))),
  document(allow('ec2:*', '*', tagged('StringEquals', { Null: { 'aws:ResourceTag/p': 'false' } }))),
  'unknown',
)
row(
  'lists of a variable',
  document(allow('ec2:CreateTags', '*', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': '${aws:PrincipalTag/p}' } })),
  document(
    allow('ec2:CreateTags'),
    deny('ec2:CreateTags', '*', { 'ForAllValues:StringNotEquals': { 'aws:TagKeys': '${aws:PrincipalTag/p}' } }),
  ),
  'unknown',
)

// an empty value may count as none, or not: what hangs on that is unknown
row(
  'any text where there is a value',
  document(allow('s3:*', '*', { StringLike: { 's3:prefix': '*' } })),
  document(allow('s3:*', '*', { Null: { 's3:prefix': 'false' } })),
  'unknown',
)
row(
  'any text but the empty one where there is a value',
  document(allow('s3:*', '*', { StringLike: { 's3:prefix': '?*' } })),
  document(allow('s3:*', '*', { Null: { 's3:prefix': 'false' } })),
  'proved',
)
row(
  'all of a list, or none that is another',
  document(allow('ec2:*', '*', { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } })),
  document(allow('ec2:*'), deny('ec2:*', '*', { 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['a', 'b'] } })),
  'unknown',
)
row(
  'none that is another, or all of a list',
  document(allow('ec2:*'), deny('ec2:*', '*', { 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['a', 'b'] } })),
  document(allow('ec2:*', '*', { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } })),
  'proved',
)
row(
  'an empty text itself',
  document(allow('s3:*', '*', { StringEquals: { 's3:prefix': '' } })),
  document(allow('s3:*', '*', { StringEquals: { 's3:prefix': 'a' } })),
  'refuted',
)
row(
  'an empty text where there is none',
  document(allow('s3:*', '*', { StringEquals: { 's3:prefix': '' } })),
  document(allow('s3:*', '*', { Null: { 's3:prefix': 'true' } })),
  'unknown',
)

// an account compared with an account by a pattern is compared as a whole
const ofOwnAccount = (operator: string): unknown =>
  document(allow('s3:*', '*', { [operator]: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' } }))
row('own account by StringLike, in StringEquals', ofOwnAccount('StringLike'), ofOwnAccount('StringEquals'), 'proved')
row('own account by StringEquals, in StringLikeIfExists', ofOwnAccount('StringEquals'), ofOwnAccount('StringLikeIfExists'), 'proved')
row('own account in all', ofOwnAccount('StringLikeIfExists'), document(allow('s3:*')), 'proved')
row('all in the own account', document(allow('s3:*')), ofOwnAccount('StringLikeIfExists'), 'refuted')

// variables that are accounts: each account that is named is a case, and so are all others
const BUCKET = 'arn:aws:s3:::logs-${aws:PrincipalAccount}/*'
row(
  'the bucket of one account in that of each caller',
  document(allow('s3:GetObject', 'arn:aws:s3:::logs-111122223333/*')),
  document(allow('s3:GetObject', BUCKET)),
  'refuted',
)
row(
  'the bucket of each caller in that of one account',
  document(allow('s3:GetObject', BUCKET)),
  document(allow('s3:GetObject', 'arn:aws:s3:::logs-111122223333/*')),
  'refuted',
)
row(
  'the bucket of each caller, of callers of one account',
  document(allow('s3:GetObject', BUCKET, { StringEquals: { 'aws:PrincipalAccount': '111122223333' } })),
  document(allow('s3:GetObject', 'arn:aws:s3:::logs-111122223333/*')),
  'proved',
)
row(
  'the external id is the account of the one who is trusted',
  document(trust({ AWS: '111122223333' }, 'sts:AssumeRole', { StringEquals: { 'sts:ExternalId': '${aws:PrincipalAccount}' } })),
  document(trust({ AWS: '111122223333' }, 'sts:AssumeRole', { StringEquals: { 'sts:ExternalId': '111122223333' } })),
  'proved',
)
row(
  'an account inside an ARN',
  document(
    grant({ Service: 'sns.amazonaws.com' }, 'sqs:SendMessage', '*', {
      ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:${aws:SourceAccount}:*' },
    }),
  ),
  document(grant({ Service: 'sns.amazonaws.com' }, 'sqs:*', '*', { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:*' } })),
  'proved',
)
row(
  'an account inside an ARN, and another',
  document(
    grant({ Service: 'sns.amazonaws.com' }, 'sqs:SendMessage', '*', {
      ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:${aws:SourceAccount}:*' },
    }),
  ),
  document(grant({ Service: 'sns.amazonaws.com' }, 'sqs:*', '*', { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:111122223333:*' } })),
  'refuted',
)
row(
  'a list that a deny keeps to homes',
  document(
    allow('s3:ListBucket', 'arn:aws:s3:::b'),
    deny('s3:ListBucket', '*', { StringNotLike: { 's3:prefix': ['${aws:username}/*', 'public/*'] } }),
  ),
  document(allow('s3:ListBucket', 'arn:aws:s3:::b', { StringLike: { 's3:prefix': ['public/*', '${aws:username}/*'] } })),
  'proved',
)

// limits that bear on one side alone, or that have no Allow
const limited = (more: object): object => ({ ...identity(document(allow('s3:*'))), ...more })
const level = (...statements: readonly unknown[]): readonly object[] => [{ name: 'level', document: document(...statements) }]
const everyone = (Effect: string, Action: Texts): unknown => ({ Effect, Principal: '*', Action, Resource: '*' })
const own = limited({})
row('an RCP of one side alone allows less', own, limited({ rcps: [level(everyone('Allow', 's3:GetObject'))] }), 'refuted')
row(
  'an RCP that only denies lets the rest through',
  limited({ rcps: [level(everyone('Deny', 's3:DeleteObject'))] }),
  identity(document(allow('s3:GetObject'))),
  'refuted',
)
row(
  'an RCP that only denies, in one that allows some',
  limited({ rcps: [level(everyone('Deny', 'sqs:*'))] }),
  limited({ rcps: [level(everyone('Allow', 's3:GetObject'))] }),
  'refuted',
)
row(
  'an RCP does not reach a service that has none',
  identity(document(allow('lambda:*'))),
  { ...identity(document(allow('lambda:*'))), rcps: [level(everyone('Allow', 's3:GetObject'))] },
  'proved',
)
row('an SCP of one side alone', own, limited({ scps: [level(allow('s3:GetObject'))] }), 'refuted')
row(
  'a second level of SCPs',
  limited({ scps: [level(allow('*'))] }),
  limited({ scps: [level(allow('*')), level(allow('s3:GetObject'))] }),
  'refuted',
)
row('a boundary of one side alone', own, limited({ permissionBoundary: document(allow('s3:GetObject')) }), 'refuted')
row('an endpoint policy of one side alone', own, limited({ vpcEndpoint: document(grant('*', 's3:GetObject', '*')) }), 'refuted')

// a caller can be of any account that owns a resource
const THEIR_QUEUE = 'arn:aws:sqs:us-east-1:999988887777:q'
const ofOwn: Blocks = { StringEquals: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' } }
row(
  'a resource of an account that nothing else names, for its own callers',
  document(allow('sqs:*', THEIR_QUEUE, { ...ofOwn, ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:111122223333:*' } })),
  document(),
  'refuted',
)
row(
  'a resource of a pattern of accounts, for their own callers',
  document(allow('sqs:*', 'arn:aws:sqs:*:9999????????:q', ofOwn)),
  document(),
  'refuted',
)
row(
  'a set for the callers of the account that owns the resource',
  identity(document(allow('sqs:*', THEIR_QUEUE))),
  identity(document()),
  'refuted',
)

// partitions: a caller can be of each that the policies name
for (const partition of ['aws-cn', 'aws-us-gov', 'aws-eusc', 'aws-iso-b']) {
  const things = `arn:${partition}:s3:::b/*`
  row(
    `a user's own things in ${partition}`,
    document(allow('s3:GetObject', `arn:${partition}:s3:::b/\${aws:username}/*`)),
    document(),
    'refuted',
  )
  row(`an account in ${partition}`, document(grant({ AWS: '111122223333' }, 's3:GetObject', things)), document(), 'refuted')
  row(
    `everyone in ${partition}`,
    document(grant('*', 's3:GetObject', things)),
    document(grant({ AWS: '111122223333' }, 's3:GetObject', things)),
    'refuted',
  )
  row(`a set in ${partition}`, identity(document(allow('s3:GetObject', things))), identity(document()), 'refuted')
  row(
    `roles in ${partition}`,
    document(allow('s3:GetObject', '*', { ArnLike: { 'aws:PrincipalArn': `arn:${partition}:iam::*:role/x` } })),
    document(),
    'refuted',
  )
}
row(
  'any partition but the first',
  document(allow('s3:GetObject', 'arn:aws-*:s3:::b/${aws:username}/*')),
  document(allow('s3:GetObject', 'arn:aws-cn:s3:::b/${aws:username}/*')),
  'refuted',
)
row(
  'one partition in any',
  document(allow('s3:GetObject', 'arn:aws-cn:s3:::b/${aws:username}/*')),
  document(allow('s3:GetObject', 'arn:*:s3:::b/${aws:username}/*')),
  'proved',
)

const federatedUsers = (name: string): unknown =>
  document(
    grant('*', 's3:GetObject', 'arn:aws:s3:::b/*', { ArnLike: { 'aws:PrincipalArn': `arn:aws:sts::111122223333:federated-user/${name}` } }),
  )
row('federated users of a pattern in nobody', federatedUsers('dev-*'), document(), 'refuted')
row('federated users of a pattern in all of them', federatedUsers('dev-*'), federatedUsers('*'), 'proved')

test.each(rows)('$name', ({ narrow, wide, want, options }) => {
  const nodes = [narrow, wide].map((it) => jsonNodeOf(it))
  const [a, b] = nodes
  if (a?.ok !== true || b?.ok !== true) throw new Error('no JSON value')
  const side = (name: string, root: typeof a.value): Parameters<typeof parseSubjects>[0] => ({ name, root, placeOf: () => null })
  const subjects = parseSubjects(side('a', a.value), side('b', b.value), null)
  if (!subjects.ok) throw new Error(JSON.stringify(subjects.error))
  const [inner, outer] = subjects.value
  const found = contains(outer, inner, options)
  expect(found).toMatchObject({ verdict: want })
  if (found.verdict !== 'refuted') return
  const request = resolveRequest(found.counterexample.request)
  if (!request.ok) throw new Error(JSON.stringify(request.error))
  expect(allowedBy(inner, request.value)).not.toBeNull()
  expect(allowedBy(outer, request.value)).toBeNull()
})
