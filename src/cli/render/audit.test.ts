import { expect, test } from 'vitest'
import { auditOf, parseRolePolicies, type Trail } from '../../audit/index.js'
import { makeStyle } from '../style.js'
import { renderAudit } from './audit.js'

const arn = (name: string): string => `arn:aws:dynamodb:eu-west-1:111122223333:table/${name}`
const fact = (table: string, denied: boolean): Trail['facts'][number] => ({
  role: 'arn:aws:iam::111122223333:role/app',
  roleId: 'AROAEXAMPLE',
  session: 'fn',
  via: '',
  checks: [{ action: 'dynamodb:GetItem', resource: arn(table) }],
  denied,
  by: denied ? 'identity-based policy' : null,
  explicit: denied ? false : null,
  known: true,
  refused: null,
  count: 1,
  first: 1_790_848_801,
  last: 1_790_848_801,
  sample: '',
})

const granted = JSON.stringify([
  {
    principal: 'arn:aws:iam::111122223333:role/app',
    policies: {
      identity: [
        {
          name: 'p',
          document: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:Query'], Resource: arn('orders') }],
          },
        },
      ],
    },
  },
])

async function rendered(facts: Trail['facts'], compared = false): Promise<readonly string[]> {
  const time = facts.length === 0 ? null : '2026-10-01T10:00:01Z'
  const read = { files: 1, events: 2, duplicates: 0, copies: 0, skipped: 0, quarantined: [], from: time, to: time }
  const trail = { facts, read, names: new Set<string>(), opened: 1, toSave: () => expect.unreachable() }
  const policies = compared ? parseRolePolicies(granted, 'policies.json') : null
  const result = await auditOf(trail, { generation: null, policies: policies?.ok === true ? policies.value : null, recorded: null })
  return renderAudit(result, makeStyle(false), { removes: false, compared, selected: false }).split('\n')
}

test('what was only denied is not listed as used', async () => {
  const lines = await rendered([fact('orders', false), fact('secrets', true)])
  expect(lines.slice(lines.indexOf('  used'))).toEqual(
    expect.arrayContaining([
      '    dynamodb:GetItem        1×  last 2026-10-01  table/orders',
      '    dynamodb:GetItem        1×  no identity-based policy allows it  table/secrets',
    ]),
  )
})

test('events of other days are said to be that', async () => {
  expect(await rendered([])).toContain('none of these calls is of the days that were asked for')
})

test('what was never used is listed with what to do', async () => {
  const lines = await rendered([fact('orders', false)], true)
  expect(lines).toContain('    dynamodb:Query    table/orders: remove it, or exercise it')
})
