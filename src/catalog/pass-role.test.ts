/** Roles that a call hands to a service. Source: IAM User Guide, "Grant a user permissions to pass a role to an AWS service". */
import { expect, test } from 'vitest'
import { checksOf } from './testing/checks-of.js'

const ROLE = 'arn:aws:iam::111122223333:role/worker'

/** Client, operation, input that hands the role over, and the service that takes it. */
const rows: readonly (readonly [client: string, operation: string, input: unknown, service: string])[] = [
  ['lambda', 'CreateFunction', { FunctionName: 'f', Role: ROLE }, 'lambda.amazonaws.com'],
  ['lambda', 'UpdateFunctionConfiguration', { FunctionName: 'f', Role: ROLE }, 'lambda.amazonaws.com'],
  [
    'lambda',
    'CreateCapacityProvider',
    { CapacityProviderName: 'c', PermissionsConfig: { CapacityProviderOperatorRoleArn: ROLE } },
    'lambda.amazonaws.com',
  ],
  ['sfn', 'CreateStateMachine', { name: 'm', roleArn: ROLE }, 'states.amazonaws.com'],
  ['sfn', 'UpdateStateMachine', { stateMachineArn: 'arn:aws:states:us-west-2:1:stateMachine:m', roleArn: ROLE }, 'states.amazonaws.com'],
  ['sfn', 'TestState', { definition: '{}', roleArn: ROLE }, 'states.amazonaws.com'],
  ['eventbridge', 'PutTargets', { Rule: 'r', Targets: [{ Id: '1' }, { Id: '2', RoleArn: ROLE }] }, 'events.amazonaws.com'],
  ['eventbridge', 'PutRule', { Name: 'r', RoleArn: ROLE }, 'events.amazonaws.com'],
  ['eventbridge', 'CreateEndpoint', { Name: 'e', RoleArn: ROLE }, 'events.amazonaws.com'],
  ['eventbridge', 'UpdateEndpoint', { Name: 'e', RoleArn: ROLE }, 'events.amazonaws.com'],
  ['scheduler', 'CreateSchedule', { Name: 's', Target: { RoleArn: ROLE } }, 'scheduler.amazonaws.com'],
  ['scheduler', 'UpdateSchedule', { Name: 's', Target: { RoleArn: ROLE } }, 'scheduler.amazonaws.com'],
  ['pipes', 'CreatePipe', { Name: 'p', RoleArn: ROLE }, 'pipes.amazonaws.com'],
  ['pipes', 'UpdatePipe', { Name: 'p', RoleArn: ROLE }, 'pipes.amazonaws.com'],
  ['sns', 'CreatePlatformApplication', { Name: 'a', Attributes: { SuccessFeedbackRoleArn: ROLE } }, 'sns.amazonaws.com'],
  ['sns', 'SetPlatformApplicationAttributes', { Attributes: { FailureFeedbackRoleArn: ROLE } }, 'sns.amazonaws.com'],
  ['sns', 'CreateTopic', { Name: 't', Attributes: { LambdaSuccessFeedbackRoleArn: ROLE } }, 'sns.amazonaws.com'],
  [
    'sns',
    'SetTopicAttributes',
    { TopicArn: 'arn:aws:sns:us-west-2:1:t', AttributeName: 'SQSFailureFeedbackRoleArn', AttributeValue: ROLE },
    'sns.amazonaws.com',
  ],
  ['cloudwatch-logs', 'PutDestination', { destinationName: 'd', roleArn: ROLE }, 'logs.amazonaws.com'],
  ['cloudwatch-logs', 'PutSubscriptionFilter', { logGroupName: 'g', roleArn: ROLE }, 'logs.amazonaws.com'],
  ['s3', 'PutBucketReplication', { Bucket: 'b', ReplicationConfiguration: { Role: ROLE } }, 's3.amazonaws.com'],
  ['s3-control', 'CreateJob', { RoleArn: ROLE }, 'batchoperations.s3.amazonaws.com'],
  [
    'dynamodb',
    'UpdateGlobalTableSettings',
    { GlobalTableName: 't', GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate: { AutoScalingRoleArn: ROLE } },
    'application-autoscaling.amazonaws.com',
  ],
  [
    'dynamodb',
    'UpdateTableReplicaAutoScaling',
    { TableName: 't', ProvisionedWriteCapacityAutoScalingUpdate: { AutoScalingRoleArn: ROLE } },
    'application-autoscaling.amazonaws.com',
  ],
  [
    'firehose',
    'CreateDeliveryStream',
    { DeliveryStreamName: 'd', ExtendedS3DestinationConfiguration: { RoleARN: ROLE } },
    'firehose.amazonaws.com',
  ],
  ['firehose', 'UpdateDestination', { DeliveryStreamName: 'd', ExtendedS3DestinationUpdate: { RoleARN: ROLE } }, 'firehose.amazonaws.com'],
  ['ssm', 'CreateActivation', { IamRole: ROLE }, 'ssm.amazonaws.com'],
  ['ssm', 'UpdateManagedInstanceRole', { InstanceId: 'mi-1', IamRole: ROLE }, 'ssm.amazonaws.com'],
  ['ssm', 'SendCommand', { DocumentName: 'd', ServiceRoleArn: ROLE }, 'ssm.amazonaws.com'],
  ['ssm', 'RegisterTaskWithMaintenanceWindow', { WindowId: 'w', ServiceRoleArn: ROLE }, 'ssm.amazonaws.com'],
  ['ssm', 'UpdateMaintenanceWindowTask', { WindowId: 'w', ServiceRoleArn: ROLE }, 'ssm.amazonaws.com'],
  ['secrets-manager', 'RotateSecret', { SecretId: 's', ExternalSecretRotationRoleArn: ROLE }, 'secretsmanager.amazonaws.com'],
  ['cognito-identity-provider', 'CreateGroup', { UserPoolId: 'p', RoleArn: ROLE }, 'cognito-idp.amazonaws.com'],
  ['cognito-identity-provider', 'UpdateGroup', { UserPoolId: 'p', RoleArn: ROLE }, 'cognito-idp.amazonaws.com'],
  [
    'cognito-identity-provider',
    'CreateUserPoolClient',
    { UserPoolId: 'p', AnalyticsConfiguration: { RoleArn: ROLE } },
    'cognito-idp.amazonaws.com',
  ],
  [
    'cognito-identity-provider',
    'UpdateUserPoolClient',
    { UserPoolId: 'p', AnalyticsConfiguration: { RoleArn: ROLE } },
    'cognito-idp.amazonaws.com',
  ],
  ['cognito-identity-provider', 'CreateUserImportJob', { UserPoolId: 'p', CloudWatchLogsRoleArn: ROLE }, 'cognito-idp.amazonaws.com'],
  ['ecs', 'RunTask', { taskDefinition: 'd', overrides: { taskRoleArn: ROLE } }, 'ecs-tasks.amazonaws.com'],
  ['ecs', 'StartTask', { taskDefinition: 'd', overrides: { executionRoleArn: ROLE } }, 'ecs-tasks.amazonaws.com'],
  ['ecs', 'RegisterTaskDefinition', { family: 'd', taskRoleArn: ROLE }, 'ecs-tasks.amazonaws.com'],
  ['iot', 'CreateRoleAlias', { roleAlias: 'a', roleArn: ROLE }, 'credentials.iot.amazonaws.com'],
  ['iot', 'UpdateRoleAlias', { roleAlias: 'a', roleArn: ROLE }, 'credentials.iot.amazonaws.com'],
  ['iot', 'CreateProvisioningTemplate', { templateName: 't', provisioningRoleArn: ROLE }, 'iot.amazonaws.com'],
  ['iot', 'UpdateProvisioningTemplate', { templateName: 't', provisioningRoleArn: ROLE }, 'iot.amazonaws.com'],
  ['iot', 'RegisterCACertificate', { registrationConfig: { roleArn: ROLE } }, 'iot.amazonaws.com'],
  ['iot', 'UpdateCACertificate', { certificateId: 'c', registrationConfig: { roleArn: ROLE } }, 'iot.amazonaws.com'],
  ['cloudformation', 'CreateStack', { StackName: 's', RoleARN: ROLE }, 'cloudformation.amazonaws.com'],
  ['glue', 'CreateJob', { Name: 'j', Role: ROLE }, 'glue.amazonaws.com'],
  ['codebuild', 'CreateProject', { name: 'p', serviceRole: ROLE }, 'codebuild.amazonaws.com'],
]

