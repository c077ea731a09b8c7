/** Whatever a record holds: it is understood in some way, and nothing throws. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseDenial } from './denial.js'
import { eventMeaning } from './meaning.js'
import type { Input } from './parameters.js'

const words = fc.constantFrom(
  ...[
    'User: ',
    'arn:aws:iam::111122223333:role/r',
    ' is not authorized to perform: ',
    's3:GetObject',
    ' on resource: ',
    '"',
    '*',
    ' because no ',
  ],
  ...[
    'identity-based policy',
    ' allows the ',
    ' action',
    ' with an explicit deny in a ',
    'service control policy',
    ': ',
    '.',
    '(',
    ')',
    '(Service: ',
  ],
  ...['Encoded authorization failure message: ', '{"Message":"', '\\', '\n', 'API: ', 'Access Denied', ', ', '[', ']', '’', '\u0000', ' '],
)
const sources = fc.constantFrom(
  's3',
  'ec2',
  'dynamodb',
  'lambda',
  'apigateway',
  'ses',
  'sqs',
  'kms',
  'streams.dynamodb',
  'a.b.c',
  '',
  '__proto__',
  'constructor',
)
const names = fc.constantFrom(
  ...[
    'GetObject',
    'RunInstances',
    'TransactWriteItems',
    'BatchGetItem',
    'CreateTags',
    'DeleteVpcEndpoints',
    'CreateFunction20150331',
    'CreateDeployment',
  ],
  ...['SendEmail', 'SendMessageBatch', 'ReEncrypt', 'GetRecords', 'ExecuteStatement', 'toString', '__proto__', '', ' '],
)
const members = fc.constantFrom(
  ...[
    'bucketName',
    'key',
    'tableName',
    'requestItems',
    'instancesSet',
    'items',
    'resourcesSet',
    'RunInstancesRequest',
    'role',
    'statement',
  ],
  ...['shardIterator', 'x-amz-copy-source', 'queueUrl', 'networkInterfaceSet', 'tagSpecificationSet', '__proto__', 'constructor'],
)
const { value } = fc.letrec<{ value: unknown; object: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc.dictionary(members, tie('value'), { maxKeys: 4, noNullPrototype: true }),
}))

test('a message of any words', () => {
  fc.assert(
    fc.property(fc.array(words, { maxLength: 24 }), (parts) => {
      const message = parts.join('')
      const denial = parseDenial(message)
      if (denial === null) return
      if (denial.action !== null)
        expect(message).toContain(denial.action === 'iam:PassRole' || denial.action === 'sts:AssumeRole' ? '' : denial.action)
      if (denial.by !== null)
        expect(denial.explicit === null).toBe(denial.by === 'resource-based policy' && message.includes('does not exist in this Region'))
    }),
    { numRuns: 3_000 },
  )
})

test('a message of a megabyte has an end', () => {
  for (const text of [',', '(', ' is not', 'arn:', '"User: ', ' because no ', '\\"'])
    expect(() => parseDenial(text.repeat(1_000_000 / text.length))).not.toThrow()
})

test('a call with any parameters', () => {
  fc.assert(
    fc.property(sources, names, fc.dictionary(members, value, { maxKeys: 5, noNullPrototype: true }), (source, name, parameters) => {
      const { checks } = eventMeaning({
        source: `${source}.amazonaws.com`,
        name,
        place: { partition: 'aws', region: 'us-east-1', account: '111122223333' },
        eventType: 'AwsApiCall',
        parameters: parameters as Input,
        resourceArns: [],
        errorCode: null,
        errorMessage: null,
      })
      for (const check of checks) expect(check.action).toContain(':')
    }),
    { numRuns: 3_000 },
  )
})
