import { expect, test } from 'vitest'
import { printSym } from '../policy/index.js'
import { appOf, callOf, cells, type Given, needsWith, piece } from './testing/app-of.js'

const ROLE = (service: string): string =>
  `{ Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Action: sts:AssumeRole, Principal: { Service: ${service} } }] } } }`

const app = await appOf(`
Resources:
  TaskRole: ${ROLE('ecs-tasks.amazonaws.com')}
  StartRole: ${ROLE('ecs-tasks.amazonaws.com')}
  JobRole: ${ROLE('glue.amazonaws.com')}
  Task: { Type: AWS::ECS::TaskDefinition, Properties: { Family: worker, TaskRoleArn: !GetAtt TaskRole.Arn, ExecutionRoleArn: !GetAtt StartRole.Arn } }
  Other: { Type: AWS::ECS::TaskDefinition, Properties: { Family: other, ExecutionRoleArn: !GetAtt StartRole.Arn } }
  Fn:
    Type: AWS::Serverless::Function
    Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: ., Environment: { Variables: { TASK: !Ref Task, JOB_ROLE: !GetAtt JobRole.Arn } } }
`)

const grantsFor = (service: string, operation: string, input: Given) =>
  needsWith(app, { Fn: [callOf(service, operation, input)] }).functions.get('Fn')?.grants ?? []

const rows = [
  { name: 'the roles of a task definition by its symbol', task: piece.env('TASK'), want: ['role/${StartRole}', 'role/${TaskRole}'] },
  { name: 'by its family', task: 'worker', want: ['role/${StartRole}', 'role/${TaskRole}'] },
  { name: 'by family and revision', task: 'other:3', want: ['role/${StartRole}'] },
  { name: 'a definition of elsewhere: any role', task: 'elsewhere', want: ['role/* ?wildcard'] },
]

test.each(rows)('$name', ({ task, want }) => {
  const passed = cells(grantsFor('ecs', 'RunTask', { cluster: 'c', taskDefinition: task }), 'call').filter((cell) =>
    cell.startsWith('iam:'),
  )
  expect(passed).toEqual(want.map((role) => `iam:PassRole ${role}`))
})

test('a declared role is handed to those alone whom it trusts', () => {
  const grants = grantsFor('glue', 'CreateJob', { Name: 'j', Role: piece.env('JOB_ROLE'), Command: {} })
  const passed = grants.find((grant) => grant.actions.includes('iam:PassRole'))
  expect(passed?.resources.map(printSym)).toEqual(['arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${JobRole}'])
  expect(passed?.conditions.map(({ key, values }) => [key, ...values.map(printSym)])).toEqual([
    ['iam:PassedToService', 'glue.amazonaws.com'],
  ])
})
