/** The generated tables as the runtime relies on them, and how long they take to open. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { catalogDate, catalogSources, servicesWithResourceControl } from './about.js'
import { allActions, findAction } from './actions.js'
import { clientFacts } from './clients.js'
import { cfnType } from './cloudformation.js'
import { conditionKey } from './condition-keys.js'
import { managedPolicy } from './managed-policies.js'
import { operationFacts } from './operation-facts.js'
import { readTable } from './read-table.js'
import { connectorPair, policyTemplate } from './sam.js'

const folder = new URL('./generated/', import.meta.url)
const names = readdirSync(folder).sort()

test.each(names)('%s is a JSON document with one sorted entry a line, in ASCII', (name) => {
  const text = readFileSync(new URL(name, folder), 'utf8')
  const whole = JSON.parse(text) as Readonly<Record<string, unknown>>
  const table = readTable(name)
  expect(table.keys).toEqual(Object.keys(whole))
  expect([...table.keys].sort()).toEqual(table.keys)
  expect(text.split('\n').length).toBe(table.keys.length + 3)
  expect(/^[\n -~]*$/.test(text)).toBe(true)
  for (const key of [table.keys[0], table.keys.at(-1)]) if (key !== undefined) expect(table.get(key)).toEqual(whole[key])
  expect(table.get('no such key')).toBeUndefined()
})

test('the catalog says of when it is and what it was made from', () => {
  expect(catalogDate()).toMatch(/^20\d\d-\d\d-\d\d$/)
  expect(
    catalogSources()
      .map(({ licence }) => licence)
      .filter((licence) => licence !== 'MIT' && licence !== 'Apache-2.0'),
  ).toEqual([])
  expect(catalogSources().every(({ notice, version }) => notice.includes('Copyright') && version !== '')).toBe(true)
  expect(servicesWithResourceControl()).toContain('dynamodb')
})

test('every concern opens on its own, and what a command needs opens in a moment', () => {
  const concerns: readonly (readonly [string, () => unknown])[] = [
    ['an action', () => findAction('dynamodb:GetItem')],
    ['all actions', () => allActions()],
    ['a client', () => clientFacts('s3')],
    ['an operation by its row', () => operationFacts('dynamodb', 'Query')],
    ['an operation that is derived', () => operationFacts('glue', 'GetTable')],
    ['a condition key', () => conditionKey('s3:prefix')],
    ['a CloudFormation type', () => cfnType('AWS::Glue::Job')],
    ['a managed policy', () => managedPolicy('AWSLambdaBasicExecutionRole')],
    ['a policy template', () => policyTemplate('S3ReadPolicy')],
    ['a connector', () => connectorPair('AWS::Lambda::Function', 'AWS::S3::Bucket')],
  ]
  const lines = concerns.map(([name, open]) => {
    const began = performance.now()
    expect(open()).not.toBeNull()
    return `${name}: ${(performance.now() - began).toFixed(1)} ms`
  })
  console.info(lines.join('\n'))
})
