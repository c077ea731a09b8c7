/**
 * Plans as a person and a program read them. The states are small accounts written down here, so that a plan is the same
 * bytes on every machine; `npm run golden` writes the files anew, and their difference is read like code.
 */
import { describe, expect, test } from 'vitest'
import { renderPlan } from '../../src/cli/render/plan.js'
import { makeStyle } from '../../src/cli/style.js'
import { tagsOf } from '../../src/deploy/owner.js'
import { type PlanOptions, planDeployment } from '../../src/deploy/plan.js'
import { allow, TABLE, trust, wantedRole } from '../../src/deploy/testing/account.js'
import type { AccountState, DeployedRecord, LivePolicy, LiveRole, WantedRole } from '../../src/deploy/types.js'

const ACCOUNT = '111122223333'
const arn = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`

const live = (name: string, more: Partial<LiveRole> = {}): LiveRole => ({
  name,
  arn: arn(name),
  id: `AROA${name.toUpperCase().replaceAll(/[^A-Z]/g, '')}`,
  path: '/',
  trustPolicy: trust('lambda.amazonaws.com'),
  inline: new Map(),
  attached: [],
  boundary: null,
  tags: [],
  ...more,
})

/** As a deployment of `wanted` leaves it. */
const deployed = (wanted: WantedRole, more: Partial<LiveRole> = {}): LiveRole =>
  live(wanted.name, {
    trustPolicy: wanted.trustPolicy,
    inline: new Map(wanted.policies.map(({ name, document }) => [name, document])),
    tags: tagsOf('shop', wanted.logicalId),
    ...more,
  })

const stateOf = (roles: readonly LiveRole[], functions: Readonly<Record<string, string>>): AccountState => ({
  account: ACCOUNT,
  partition: 'aws',
  region: 'us-west-2',
  caller: `arn:aws:iam::${ACCOUNT}:user/deployer`,
  roles: new Map(roles.map((role) => [role.name.toLowerCase(), role])),
  policies: new Map(),
  functions: Object.entries(functions).map(([name, role]) => ({ name, roleArn: arn(role) })),
  stack: null,
  apiLoggingRole: null,
})

const recordOf = (...roles: readonly WantedRole[]): DeployedRecord => ({
  account: ACCOUNT,
  roles: Object.fromEntries(roles.map(({ name, trustPolicy, policies }) => [name, { id: live(name).id, trustPolicy, policies }])),
})

const inline = (id: string, actions: readonly string[], resources: readonly string[] = [TABLE]): WantedRole =>
  wantedRole(id, [id.replace(/Role$/, '').toLowerCase()], {
    policies: [{ name: `${id}Policy`, kind: 'inline', document: allow(actions, resources) }],
  })

const create = inline('CreateRole', ['dynamodb:PutItem', 'logs:PutLogEvents'])
const read = inline('ReadRole', ['dynamodb:GetItem', 'logs:PutLogEvents'])
const broad = (name: string, more: Partial<LiveRole> = {}): LiveRole =>
  live(name, { inline: new Map([['everything', allow(['dynamodb:*', 'logs:PutLogEvents', 's3:*'], ['*'])]]), ...more })

const many = (count: number): readonly LivePolicy[] =>
  Array.from({ length: count }, (_, i) => ({
    arn: `arn:aws:iam::${ACCOUNT}:policy/by-hand-${i}`,
    name: `by-hand-${i}`,
    document: allow(['s3:GetObject'], [`arn:aws:s3:::b${i}/*`]),
    defaultVersion: 'v1',
    versions: ['v1'],
  }))

/** A document of exactly so many characters: one bucket's name gets longer, the others stay. */
const large = (action: string, characters: number): WantedRole['policies'][number]['document'] => {
  const of = (last: string): WantedRole['policies'][number]['document'] =>
    allow([action], [...Array.from({ length: count }, (_, i) => bucket(i)), last])
  const bucket = (i: number): string => `arn:aws:s3:::files-of-the-shop-${String(i).padStart(3, '0')}/*`
  const count = Math.floor((characters - 300) / (bucket(0).length + 3))
  return of(`arn:aws:s3:::${'b'.repeat(characters - JSON.stringify(of('arn:aws:s3:::')).length)}`)
}

interface Case extends Pick<PlanOptions, 'wanted' | 'state'> {
  readonly name: string
  readonly more?: Partial<PlanOptions>
}

