import { expect, test } from 'vitest'
import { shortActions, shortResource } from './names.js'

const OWN = 'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}'
const resources = [
  { name: 'the head that every ARN of the app has is left out', given: `${OWN}:table/\${ItemsTable}`, want: 'table/ItemsTable' },
  {
    name: 'an ARN without region and account too',
    given: 'arn:${AWS::Partition}:s3:::${FilesBucket}/files/*',
    want: 'FilesBucket/files/*',
  },
  { name: 'an ARN that is an attribute is its resource', given: '${ItemsTable.Arn}/index/*', want: 'ItemsTable/index/*' },
  { name: 'another attribute is named as in the template', given: '${ItemsTable.StreamArn}', want: 'ItemsTable.StreamArn' },
  {
    name: 'a resource of another account keeps its head',
    given: 'arn:aws:sqs:eu-west-1:111122223333:orders',
    want: 'arn:aws:sqs:eu-west-1:111122223333:orders',
  },
  { name: 'a star alone', given: '*', want: 'anything' },
  { name: 'everything of a service', given: 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:*', want: 'anything of logs' },
]
test.each(resources)('$name', (row) => expect(shortResource(row.given)).toBe(row.want))

const actions = [
  { name: 'the service is said once', given: ['s3:GetObject', 's3:PutObject'], want: 's3:GetObject, PutObject' },
  { name: 'services stay apart', given: ['kms:Decrypt', 's3:GetObject'], want: 'kms:Decrypt s3:GetObject' },
]
test.each(actions)('$name', (row) => expect(shortActions(row.given)).toBe(row.want))
