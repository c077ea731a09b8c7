import { describe, expect, test } from 'vitest'
import { NO_CONFIG } from './no-config.js'
import { parseConfig } from './parse.js'

const FILE = 'rolewright.config.yaml'

describe('a configuration', () => {
  test('without a line is the default', () => {
    expect(parseConfig('', FILE)).toEqual({ ok: true, value: { ...NO_CONFIG, file: FILE } })
  })

  test('says what source and template do not', () => {
    const read = parseConfig(
      `
layout: five-roles
template: deploy/app.yaml
account: 111122223333
region: eu-west-1
hints: [{ file: src/a.ts, symbol: TABLE, is: '\${ItemsTable}', reason: it comes from a database }]
add: [{ to: Report, actions: ['ses:SendEmail'], resources: ['*'], reason: sent by a binary }]
refuse: [{ actions: ['iam:*'], reason: nobody manages access }]
parameters: { Stage: prod, Count: 3 }
boundary: arn:aws:iam::111122223333:policy/limit
roles: { path: /app/, tags: { team: items, cost: '1' } }
libraries: [{ packages: [my-queue], rows: [{ export: enqueue, is: makesCalls, gives: promise, calls: [{ operation: 'sqs:SendMessage', input: { QueueUrl: { argument: 0 } } }] }] }]
`,
      FILE,
    )
    expect(read.ok).toBe(true)
    if (!read.ok) return
    expect(read.value.layout).toBe('five-roles')
    expect(read.value.add[0]?.conditions).toEqual([])
    expect(read.value.refuse[0]).toMatchObject({ to: null, resources: ['*'] })
    expect(read.value.roles.tags.map((t) => t.key)).toEqual(['cost', 'team'])
    expect(read.value.libraries[0]?.rows?.[0]).toMatchObject({ export: 'enqueue', is: 'makesCalls' })
  })

  test('says which requests show that the app works', () => {
    const read = parseConfig(
      `
smoke:
  files: [{ from: static, to: FilesBucket }]
  requests:
    - { name: create, request: POST /items, body: { name: Lamp }, status: 201, keep: { id: $.id } }
    - { name: report, invoke: Report }
`,
      FILE,
    )
    expect(read).toMatchObject({
      ok: true,
      value: {
        smoke: {
          files: [{ from: 'static', to: 'FilesBucket', under: '' }],
          requests: [
            { call: { kind: 'request', method: 'POST', path: '/items', api: null, body: { name: 'Lamp' }, signedBy: null }, status: 201 },
            { call: { kind: 'invoke', function: 'Report', event: {} }, status: null },
          ],
        },
      },
    })
  })

  test.each([
    'smoke: { requests: [{ name: neither }] }',
    'smoke: { requests: [{ name: both, request: GET /a, invoke: F }] }',
    'smoke: { requests: [{ name: no method, request: /a }] }',
  ])('refuses %s', (source) => expect(parseConfig(source, FILE)).toMatchObject({ ok: false, error: { code: 'config/form' } }))

  test('keeps the zeros that numbers begin with', () => {
    const read = parseConfig('account: 012345678901\nguardrails: { noPublic: { accounts: [000000000012] } }\n', FILE)
    expect(read).toMatchObject({ ok: true, value: { target: { account: '012345678901' } } })
    expect(JSON.stringify(read)).toContain('000000000012')
  })

  test('in JSON is read too', () => {
    expect(parseConfig('{ "layout": "as-declared" }', 'rolewright.config.json')).toMatchObject({
      ok: true,
      value: { layout: 'as-declared' },
    })
  })
})

describe('what is wrong is named with its place', () => {
  const rows = [
    { name: 'YAML that does not end', source: 'layout: [', code: 'config/syntax', line: 1, says: /not YAML/ },
    {
      name: 'a member that is not known',
      source: 'parameters: {}\nlayuot: x\n',
      code: 'config/form',
      line: 2,
      says: /`layuot` that is not known/,
    },
    { name: 'a layout that is not known', source: 'hints: []\nlayout: two-roles\n', code: 'config/form', line: 2, says: /`layout`/ },
    {
      name: 'an addition without a reason',
      source: "add:\n  - to: A\n    actions: ['s3:GetObject']\n    resources: ['*']\n",
      code: 'config/form',
      line: 2,
      says: /`add\.0\.reason` is missing/,
    },
    {
      name: 'a text instead of a list',
      source: 'add:\n  - { to: A, actions: s3:*, resources: ["*"], reason: x }\n',
      code: 'config/form',
      line: 2,
      says: /`add\.0\.actions`/,
    },
    {
      name: 'a condition that a statement has no place for',
      source:
        'add:\n  - to: Fn\n    actions: [s3:GetObject]\n    resources: ["*"]\n    reason: x\n    conditions:\n      - { operator: StringEquals, key: aws:x, values: [a] }\n      - { operator: StringEquals, key: AWS:X, values: [b] }\n',
      code: 'config/form',
      line: 7,
      says: /names an operator and a key twice/,
    },
    { name: 'an account with a digit too few', source: 'account: 11112222333\n', code: 'config/form', line: 1, says: /12 digits/ },
    { name: 'a list at the top', source: '- a\n', code: 'config/form', line: 1, says: /another form/ },
  ]
  test.each(rows)('$name', ({ source, code, line, says }) => {
    const read = parseConfig(source, FILE)
    expect(read.ok).toBe(false)
    if (read.ok) return
    expect(read.error.code).toBe(code)
    expect(read.error.message).toMatch(says)
    expect(read.error.message).not.toContain('\n')
    expect(read.error.hint).not.toBe('')
    expect(read.error.at).toMatchObject({ file: FILE, line })
  })
})

test('the hint names the members of the object where one is not known', () => {
  const read = parseConfig('guardrails: { nopublic: true }\n', FILE)
  expect(read).toMatchObject({ ok: false, error: { hint: 'members are never, only, mustDeny, noPublic, noEscalation' } })
})
