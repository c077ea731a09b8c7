/**
 * The evaluator beside @cloud-copilot/iam-simulate: on random requests over AWS's managed policies, and on the rows of
 * the guides. Each difference is listed with who is right and the page that says so; one that no cause explains fails.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { actionsOf, expandActions, findAction, managedPolicy, managedPolicyNames, resourceType } from '../../src/catalog/index.js'
import { authorizer, type DecisionWord, type PoliciesInput, type RequestInput } from '../../src/decide/index.js'

interface PeerResult {
  readonly resultType: string
  readonly overallResult?: string
  readonly errors?: { readonly message: string }
  readonly result?: { readonly ignoredContextKeys?: readonly string[] }
}
const peerPath = createRequire(new URL('../../peers/package.json', import.meta.url)).resolve('@cloud-copilot/iam-simulate')
const peer = (await import(pathToFileURL(peerPath).href)) as {
  runSimulation: (simulation: unknown, options: unknown) => Promise<PeerResult>
  anonymousPrincipal: unknown
}

const WORDS: ReadonlyMap<string | undefined, DecisionWord> = new Map([
  ['Allowed', 'allowed'],
  ['ExplicitlyDenied', 'explicitDeny'],
  ['ImplicitlyDenied', 'implicitDeny'],
])

interface Asked {
  readonly request: RequestInput
  readonly policies: PoliciesInput
}

type Named = { readonly name: string; readonly document: unknown }
const named = (list: readonly Named[] | undefined): unknown[] => (list ?? []).map(({ name, document }) => ({ name, policy: document }))
const one = (document: unknown): unknown => (document === undefined ? undefined : [{ name: 'policy', policy: document }])

/** The request as the peer takes it: it adds RCPFullAWSAccess itself, and knows no management account. */
function simulationOf({ request, policies }: Asked): unknown {
  const account =
    /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(request.resource)?.[1] ?? request.resourceAccount ?? request.principal.split(':')[4]
  const levels = (list: PoliciesInput['scps']): unknown[] =>
    (list ?? []).map((level, i) => ({ orgIdentifier: `level-${i}`, policies: named(level.filter(({ name }) => !isFullRcp(name, level))) }))
  return {
    request: {
      principal: request.principal === '*' ? peer.anonymousPrincipal : request.principal,
      action: request.action,
      resource: { resource: request.resource, accountId: account },
      contextVariables: Object.fromEntries(
        Object.entries(request.context ?? {}).map(([key, values]) => [key, values.length === 1 ? values[0] : values]),
      ),
    },
    identityPolicies: named(policies.identity),
    resourcePolicy: policies.resource,
    permissionBoundaryPolicies: one(policies.permissionBoundary),
    sessionPolicy: policies.session,
    serviceControlPolicies: request.managementAccount === true ? [] : levels(policies.scps),
    resourceControlPolicies: levels(policies.rcps),
    vpcEndpointPolicies: one(policies.vpcEndpoint),
  }
}

const isFullRcp = (name: string, level: readonly Named[]): boolean =>
  JSON.stringify(level.find((it) => it.name === name)?.document).includes('"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"')

async function askPeer(asked: Asked): Promise<PeerResult> {
  try {
    return await peer.runSimulation(simulationOf(asked), {})
  } catch (thrown) {
    return { resultType: 'error', errors: { message: `it threw: ${String(thrown)}` } }
  }
}

function askOurs({ request, policies }: Asked): DecisionWord {
  const made = authorizer(policies)
  if (!made.ok) throw new Error(JSON.stringify(made.error))
  return made.value(request).decision
}

/** Why answers may differ, who is then right, and by which page. */
const causes: readonly {
  readonly name: string
  readonly right: string
  readonly page: string
  readonly holds: (asked: Asked, peer: PeerResult) => boolean
}[] = [
  {
    name: 'the peer leaves out context keys that its data does not list for the action',
    right: 'ours: the context is taken as given',
    page: 'IAM User Guide, "IAM JSON policy elements: Condition": a key of the request context is compared',
    holds: (_, { result }) => (result?.ignoredContextKeys?.length ?? 0) > 0,
  },
  {
    name: 's3:ListAllMyBuckets by an ARN pattern',
    right: 'ours',
    page: 'IAM User Guide, "How AWS enforcement code logic evaluates requests to allow or deny access", the example of Carlos',
    holds: ({ request }) => /^s3:ListAllMyBuckets$/i.test(request.action),
  },
  {
    name: 'a resource that AWS owns, or whose ARN has no account: the peer takes it to be of another account',
    right: 'ours: `resourceAccount` says whose it is',
    page: 'IAM User Guide, "IAM identifiers", "IAM ARNs": `aws` stands for policies that AWS manages',
    holds: ({ request }) => request.resource !== '*' && !/^arn:[^:]*:[^:]*:[^:]*:(?:\d{12})?:/.test(request.resource),
  },
  {
    name: 'sts:AssumeRole without the role trust policy',
    right: 'ours: the trust policy must allow, also in the same account',
    page: 'IAM User Guide, "How AWS enforcement code logic evaluates requests to allow or deny access", role trust policies',
    holds: ({ request, policies }) => /^sts:AssumeRole$/i.test(request.action) && policies.resource === undefined,
  },
  {
    name: 'a wildcard where the type of the resource stands (`…:*/name`)',
    right: 'ours: a wildcard in the sixth part is free, and policies that AWS manages rely on it',
    page: 'IAM User Guide, "IAM JSON policy elements: Resource"',
    holds: ({ policies }) => /"arn:[^":]*:[^":]*:[^":]*:[^":]*:\*\//.test(JSON.stringify(policies.identity)),
  },
]

