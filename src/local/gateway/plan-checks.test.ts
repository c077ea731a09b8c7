/** The checks of a call with a concrete input, where a value may be given in several ways. */
import { expect, test } from 'vitest'
import { planChecks } from './plan-checks.js'

const where = { partition: 'aws', region: 'us-west-2', account: '111122223333' }
const here = 'us-west-2:111122223333'
const stackId = `arn:aws:cloudformation:${here}:stack/s/1b2c`

const rows: readonly (readonly [name: string, call: readonly [string, string, Record<string, unknown>], want: readonly string[]])[] = [
  ['a stack by its name', ['cloudformation', 'DescribeStacks', { StackName: 's' }], [`arn:aws:cloudformation:${here}:stack/s/*`]],
  ['a stack by its ID', ['cloudformation', 'DescribeStacks', { StackName: stackId }], [stackId]],
  [
    'an index of a table by its ARN',
    ['dynamodb', 'Query', { TableName: `arn:aws:dynamodb:${here}:table/t`, IndexName: 'i' }],
    [`arn:aws:dynamodb:${here}:table/t/index/i`],
  ],
  ['alarms by their names', ['cloudwatch', 'DescribeAlarms', { AlarmNames: ['a'] }], [`arn:aws:cloudwatch:${here}:alarm:a`]],
  ['all alarms', ['cloudwatch', 'DescribeAlarms', {}], ['*']],
  ['a path of parameters', ['ssm', 'GetParametersByPath', { Path: '/my/app/', Recursive: true }], [`arn:aws:ssm:${here}:parameter/my/app`]],
  ['all repositories', ['ecr', 'DescribeRepositories', {}], ['*']],
]

test.each(rows)('%s', (_, [service, operation, input], want) => {
  const plan = planChecks(service, operation, input, where)
  expect(plan.kind === 'checks' && plan.checks.map(({ resource }) => resource)).toEqual(want)
})

test('what needs no permission is said by the catalog', () => {
  expect(planChecks('sts', 'GetCallerIdentity', {}, where).kind).toBe('nothing')
})
