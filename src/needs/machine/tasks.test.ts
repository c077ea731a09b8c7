import { expect, test } from 'vitest'
import { appOf, cells, needsWith } from '../testing/app-of.js'

interface Row {
  readonly name: string
  /** Members of the task, in flow form. */
  readonly task: string
  readonly want: readonly string[]
}

const RULE = (name: string): readonly string[] =>
  ['DescribeRule', 'PutRule', 'PutTargets'].map((action) => `events:${action} rule/StepFunctionsGetEvent${name}`)

const rows: readonly Row[] = [
  {
    name: 'a task with credentials assumes their role, and what it calls is asked of that',
    task: "Resource: 'arn:aws:states:::aws-sdk:dynamodb:query', Credentials: { RoleArn: !GetAtt Other.Arn }, Parameters: { TableName: theirs }",
    want: ['sts:AssumeRole role/${Other}'],
  },
  {
    name: 'so does a task that names a function of elsewhere',
    task: "Resource: 'arn:aws:lambda:us-east-1:444455556666:function:f', Credentials: { RoleArn: 'arn:aws:iam::444455556666:role/r' }",
    want: ['sts:AssumeRole arn:${AWS::Partition}:iam::444455556666:role/r'],
  },
  {
    name: 'a job of EMR Serverless is waited for, and stopped',
    task: "Resource: 'arn:aws:states:::emr-serverless:startJobRun.sync', Parameters: { ApplicationId: !Ref Spark, ExecutionRoleArn: !GetAtt Other.Arn }",
    want: [
      'emr-serverless:CancelJobRun /applications/${Spark}/jobruns/*',
      'emr-serverless:GetJobRun /applications/${Spark}/jobruns/*',
      'emr-serverless:StartJobRun /applications/${Spark}',
      ...RULE('sForEMRServerlessJobRule'),
      'iam:PassRole role/${Other}',
    ],
  },
  {
    name: 'an application of it is started, and stopped where the machine is',
    task: "Resource: 'arn:aws:states:::emr-serverless:startApplication.sync', Parameters: { ApplicationId: !Ref Spark }",
    want: [
      'emr-serverless:GetApplication /applications/${Spark}',
      'emr-serverless:StartApplication /applications/${Spark}',
      'emr-serverless:StopApplication /applications/${Spark}',
      ...RULE('sForEMRServerlessApplicationRule'),
    ],
  },
  {
    name: 'a job of EMR on EKS is asked for until it ends',
    task: "Resource: 'arn:aws:states:::emr-containers:startJobRun.sync', Parameters: { VirtualClusterId: abc, ExecutionRoleArn: !GetAtt Other.Arn }",
    want: [
      'emr-containers:CancelJobRun /virtualclusters/abc/jobruns/*',
      'emr-containers:DescribeJobRun /virtualclusters/abc/jobruns/*',
      'emr-containers:StartJobRun /virtualclusters/abc',
    ],
  },
  {
    name: 'a machine goes on as a new execution of itself',
    task: "Resource: 'arn:aws:states:::states:startExecution', Parameters: { StateMachineArn.$: $$.StateMachine.Id, Input.$: $ }",
    want: ['states:StartExecution ${Machine}'],
  },
  {
    name: 'in JSONata too',
    task: "QueryLanguage: JSONata, Resource: 'arn:aws:states:::states:startExecution', Arguments: { StateMachineArn: '{% $states.context.StateMachine.Id %}' }",
    want: ['states:StartExecution ${Machine}'],
  },
  {
    name: 'a batch of builds has actions and a rule of its own',
    task: "Resource: 'arn:aws:states:::codebuild:startBuildBatch.sync', Parameters: { ProjectName: p }",
    want: [
      'codebuild:BatchGetBuildBatches project/p',
      'codebuild:StartBuildBatch project/p',
      'codebuild:StopBuildBatch project/p',
      ...RULE('ForCodeBuildStartBuildBatchRule'),
    ],
  },
]

test.each(rows)('$name', async ({ task, want }) => {
  const app = await appOf(`
Resources:
  Other: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }
  Spark: { Type: AWS::EMRServerless::Application, Properties: { ReleaseLabel: emr-7.0.0, Type: SPARK } }
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::111122223333:role/m
      Definition: { StartAt: A, States: { A: { Type: Task, ${task}, End: true } } }
`)
  expect(app.problems).toEqual([])
  const machine = needsWith(app, {}).principals.get('Machine')
  expect(cells(machine?.grants ?? [])).toEqual(want)
  expect(machine?.unresolved).toEqual([])
})

test('a role that comes with the input is said not to be known', async () => {
  const app = await appOf(`
Resources:
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::111122223333:role/m
      Definition: { StartAt: A, States: { A: { Type: Task, Resource: 'arn:aws:states:::aws-sdk:s3:listBuckets', Credentials: { RoleArn.$: $.role }, End: true } } }
`)
  const machine = needsWith(app, {}).principals.get('Machine')
  expect(cells(machine?.grants ?? [])).toEqual(['sts:AssumeRole * ?wildcard'])
  expect(machine?.unresolved.map(({ code }) => code)).toEqual(['needs/unknown-resource'])
})