/** A small generator of numbers that is the same on each machine. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const A = '111122223333'
const next = numbers(2_026)
const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T
const listOf = <T>(value: T | readonly T[] | undefined): readonly T[] => (value === undefined ? [] : ([value].flat() as T[]))

interface WireStatement {
  readonly Action?: string | readonly string[]
  readonly NotAction?: string | readonly string[]
  readonly Resource?: string | readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** A request near a statement of a managed policy: its actions and resources, or others of the service; its keys, or none. */
function randomRequest(name: string): Asked | null {
  const document = managedPolicy(name)?.document
  const statements = listOf(document?.Statement as WireStatement | readonly WireStatement[])
  const statement = pick(statements)
  const actions = expandActions(pick(listOf(statement.Action ?? statement.NotAction)))
  const [first] = actions
  if (first === undefined) return null
  const action = next() < 0.85 ? pick(actions) : pick(actionsOf(first.split(':')[0] ?? ''))
  const context = Object.fromEntries(
    statements
      .flatMap(({ Condition }) => Object.values(Condition ?? {}).flatMap((keys) => Object.entries(keys)))
      .filter(() => next() < 0.6)
      .map(([key, values]) => [key, [valueNear(values)]]),
  )
  const request = {
    principal: `arn:aws:sts::${A}:assumed-role/app/session`,
    action,
    resource: resourceFor(action, statement),
    resourceAccount: A,
    context,
  }
  return { request, policies: { identity: [{ name, document }] } }
}

const valueNear = (values: unknown): string =>
  next() < 0.7
    ? String(pick(listOf(values)))
        .replace(/\$\{[^}]*\}/g, 'x')
        .replace(/\*/g, () => pick(['', 'y']))
    : pick(['other', `arn:aws:iam::${A}:role/x`, 'true', '10.1.2.3'])

function resourceFor(action: string, { Resource }: WireStatement): string {
  const service = action.split(':')[0] ?? ''
  const formats = findAction(action)?.resourceTypes.flatMap((type) => resourceType(service, type)?.arns ?? []) ?? []
  if (formats.length === 0) return '*'
  const patterns = listOf(Resource).filter((pattern) => /^arn:aws:[^*]*:[^:]*:[^:]*:./.test(pattern))
  if (patterns.length === 0 || next() < 0.5) {
    return pick(formats)
      .replace('${Partition}', 'aws')
      .replace('${Region}', 'us-east-1')
      .replace('${Account}', A)
      .replace(/\$\{[^}]*\}/g, () => pick(['x', 'aws-thing', 'Prod-1']))
  }
  const [arn, partition, name, region = '', account = '', ...rest] = pick(patterns).split(':')
  const tail = rest
    .join(':')
    .replace(/\$\{[^}]*\}/g, 'x')
    .replace(/\*/g, () => pick(['', 'x', 'a/b']))
    .replace(/\?/g, 'q')
  return [arn, partition, name, region.replace('*', 'us-east-1'), account.replace('*', A), tail].join(':')
}

test('random requests over the managed policies of AWS', async () => {
  const names = managedPolicyNames()
  const seen = new Map<string, number>()
  const explained = new Map<string, number>()
  const unexplained: string[] = []
  const count = (map: Map<string, number>, key: string): unknown => map.set(key, (map.get(key) ?? 0) + 1)
  for (let i = 0; i < 5_000; i++) {
    const asked = randomRequest(pick(names))
    if (asked === null || findAction(asked.request.action) === null) continue
    const ours = askOurs(asked)
    const theirs = await askPeer(asked)
    if (theirs.resultType === 'error') {
      count(seen, `not judged by the peer (${(theirs.errors?.message ?? '').slice(0, 40)})`)
      continue
    }
    count(seen, ours)
    if (WORDS.get(theirs.overallResult) === ours) continue
    const cause = causes.find(({ holds }) => holds(asked, theirs))
    if (cause === undefined)
      unexplained.push(
        `${asked.policies.identity?.[0]?.name}: ours ${ours}, peer ${theirs.overallResult}: ${JSON.stringify(asked.request)}`,
      )
    else count(explained, `${cause.name}. Right is ${cause.right}. ${cause.page}`)
  }
  console.log(`requests: ${[...seen].map(([word, n]) => `${n} ${word}`).join(', ')}`)
  for (const [cause, n] of explained) console.log(`${n} differences: ${cause}`)
  for (const line of unexplained) console.log(line)
  expect(unexplained).toEqual([])
  expect(seen.get('allowed')).toBeGreaterThan(1_000)
  expect(seen.get('implicitDeny')).toBeGreaterThan(500)
})

interface Row extends Asked {
  readonly name: string
  readonly source: string
  readonly want: DecisionWord
}

test('the rows of the guides: where the peer answers otherwise, the page of the row is right', async () => {
  const rows = ['decisions', 'guides', 'conditions', 'services'].flatMap((file) =>
    readFileSync(new URL(`../../src/decide/rows/${file}.ndjson`, import.meta.url), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Row),
  )
  let alike = 0
  let notJudged = 0
  const different: string[] = []
  for (const row of rows) {
    expect(askOurs(row)).toBe(row.want)
    const theirs = await askPeer(row)
    if (theirs.resultType === 'error') notJudged++
    else if (WORDS.get(theirs.overallResult) === row.want) alike++
    else different.push(`peer ${WORDS.get(theirs.overallResult)}, right is ours, ${row.want}: ${row.name}. ${row.source}`)
  }
  console.log(different.join('\n'))
  console.log(`${rows.length} rows: ${alike} alike, ${notJudged} not judged by the peer, ${rows.length - alike - notJudged} different`)
  expect(alike).toBeGreaterThan(rows.length * 0.7)
})
