import { expect, test } from 'vitest'
import { findAction } from '../catalog/index.js'
import { eventMeaning } from './meaning.js'
import type { Input } from './parameters.js'
import { RECORDED_CALLS } from './recorded-calls.test.data.js'
import { MORE_RECORDED_CALLS } from './recorded-calls-more.test.data.js'
import { OTHER_RECORDED_CALLS } from './recorded-calls-others.test.data.js'

const place = { partition: 'aws', region: 'us-east-1', account: '111122223333' }
const PREFIXES: Readonly<Record<string, (service: string) => string>> = {
  '~': (service) => `arn:aws:${service}:${place.region}:${place.account}:`,
  '^': () => `arn:aws:iam::${place.account}:`,
  '%': () => 'arn:aws:s3:::',
}

function checkOf(written: string): string {
  const [action = '', resource = ''] = written.split(' ')
  const prefix = PREFIXES[resource.charAt(0)]
  return prefix === undefined ? written : `${action} ${prefix(action.split(':')[0] ?? '')}${resource.slice(1)}`
}

const rows = [...RECORDED_CALLS, ...MORE_RECORDED_CALLS, ...OTHER_RECORDED_CALLS].flatMap(({ source, calls }) =>
  calls.split('\n').map((line) => {
    const [call = '', checks = ''] = line.split(' => ')
    const [, name = '', parameters = '', marks = ''] = /^(\S+) (.*?)((?: [@!]\S+)*)$/.exec(call) ?? []
    const marked = (mark: string): readonly string[] => marks.split(' ').flatMap((one) => (one.startsWith(mark) ? [one.slice(1)] : []))
    return { line, source, name, parameters, arns: marked('@'), eventType: marked('!')[0] ?? 'AwsApiCall', checks: checks.split('; ') }
  }),
)

test('the table is as large as it says', () => expect(rows.length).toBeGreaterThanOrEqual(590))

test.each(rows)('$source $line', ({ source, name, parameters, arns, eventType, checks }) => {
  const meaning = eventMeaning({
    source,
    name,
    place,
    eventType,
    parameters: JSON.parse(parameters) as Input | null,
    resourceArns: arns,
    errorCode: null,
    errorMessage: null,
  })
  if (checks[0] === '?') {
    expect(meaning.kind).toBe('unmapped')
    return
  }
  const want = checks[0] === '-' ? [] : checks.map(checkOf)
  for (const one of want) expect(findAction(one.split(' ')[0] ?? '')).not.toBeNull()
  expect(meaning.checks.map(({ action, resource }) => `${action} ${resource}`).sort()).toEqual(want.sort())
})
