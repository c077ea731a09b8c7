/**
 * A third small world, written as JSON and read by the parser: names of AWS's own, all kinds of policies at once, and the
 * values that are easy to read wrongly (escapes, defaults, other spellings of numbers and dates, addresses of both families,
 * patterns in the segments of ARNs, lists). It says nothing where it finds nothing: it looks for a request that an answer
 * forgot.
 */
import { type PoliciesInput, parsePolicySet, type Request, resolveRequest } from '../decide/index.js'
import { type PolicyKind, parsePolicyValue } from '../policy/index.js'
import { pick, type Random } from './small-world.test.data.js'
import type { Subject } from './types.js'

const HOME = '111122223333'
const AWAY = '444455556666'
const ORIGIN_ACCESS = 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2EXAMPLE'
const CANONICAL = 'a'.repeat(64)
type List = readonly [string, ...string[]]

const CALLERS: List = [
  `arn:aws:iam::${HOME}:role/app`,
  `arn:aws:iam::${HOME}:role/team/app`,
  `arn:aws:iam::${HOME}:user/alice`,
  `arn:aws:iam::${HOME}:user/a*b`,
  `arn:aws:iam::${HOME}:root`,
  `arn:aws:sts::${HOME}:assumed-role/app/s`,
  `arn:aws:sts::${HOME}:federated-user/bob`,
  `arn:aws:iam::${AWAY}:role/app`,
  `arn:aws:iam::${AWAY}:user/x`,
  'sns.amazonaws.com',
  `arn:aws:iam::${HOME}:oidc-provider/idp.example.com`,
  `arn:aws:iam::${HOME}:saml-provider/corp`,
  ORIGIN_ACCESS,
  '*',
]
/** Who can hold an identity-based policy. */
const HOLDERS: List = CALLERS.filter((text) => /\d:(?:role|user)\//.test(text)) as unknown as List
const ACTIONS: List = [
  ...(['s3:GetObject', 's3:PutObject', 's3:ListAllMyBuckets', 'sqs:SendMessage', 'kms:Decrypt', 'kms:CreateGrant'] as const),
  ...['sts:AssumeRole', 'sts:TagSession', 'sts:GetCallerIdentity', 'iam:PassRole', 'dynamodb:GetItem', 's3:Unheard', 'zz:New'],
]
const ACTION_PATTERNS: List = [
  ...(['s3:GetObject', 's3:*Object', 's3:*', 'S3:getobject', '*', 'sqs:*', 'kms:*', 'kms:D*', 'sts:*', 's?s:*', '*:Get*'] as const),
  ...['s3:Unheard', 's3:Unh*', 'zz:*', 'iam:Pass*', 'dynamodb:GetItem', 's3:?etObject', 'sts:AssumeRole', '*:*e*t*'],
]
const RESOURCES: List = [
  ...([
    '*',
    'arn:aws:s3:::b/alice',
    'arn:aws:s3:::b/x',
    'arn:aws:s3:::b/*',
    'arn:aws:s3:::b/?',
    'arn:aws:s3:::b/$',
    'arn:aws:s3:::b/',
  ] as const),
  ...['arn:aws:s3:::b/none', 'arn:aws:s3:::b/${aws:username}', 'arn:aws:s3:::b', `arn:aws:sqs:us-east-1:${HOME}:q`],
  ...[`arn:aws:sqs:eu-west-1:${AWAY}:q`, `arn:aws:sqs:us-east-1:${HOME}:q:r`, `arn:aws:kms:us-east-1:${HOME}:key/k`],
  ...[`arn:aws:iam::${HOME}:role/app`, `arn:aws:dynamodb:us-east-1:${HOME}:table/alice`, 'arn:aws:s3:::b/a*b', 'arn:aws:s3:::b/ab'],
]
const RESOURCE_PATTERNS: List = [
  ...(['*', '*', 'arn:aws:s3:::b/*', 'arn:aws:s3:::b/${*}', 'arn:aws:s3:::b/${?}', 'arn:aws:s3:::b/${$}', 'arn:aws:s3:::b/?'] as const),
  ...[
    'arn:aws:s3:::b/${aws:username}',
    "arn:aws:s3:::b/${aws:username, 'none'}",
    'arn:aws:s3:::b/${aws:PrincipalTag/t}*',
    'arn:aws:s3:::*',
  ],
  ...[
    "arn:aws:s3:::b/${aws:PrincipalTag/t, 'x'}",
    `arn:aws:sqs:*:${HOME}:*`,
    'arn:aws:sqs:*:*:q',
    'arn:aws:sqs:us-*:*:q:*',
    'arn:*:s3:::b*',
  ],
  ...[
    'arn:aws:kms:*',
    `arn:aws:kms:*:${HOME}:key/*`,
    `arn:aws:iam::${HOME}:role/*`,
    'arn:aws:*:*:*:*/${aws:username}',
    'arn:aws:s3:::b/a${*}b',
  ],
  ...['arn:aws:s3:::b/${aws:username}${*}', 'arn:aws:*:*:*:*a*', 'arn:aws:sqs:us-east-1:${aws:PrincipalAccount}:q', 'arn:aws:s3:*:*:b/a*'],
]

interface Pool {
  readonly key: string
  readonly operators: List
  readonly values: List
  readonly asked: List
  readonly several: boolean
}
const TEXTS: List = [
  ...(['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'] as const),
  'Null',
]
const POOLS: readonly [Pool, ...Pool[]] = [
  {
    key: 'aws:PrincipalTag/t',
    operators: TEXTS,
    values: ['a', 'A', 'a*', 'a${*}', '${aws:username}', "${aws:username, 'A'}", '${aws:RequestTag/t}', '*', '?', '${?}', ''],
    asked: ['a', 'A', 'a*', 'alice', 'none', '?', 'b', 'x', '', 'ALICE'],
    several: false,
  },
  {
    key: 'aws:RequestTag/t',
    operators: TEXTS,
    values: ['a', '${aws:PrincipalTag/t}', '${aws:PrincipalTag/t}*', "${aws:PrincipalTag/t, 'a'}", 'A', '${$}'],
    asked: ['a', 'A', 'alice', 'ab', '$', '', 'x'],
    several: false,
  },
  {
    key: 'aws:TagKeys',
    operators: TEXTS,
    values: ['a', 'b', 'A', 'a*', '${aws:username}', '*'],
    asked: ['a', 'b', 'A', 'alice', 'ab', ''],
    several: true,
  },
  {
    key: 's3:max-keys',
    operators: [...(['NumericEquals', 'NumericNotEquals', 'NumericLessThan', 'NumericGreaterThanEquals', 'Null'] as const)],
    values: ['1', '1.0', '10', '1e1', '-2', '0.5', '007'],
    asked: ['1', '1.00', '10', '1e1', '-2', '0', '5', '100', 'x', '', '07', '7', '-5', '0.7'],
    several: false,
  },
  {
    key: 'aws:CurrentTime',
    operators: ['DateLessThan', 'DateGreaterThan', 'DateEquals', 'DateNotEquals', 'DateLessThanEquals', 'Null'],
    values: ['2020-01-01T00:00:00Z', '1577836800', '1577836800.5', '2019-12-31T19:00:00-05:00', '2021-01-01'],
    asked: [
      '2020-01-01T00:00:00Z',
      '1577836800',
      '2020-01-01T00:00:00.5Z',
      '2020-06-01',
      '2019-01-01',
      '2022-01-01',
      'x',
      '',
      '2021-01-01T00:00:00Z',
    ],
    several: false,
  },
  {
    key: 'aws:SourceIp',
    operators: ['IpAddress', 'NotIpAddress', 'Null'],
    values: ['10.0.0.0/8', '10.1.2.3', '2001:db8::/32', '2001:db8:0:1::/64', '::/0', '0.0.0.0/0', '::ffff:10.0.0.0/104', '10.1.0.0/16'],
    asked: ['10.1.2.3', '10.1.9.9', '10.9.9.9', '9.9.9.9', '2001:db8::1', '2001:db8:0:1::5', '2002::1', '::ffff:10.1.2.3', 'x', ''],
    several: false,
  },
  {
    key: 'aws:SourceArn',
    operators: ['ArnLike', 'ArnNotLike', 'ArnEquals', 'StringLike', 'StringEquals', 'Null'],
    values: [
      `arn:aws:sns:*:${HOME}:*`,
      'arn:aws:*:us-*:*:t',
      'arn:*:sns:*:*:t?',
      '*',
      'arn:aws:sns:us-east-1:${aws:PrincipalAccount}:t',
      'arn:aws:sns*',
    ],
    asked: [
      `arn:aws:sns:us-east-1:${HOME}:t`,
      `arn:aws:sns:eu-west-1:${AWAY}:tt`,
      `arn:aws:sns:us-east-1:${AWAY}:t`,
      'arn:aws:sns',
      'x',
      '',
      `arn:aws:sns::${HOME}:a:t`,
    ],
    several: false,
  },
  {
    key: 'aws:SecureTransport',
    operators: ['Bool', 'Null'],
    values: ['true', 'false', 'TRUE'],
    asked: ['true', 'false', 'True', 'x', ''],
    several: false,
  },
  {
    key: 'aws:username',
    operators: TEXTS,
    values: ['alice', 'a*', 'a${*}b', '${aws:PrincipalTag/t}', 'ALICE'],
    asked: ['alice'],
    several: false,
  },
  {
    key: 'aws:PrincipalArn',
    operators: ['ArnLike', 'ArnNotLike', 'StringLike', 'StringEquals', 'ArnEquals', 'Null'],
    values: [
      `arn:aws:iam::${HOME}:role/*`,
      'arn:aws:iam::*:role/app',
      '*',
      `arn:aws:iam::${HOME}:user/*`,
      `arn:aws:iam::${HOME}:role/app`,
      `arn:aws:iam::*:root`,
    ],
    asked: ['x'],
    several: false,
  },
  {
    key: 'aws:ResourceAccount',
    operators: ['StringEquals', 'StringNotEquals', 'StringLike', 'Null'],
    values: [HOME, AWAY, '${aws:PrincipalAccount}', '1*', '*'],
    asked: ['x'],
    several: false,
  },
  {
    key: 'aws:PrincipalAccount',
    operators: ['StringEquals', 'StringNotEquals', 'StringNotLike', 'Null'],
    values: [HOME, AWAY, '${aws:ResourceAccount}', '4*'],
    asked: ['x'],
    several: false,
  },
  {
    key: 'idp.example.com:aud',
    operators: TEXTS,
    values: ['app', 'app*', 'APP', '${idp.example.com:sub}'],
    asked: ['app', 'apps', 'APP', 'x', ''],
    several: true,
  },
]
const DERIVED: ReadonlySet<string> = new Set(['aws:username', 'aws:PrincipalArn', 'aws:ResourceAccount', 'aws:PrincipalAccount'])

function randomCondition(random: Random): readonly [string, string, readonly string[]] {
  const { key, operators, values, several } = pick(random, POOLS)
  const operator = pick(random, operators)
  const own =
    operator === 'Null' ? [pick(random, ['true', 'false'])] : [pick(random, values), ...(random() < 0.35 ? [pick(random, values)] : [])]
  const quantifier = random() < (several ? 0.6 : 0.1) ? pick(random, ['ForAllValues:', 'ForAnyValue:']) : ''
  return [`${quantifier}${operator}${operator !== 'Null' && random() < 0.2 ? 'IfExists' : ''}`, key, [...new Set(own)]]
}

const PRINCIPALS: readonly [unknown, ...unknown[]] = [
  '*',
  { AWS: '*' },
  { AWS: HOME },
  { AWS: `arn:aws:iam::${HOME}:root` },
  { AWS: [AWAY, `arn:aws:iam::${HOME}:role/app`] },
  { AWS: `arn:aws:iam::${HOME}:user/alice` },
  { AWS: `arn:aws:sts::${HOME}:assumed-role/app/s` },
  { AWS: `arn:aws:iam::${HOME}:role/team/app` },
  { Service: 'sns.amazonaws.com' },
  { Federated: `arn:aws:iam::${HOME}:oidc-provider/idp.example.com` },
  { AWS: HOME, Service: 'sns.amazonaws.com' },
  { AWS: [AWAY, ORIGIN_ACCESS] },
  { CanonicalUser: CANONICAL },
  { AWS: `arn:aws:iam::${HOME}:role/app`, CanonicalUser: ['b'.repeat(64), CANONICAL] },
]

const several = (random: Random, from: List): readonly string[] => {
  const out = [pick(random, from)]
  while (out.length < 3 && random() < 0.35) out.push(pick(random, from))
  return [...new Set(out)]
}

function randomStatement(random: Random, kind: PolicyKind, first: boolean): Record<string, unknown> {
  const Effect = first || random() < 0.55 ? 'Allow' : 'Deny'
  const out: Record<string, unknown> = { Effect }
  const free = kind !== 'rcp'
  out[free && random() < 0.15 ? 'NotAction' : 'Action'] =
    kind === 'trust'
      ? several(random, ['sts:AssumeRole', 'sts:*', 'sts:TagSession', 'sts:AssumeRoleWithWebIdentity'])
      : several(random, ACTION_PATTERNS)
  if (kind !== 'trust') out[random() < 0.15 ? 'NotResource' : 'Resource'] = several(random, RESOURCE_PATTERNS)
  if (kind === 'resource' || kind === 'trust' || kind === 'vpcEndpoint') {
    out[Effect === 'Deny' && random() < 0.35 ? 'NotPrincipal' : 'Principal'] = pick(random, PRINCIPALS)
  }
  if (kind === 'rcp') out.Principal = '*'
  const blocks: Record<string, Record<string, readonly string[]>> = {}
  for (let i = 0; i < 2 && random() < 0.5; i++) {
    const [operator, key, values] = randomCondition(random)
    blocks[operator] = { ...blocks[operator], [key]: values }
  }
  if (Object.keys(blocks).length > 0) out.Condition = blocks
  return out
}

interface Document {
  readonly Version: string
  readonly Statement: readonly unknown[]
}

function randomDocument(random: Random, kind: PolicyKind): Document {
  const Statement = [randomStatement(random, kind, true)]
  while (Statement.length < 4 && random() < 0.55) Statement.push(randomStatement(random, kind, false))
  return { Version: random() < 0.85 ? '2012-10-17' : '2008-10-17', Statement }
}

export type Written =
  | { readonly kind: 'identity' | 'resource' | 'trust'; readonly document: Document }
  | { readonly kind: 'set'; readonly policies: PoliciesInput }

export function randomWritten(random: Random, kind: Subject['kind']): Written {
  if (kind !== 'set') return { kind, document: randomDocument(random, kind) }
  const one = (share: number, of: PolicyKind): unknown => (random() < share ? randomDocument(random, of) : undefined)
  const levels = (share: number, of: PolicyKind): PoliciesInput['scps'] =>
    random() < share
      ? [1, 2].slice(random() < 0.5 ? 1 : 0).map((n) => [{ name: `level ${n}`, document: randomDocument(random, of) }])
      : undefined
  return {
    kind,
    policies: {
      identity: [{ name: 'p', document: randomDocument(random, 'identity') }],
      resource: one(0.45, 'resource'),
      permissionBoundary: one(0.3, 'boundary'),
      session: one(0.25, 'session'),
      scps: levels(0.3, 'scp'),
      rcps: levels(0.3, 'rcp'),
      vpcEndpoint: one(0.15, 'vpcEndpoint'),
    },
  }
}

/** The same with a statement dropped, added, changed or moved. */
export function nearWritten(random: Random, own: Written): Written {
  const mix = (document: Document, kind: PolicyKind): Document => {
    const statements = [...document.Statement]
    const at = Math.floor(random() * statements.length)
    const fresh = randomStatement(random, kind, false)
    const change = random()
    if (change < 0.2 && statements.length > 1) statements.splice(at, 1)
    else if (change < 0.45) statements.splice(at, 0, fresh)
    else {
      const old = statements[at] as Record<string, unknown>
      const names = Object.keys(old).filter((name) => name !== 'Effect')
      const name = pick(random, names as unknown as List)
      const { [name]: _, ...rest } = old
      statements[at] = name in fresh ? { ...old, [name]: fresh[name] } : name === 'Condition' ? rest : old
    }
    return { ...document, Statement: statements }
  }
  if (own.kind !== 'set') return { ...own, document: mix(own.document, own.kind) }
  const { policies } = own
  const other = randomWritten(random, 'set')
  const change = (of: PolicyKind, document: unknown, strange: unknown): unknown =>
    random() < 0.75 ? document : document === undefined ? strange : mix(document as Document, of)
  return {
    kind: 'set',
    policies: {
      ...policies,
      identity: policies.identity?.map((it) => (random() < 0.6 ? { ...it, document: mix(it.document as Document, 'identity') } : it)),
      resource: change('resource', policies.resource, other.kind === 'set' ? other.policies.resource : undefined),
      permissionBoundary: change('boundary', policies.permissionBoundary, undefined),
      session: change('session', policies.session, undefined),
      scps: random() < 0.2 && other.kind === 'set' ? other.policies.scps : policies.scps,
      rcps: random() < 0.2 && other.kind === 'set' ? other.policies.rcps : policies.rcps,
    },
  }
}

/** Null where the parser refuses it. */
export function subjectOf(written: Written): Subject | null {
  if (written.kind === 'set') {
    const parsed = parsePolicySet(written.policies)
    return parsed.ok ? { kind: 'set', set: parsed.value } : null
  }
  const parsed = parsePolicyValue(written.document, written.kind)
  return parsed.ok ? { kind: written.kind, policies: [{ name: 'p', policy: parsed.value }] } : null
}

/** A request whose keys are of those that the texts name; what follows from the caller agrees with it. */
export function randomRequest(random: Random, texts: string, kind: Subject['kind']): Request | null {
  const principal = pick(random, kind === 'identity' ? HOLDERS : CALLERS)
  const resource = kind === 'trust' ? `arn:aws:iam::${HOME}:role/app` : pick(random, RESOURCES)
  const owner = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(resource)?.[1] ?? pick(random, [HOME, AWAY, '777788889999'])
  const context: Record<string, readonly string[]> = { ...derived(principal), 'aws:ResourceAccount': [owner] }
  for (const { key, asked, several: many } of POOLS) {
    if (DERIVED.has(key) || random() < 0.25 || !texts.includes(key.toLowerCase())) continue
    const values = [pick(random, asked)]
    if (many) while (values.length < 3 && random() < 0.4) values.push(pick(random, asked))
    context[key] = many && random() < 0.1 ? [] : values
  }
  const action =
    kind === 'trust' ? pick(random, ['sts:AssumeRole', 'sts:TagSession', 'sts:AssumeRoleWithWebIdentity']) : pick(random, ACTIONS)
  const named = random() < 0.4 ? { canonicalUser: pick(random, [CANONICAL, 'b'.repeat(64), 'c'.repeat(64)]) } : {}
  const made = resolveRequest({ principal, action, resource, resourceAccount: owner, context, ...named })
  return made.ok ? made.value : null
}

/** Source: IAM User Guide, "AWS global condition context keys". */
function derived(principal: string): Record<string, readonly string[]> {
  if (principal === '*') return { 'aws:PrincipalType': ['Anonymous'], 'aws:PrincipalAccount': ['anonymous'] }
  if (principal.includes('-provider/') || principal === ORIGIN_ACCESS) return {}
  if (!principal.startsWith('arn:')) return { 'aws:PrincipalIsAWSService': ['true'], 'aws:PrincipalServiceName': [principal] }
  const account = principal.split(':')[4] ?? ''
  const kind = principal.endsWith(':root')
    ? 'Account'
    : principal.includes(':user/')
      ? 'User'
      : principal.includes(':federated-user/')
        ? 'FederatedUser'
        : 'AssumedRole'
  return {
    'aws:PrincipalArn': [principal.includes(':assumed-role/') ? `arn:aws:iam::${account}:role/app` : principal],
    'aws:PrincipalAccount': [account],
    'aws:PrincipalType': [kind],
    'aws:PrincipalIsAWSService': ['false'],
    ...(kind === 'User' ? { 'aws:username': [principal.slice(principal.lastIndexOf('/') + 1)] } : {}),
  }
}