const cases: readonly Case[] = [
  {
    name: 'no change',
    wanted: [create, read],
    state: stateOf([deployed(create), deployed(read)], { create: create.name, read: read.name }),
    more: { deployed: recordOf(create, read) },
  },
  {
    name: 'new roles for functions that share a broad one',
    wanted: [create, read],
    state: stateOf([broad('old')], { create: 'old', read: 'old' }),
  },
  {
    name: 'a role that is narrowed',
    wanted: [create],
    state: stateOf([deployed(create, { inline: new Map([['CreateRolePolicy', allow(['dynamodb:*', 'logs:PutLogEvents'], ['*'])]]) })], {
      create: create.name,
    }),
  },
  {
    name: 'a role that is widened',
    wanted: [inline('CreateRole', ['dynamodb:PutItem', 'dynamodb:DeleteItem', 'logs:PutLogEvents'], [TABLE, `${TABLE}/index/*`])],
    state: stateOf([deployed(create)], { create: create.name }),
  },
  {
    name: 'a role that others use too',
    wanted: [read],
    state: stateOf([deployed(inline('ReadRole', ['dynamodb:*', 'logs:PutLogEvents']))], {
      read: read.name,
      nightly: read.name,
      sweep: read.name,
    }),
  },
  {
    name: 'policies near the quota go through managed ones',
    wanted: [
      wantedRole('ReadRole', ['read'], { policies: [{ name: 'ReadRolePolicy', kind: 'inline', document: large('s3:PutObject', 5_900) }] }),
    ],
    state: stateOf(
      [live('shop-ReadRole', { inline: new Map([['ReadRolePolicy', large('s3:GetObject', 10_240)]]), tags: tagsOf('shop', 'ReadRole') })],
      {
        read: 'shop-ReadRole',
      },
    ),
  },
  {
    name: 'a policy beyond the quota',
    wanted: [
      wantedRole('ReadRole', ['read'], { policies: [{ name: 'ReadRolePolicy', kind: 'inline', document: large('s3:GetObject', 10_241) }] }),
    ],
    state: stateOf([], {}),
  },
  { name: 'a name that somebody else has', wanted: [create, read], state: stateOf([broad(read.name)], { read: read.name }) },
  {
    name: 'what somebody changed since',
    wanted: [create, read],
    state: stateOf(
      [
        deployed(create, {
          inline: new Map([
            ['CreateRolePolicy', allow(['dynamodb:*'], ['*'])],
            ['by-hand', allow(['s3:*'], ['*'])],
          ]),
          trustPolicy: trust('ec2.amazonaws.com', 'lambda.amazonaws.com'),
        }),
        deployed(read, { id: 'AROAANOTHER', inline: new Map() }),
      ],
      { create: create.name, read: read.name },
    ),
    more: { deployed: recordOf(create, read) },
  },
  {
    name: 'ten managed policies attached, and room inline',
    wanted: [create],
    state: stateOf([deployed(create, { inline: new Map(), attached: many(10) })], { create: create.name }),
  },
  {
    name: 'ten managed policies attached, and no room',
    wanted: [
      wantedRole('ReadRole', ['read'], { policies: [{ name: 'ReadRolePolicy', kind: 'inline', document: large('s3:PutObject', 5_900) }] }),
    ],
    state: stateOf(
      [
        live('shop-ReadRole', {
          inline: new Map([['ReadRolePolicy', large('s3:GetObject', 10_240)]]),
          attached: many(10),
          tags: tagsOf('shop', 'ReadRole'),
        }),
      ],
      { read: 'shop-ReadRole' },
    ),
  },
  {
    name: 'roles that nothing wants any more',
    wanted: [create],
    state: stateOf([deployed(create), deployed(read), deployed(inline('SweepRole', ['s3:ListBucket']))], {
      create: create.name,
      sweep: 'shop-SweepRole',
    }),
    more: { prune: true },
  },
  {
    name: 'roles under a boundary',
    wanted: [{ ...create, boundary: `arn:aws:iam::${ACCOUNT}:policy/boundary` }],
    state: stateOf([broad('old')], { create: 'old' }),
    more: { boundary: `arn:aws:iam::${ACCOUNT}:policy/boundary` },
  },
]

const plan = ({ wanted, state, more }: Case): ReturnType<typeof planDeployment> =>
  planDeployment({
    app: 'shop',
    layout: 'per-function',
    wanted,
    state,
    via: 'api',
    adopt: new Set(),
    prune: false,
    boundary: null,
    deployed: null,
    template: null,
    ...more,
  })

describe.each(cases)('$name', (it) => {
  const file = `golden/${it.name.replaceAll(/[ ,]+/g, '-')}`
  const made = plan(it)

  test('as text', async () => {
    const text = made.ok ? renderPlan(made.value, makeStyle(false)) : `${made.error.message}\n${made.error.hint} [${made.error.code}]`
    await expect(`${text}\n`).toMatchFileSnapshot(`${file}.txt`)
  })

  test('as JSON, and the same bytes whatever the order of what comes in', async () => {
    const shown = (result: typeof made): string =>
      result.ok ? `${JSON.stringify(withoutWanted(result.value), null, 2)}\n` : `${JSON.stringify(result.error, null, 2)}\n`
    await expect(shown(made)).toMatchFileSnapshot(`${file}.json`)
    const { state } = it
    const turned = { ...state, roles: new Map([...state.roles].reverse()), functions: [...state.functions].reverse() }
    expect(shown(plan({ ...it, wanted: [...it.wanted].reverse(), state: turned }))).toBe(shown(made))
  })
})

/** The contract's members, and not what only apply needs. */
const withoutWanted = ({ roles, ...rest }: { readonly roles: readonly { readonly wanted: unknown }[] }): object => ({
  ...rest,
  roles: roles.map(({ wanted: _, ...role }) => role),
})
