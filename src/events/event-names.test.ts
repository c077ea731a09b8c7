import { expect, test } from 'vitest'
import { findAction } from '../catalog/index.js'
import { EVENT_NAMES } from './event-names.test.data.js'
import { EXAMPLE_EVENT_NAMES } from './event-names-examples.test.data.js'
import { LOGGED_EVENT_NAMES } from './event-names-logged.test.data.js'
import { MORE_EVENT_NAMES } from './event-names-more.test.data.js'
import { eventMeaning } from './meaning.js'
import { eventNameOf, operationsOfEvent } from './names.js'
import type { Input } from './parameters.js'
import { eventSourceOf } from './sources.js'

interface Row {
  readonly source: string
  readonly name: string
  readonly actions: readonly string[]
  readonly parameters: Input | null
}

const tables = [...EVENT_NAMES, ...MORE_EVENT_NAMES, ...LOGGED_EVENT_NAMES, ...EXAMPLE_EVENT_NAMES]
const rows: readonly Row[] = tables.flatMap(({ source, prefix, names, parameters }) =>
  names.split('\n').map((line): Row => {
    const [name = '', written] = line.split(' = ')
    const actions = written === undefined ? [`${prefix}:${name}`] : written === '-' ? [] : written.split(', ')
    return { source, name, actions, parameters: (parameters?.[name] as Input | undefined) ?? null }
  }),
)

const meant = ({ source, name, parameters }: Pick<Row, 'source' | 'name' | 'parameters'>): readonly string[] =>
  eventMeaning({
    source,
    name,
    place: { partition: 'aws', region: 'us-east-1', account: '111122223333' },
    eventType: 'AwsApiCall',
    parameters,
    resourceArns: [],
    errorCode: null,
    errorMessage: null,
  }).checks.map(({ action }) => action)

test('the table is as large as it says', () => {
  expect(rows.length).toBeGreaterThanOrEqual(1800)
  expect(new Set(rows.map(({ source, name }) => `${source} ${name}`)).size).toBe(rows.length)
  for (const action of rows.flatMap(({ actions }) => actions)) expect(findAction(action)?.action).toBe(action)
})

test.each(rows)('$source $name', (row) => expect([...new Set(meant(row))]).toEqual(row.actions))

test('names are compared without regard to case', () => {
  for (const row of rows) expect(meant({ ...row, name: row.name.toLowerCase() })).toEqual(meant(row))
})

test('what is written under an event name is read as that operation again', () => {
  for (const [client, operation] of [
    ['lambda', 'GetFunction'],
    ['lambda', 'ListFunctions'],
    ['lambda', 'Invoke'],
    ['lambda', 'PublishLayerVersion'],
    ['cloudfront', 'CreateDistribution'],
    ['s3', 'PutPublicAccessBlock'],
    ['s3', 'PutBucketLifecycleConfiguration'],
    ['cloudwatch', 'PutMetricAlarm'],
    ['dynamodb-streams', 'GetRecords'],
    ['application-auto-scaling', 'RegisterScalableTarget'],
  ] as const) {
    expect(operationsOfEvent(eventSourceOf(client), eventNameOf(client, operation))).toContainEqual({ client, operation })
  }
})
