import { expect, test } from 'vitest'
import { appOf, cells, needsWith } from '../testing/app-of.js'

const task = (resource: string, parameters: string, next: string): string =>
  `{ Type: Task, Resource: 'arn:aws:states:::${resource}', Parameters: ${parameters}, ${next} }`

const app = await appOf(`
Transform: AWS::Serverless-2016-10-31
Resources:
  Items: { Type: AWS::Serverless::SimpleTable }
  Orders: { Type: AWS::Serverless::SimpleTable }
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: Read
        States:
          Read: ${task('aws-sdk:dynamodb:getItem', '{ TableName.$: $.table, Key.$: $.key }', 'Next: Ask')}
          Ask: ${task('lambda:invoke', '{ FunctionName.$: $.ask, Payload.$: $ }', 'Next: Put')}
          Put: ${task('aws-sdk:s3:putObject', '{ Bucket: drop, Key.$: $.key }', 'End: true')}
`)
const flow = needsWith(app, {}).principals.get('Flow')

test('what a machine’s input names is narrowed to what the app declares, or to things of that kind', () => {
  expect(cells(flow?.grants ?? [])).toEqual([
    'dynamodb:GetItem table/${Items} ?candidates',
    'dynamodb:GetItem table/${Orders} ?candidates',
    'lambda:InvokeFunction function:* ?wildcard',
    's3:PutObject s3:drop/*',
  ])
})

test('what stays open about it is said', () => {
  expect(flow?.unresolved.map(({ code, message }) => `${code} ${message}`)).toEqual([
    'needs/candidate-resources the table of `dynamodb:GetItem` can be any declared one: `$.table` of the input of state `Read`',
    'needs/unknown-resource the function of `lambda:Invoke` is not known: `$.ask` of the input of state `Ask`',
  ])
})