test.each(rows)('%s %s hands its role over: %j', (client, operation, input, service) => {
  expect(checksOf(client, operation, input)).toContain(`iam:PassRole ${ROLE} if iam:PassedToService=${service}`)
})

test.each(rows)('%s %s without a role hands nothing over', (client, operation, input) => {
  const without = JSON.parse(JSON.stringify(input, (_, value: unknown) => (value === ROLE ? undefined : value))) as unknown
  expect(checksOf(client, operation, without).filter((line) => line.includes(ROLE))).toEqual([])
})

test('the roles of a task definition are handed to the task, whoever they are', () => {
  expect(checksOf('ecs', 'RunTask', { taskDefinition: 'd' })).toContain(
    'iam:PassRole arn:aws:iam::111122223333:role/* if iam:PassedToService=ecs-tasks.amazonaws.com',
  )
})

test('where no row says it, what changes things with a role hands it over', () => {
  expect(checksOf('bedrock-agent', 'CreateAgent', { agentName: 'a', agentResourceRoleArn: ROLE })).toContain(`iam:PassRole ${ROLE}`)
  expect(checksOf('glue', 'StartJobRun', { JobName: 'j' }).filter((line) => line.startsWith('iam:'))).toEqual([])
  expect(checksOf('iam', 'SimulatePrincipalPolicy', { PolicySourceArn: ROLE }).filter((line) => line.startsWith('iam:PassRole'))).toEqual(
    [],
  )
})
