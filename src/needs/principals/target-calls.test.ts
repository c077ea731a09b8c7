import { expect, test } from 'vitest'
import { appOf, cells, needsWith } from '../testing/app-of.js'

const ROLE = 'arn:aws:iam::111122223333:role/sender'

interface Row {
  readonly name: string
  /** The target, in flow form: its ARN and what stands beside it. */
  readonly target: string
  readonly resources?: string
  readonly want: readonly string[]
}

const rows: readonly Row[] = [
  {
    name: 'a mutation of a GraphQL API is asked for by the field that it names',
    target:
      "Arn: !GetAtt Api.GraphQLEndpointArn, AppSyncParameters: { GraphQLOperation: 'mutation M($a: String!) { first: publish(a: $a) { a } }' }",
    resources: '  Api: { Type: AWS::AppSync::GraphQLApi, Properties: { Name: a, AuthenticationType: AWS_IAM } }\n',
    want: ['appsync:GraphQL ${Api}/types/Mutation/fields/publish'],
  },
  {
    name: 'a job is submitted to its queue, of its definition',
    target: 'Arn: !Ref Jobs, BatchParameters: { JobDefinition: !Ref Definition, JobName: x }',
    resources:
      '  Jobs: { Type: AWS::Batch::JobQueue, Properties: { Priority: 1 } }\n  Definition: { Type: AWS::Batch::JobDefinition, Properties: { Type: container } }\n',
    want: ['batch:SubmitJob ${Definition}', 'batch:SubmitJob ${Jobs}'],
  },
  {
    name: 'a statement in a workgroup, with its secret',
    target:
      'Arn: !GetAtt Group.Workgroup.WorkgroupArn, RedshiftDataParameters: { Database: d, SecretManagerArn: !Ref Secret, Sql: select 1 }',
    resources:
      '  Group: { Type: AWS::RedshiftServerless::Workgroup, Properties: { WorkgroupName: w } }\n  Secret: { Type: AWS::SecretsManager::Secret }\n',
    want: ['redshift-data:ExecuteStatement ${Group.Workgroup.WorkgroupArn}', 'secretsmanager:GetSecretValue ${Secret}'],
  },
  {
    name: 'a statement in a workgroup, as whoever runs it',
    target: 'Arn: arn:aws:redshift-serverless:eu-west-1:111122223333:workgroup/w, RedshiftDataParameters: { Database: d, Sql: select 1 }',
    want: [
      'redshift-data:ExecuteStatement arn:${AWS::Partition}:redshift-serverless:eu-west-1:111122223333:workgroup/w',
      'redshift-serverless:GetCredentials arn:${AWS::Partition}:redshift-serverless:eu-west-1:111122223333:workgroup/w',
    ],
  },
  {
    name: 'a statement in a cluster, as a database user',
    target:
      'Arn: !Sub "arn:aws:redshift:${AWS::Region}:${AWS::AccountId}:cluster:c", RedshiftDataParameters: { Database: d, DbUser: u, Sql: select 1 }',
    want: [
      'redshift-data:ExecuteStatement cluster:c',
      'redshift:GetClusterCredentials dbname:c/d',
      'redshift:GetClusterCredentials dbuser:c/u',
    ],
  },
  {
    name: 'a command is sent to instances with a tag',
    target:
      'Arn: !Sub "arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:document/d", RunCommandParameters: { RunCommandTargets: [{ Key: "tag:env", Values: [prod] }] }',
    want: ['ssm:SendCommand document/d', 'ssm:SendCommand instance/*'],
  },
  {
    name: 'a command is sent to instances by their IDs',
    target:
      'Arn: !Sub "arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:document/d", RunCommandParameters: { RunCommandTargets: [{ Key: InstanceIds, Values: [i-1] }] }',
    want: ['ssm:SendCommand document/d', 'ssm:SendCommand instance/i-1'],
  },
  {
    name: 'a document without targets is an automation',
    target: 'Arn: !Sub "arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:automation-definition/d:1"',
    want: ['ssm:StartAutomationExecution automation-definition/d:1'],
  },
  {
    name: 'a response plan starts an incident',
    target: 'Arn: !Sub "arn:aws:ssm-incidents::${AWS::AccountId}:response-plan/p"',
    want: ['ssm-incidents:StartIncident response-plan/p'],
  },
]

test.each(rows)('$name', async ({ target, resources = '', want }) => {
  const app = await appOf(`
Resources:
  Rule: { Type: AWS::Events::Rule, Properties: { EventPattern: { source: [app] }, Targets: [{ Id: a, RoleArn: ${ROLE}, ${target} }] } }
${resources}`)
  const rule = needsWith(app, {}).principals.get('Rule')
  expect(app.problems).toEqual([])
  expect(cells(rule?.grants ?? [])).toEqual(want)
  expect(rule?.unresolved).toEqual([])
})

const pipes: readonly Row[] = [
  {
    name: 'a machine that is called in step answers the pipe',
    target: 'Target: !Ref Machine, TargetParameters: { StepFunctionStateMachineParameters: { InvocationType: REQUEST_RESPONSE } }',
    resources:
      '  Machine: { Type: AWS::StepFunctions::StateMachine, Properties: { StateMachineType: EXPRESS, DefinitionString: "{}", RoleArn: arn:aws:iam::111122223333:role/m } }\n',
    want: ['states:StartSyncExecution ${Machine}'],
  },
  {
    name: 'a task of a pipe names its definition under a name of its own',
    target: 'Target: !GetAtt Cluster.Arn, TargetParameters: { EcsTaskParameters: { TaskDefinitionArn: !Ref Task } }',
    resources:
      '  Cluster: { Type: AWS::ECS::Cluster }\n  Task: { Type: AWS::ECS::TaskDefinition, Properties: { TaskRoleArn: arn:aws:iam::111122223333:role/task } }\n',
    want: ['ecs:RunTask ${Task}', 'iam:PassRole arn:${AWS::Partition}:iam::111122223333:role/task'],
  },
  {
    name: 'records are written into a table of Timestream',
    target: 'Target: !GetAtt Series.Arn, TargetParameters: { TimestreamParameters: {} }',
    resources: '  Series: { Type: AWS::Timestream::Table, Properties: { DatabaseName: d, TableName: t } }\n',
    want: ['timestream:DescribeEndpoints *', 'timestream:WriteRecords ${Series.Arn}'],
  },
]

test.each(pipes)('$name', async ({ target, resources = '', want }) => {
  const app = await appOf(`
Resources:
  Queue: { Type: AWS::SQS::Queue }
  Pipe: { Type: AWS::Pipes::Pipe, Properties: { RoleArn: ${ROLE}, Source: !GetAtt Queue.Arn, ${target} } }
${resources}`)
  const pipe = needsWith(app, {}).principals.get('Pipe')
  expect(cells(pipe?.grants ?? []).filter((cell) => !cell.startsWith('sqs:'))).toEqual(want)
  expect(pipe?.unresolved).toEqual([])
})
