/**
 * Documented ways from some permissions to others: what a role needs for each, and what it then has.
 *
 * Source: IAM User Guide, "Granting a user permissions to pass a role to an AWS service", "Permissions boundaries for IAM
 * entities" and "Security best practices in IAM"; the API references of the services for what each call starts.
 */

/** The role changes what an identity may do: afterwards it has whatever it gives itself. */
export interface PolicyChange {
  readonly action: string
  /** On such a resource of the account, as a pattern behind `arn:PARTITION:iam::ACCOUNT:`. */
  readonly on: 'role/*' | 'user/*' | 'group/*' | 'policy/*'
}

export const POLICY_CHANGES: readonly PolicyChange[] = [
  { action: 'iam:PutRolePolicy', on: 'role/*' },
  { action: 'iam:AttachRolePolicy', on: 'role/*' },
  { action: 'iam:UpdateAssumeRolePolicy', on: 'role/*' },
  { action: 'iam:DeleteRolePermissionsBoundary', on: 'role/*' },
  { action: 'iam:PutRolePermissionsBoundary', on: 'role/*' },
  { action: 'iam:CreatePolicyVersion', on: 'policy/*' },
  { action: 'iam:SetDefaultPolicyVersion', on: 'policy/*' },
  { action: 'iam:PutUserPolicy', on: 'user/*' },
  { action: 'iam:AttachUserPolicy', on: 'user/*' },
  { action: 'iam:CreateAccessKey', on: 'user/*' },
  { action: 'iam:CreateLoginProfile', on: 'user/*' },
  { action: 'iam:UpdateLoginProfile', on: 'user/*' },
  { action: 'iam:DeleteUserPermissionsBoundary', on: 'user/*' },
  { action: 'iam:PutGroupPolicy', on: 'group/*' },
  { action: 'iam:AttachGroupPolicy', on: 'group/*' },
  { action: 'iam:AddUserToGroup', on: 'group/*' },
]

/** The role hands another role to a service that then acts for it. */
export interface PassPath {
  readonly service: string
  /** All of these, beside `iam:PassRole`. */
  readonly actions: readonly string[]
}

export const PASS_PATHS: readonly PassPath[] = [
  { service: 'lambda.amazonaws.com', actions: ['lambda:CreateFunction', 'lambda:InvokeFunction'] },
  { service: 'lambda.amazonaws.com', actions: ['lambda:CreateFunction', 'lambda:CreateEventSourceMapping'] },
  { service: 'lambda.amazonaws.com', actions: ['lambda:CreateFunction', 'lambda:AddPermission'] },
  { service: 'lambda.amazonaws.com', actions: ['lambda:UpdateFunctionConfiguration'] },
  { service: 'ec2.amazonaws.com', actions: ['ec2:RunInstances'] },
  { service: 'ec2.amazonaws.com', actions: ['ec2:AssociateIamInstanceProfile'] },
  { service: 'ec2.amazonaws.com', actions: ['autoscaling:CreateLaunchConfiguration', 'autoscaling:CreateAutoScalingGroup'] },
  { service: 'ecs-tasks.amazonaws.com', actions: ['ecs:RegisterTaskDefinition', 'ecs:RunTask'] },
  { service: 'ecs-tasks.amazonaws.com', actions: ['ecs:RegisterTaskDefinition', 'ecs:StartTask'] },
  { service: 'ecs-tasks.amazonaws.com', actions: ['ecs:RegisterTaskDefinition', 'ecs:CreateService'] },
  { service: 'batch.amazonaws.com', actions: ['batch:RegisterJobDefinition', 'batch:SubmitJob'] },
  { service: 'cloudformation.amazonaws.com', actions: ['cloudformation:CreateStack'] },
  { service: 'cloudformation.amazonaws.com', actions: ['cloudformation:UpdateStack'] },
  { service: 'cloudformation.amazonaws.com', actions: ['cloudformation:CreateStackSet', 'cloudformation:CreateStackInstances'] },
  { service: 'cloudformation.amazonaws.com', actions: ['cloudformation:CreateChangeSet', 'cloudformation:ExecuteChangeSet'] },
  { service: 'glue.amazonaws.com', actions: ['glue:CreateDevEndpoint'] },
  { service: 'glue.amazonaws.com', actions: ['glue:CreateJob', 'glue:StartJobRun'] },
  { service: 'glue.amazonaws.com', actions: ['glue:CreateJob', 'glue:CreateTrigger'] },
  { service: 'glue.amazonaws.com', actions: ['glue:UpdateJob', 'glue:StartJobRun'] },
  { service: 'glue.amazonaws.com', actions: ['glue:CreateSession', 'glue:RunStatement'] },
  { service: 'codebuild.amazonaws.com', actions: ['codebuild:CreateProject', 'codebuild:StartBuild'] },
  { service: 'codebuild.amazonaws.com', actions: ['codebuild:UpdateProject', 'codebuild:StartBuild'] },
  { service: 'codepipeline.amazonaws.com', actions: ['codepipeline:CreatePipeline'] },
  { service: 'datapipeline.amazonaws.com', actions: ['datapipeline:CreatePipeline', 'datapipeline:PutPipelineDefinition'] },
  { service: 'sagemaker.amazonaws.com', actions: ['sagemaker:CreateNotebookInstance', 'sagemaker:CreatePresignedNotebookInstanceUrl'] },
  { service: 'sagemaker.amazonaws.com', actions: ['sagemaker:CreateTrainingJob'] },
  { service: 'sagemaker.amazonaws.com', actions: ['sagemaker:CreateProcessingJob'] },
  { service: 'states.amazonaws.com', actions: ['states:CreateStateMachine', 'states:StartExecution'] },
  { service: 'states.amazonaws.com', actions: ['states:UpdateStateMachine', 'states:StartExecution'] },
  { service: 'scheduler.amazonaws.com', actions: ['scheduler:CreateSchedule'] },
  { service: 'pipes.amazonaws.com', actions: ['pipes:CreatePipe'] },
  { service: 'events.amazonaws.com', actions: ['events:PutRule', 'events:PutTargets'] },
  { service: 'apigateway.amazonaws.com', actions: ['apigateway:PUT'] },
  { service: 'appsync.amazonaws.com', actions: ['appsync:CreateDataSource', 'appsync:CreateResolver'] },
  { service: 'tasks.apprunner.amazonaws.com', actions: ['apprunner:CreateService'] },
  { service: 'elasticmapreduce.amazonaws.com', actions: ['elasticmapreduce:RunJobFlow'] },
  { service: 'ssm.amazonaws.com', actions: ['ssm:StartAutomationExecution'] },
  { service: 'bedrock.amazonaws.com', actions: ['bedrock:CreateAgent', 'bedrock:InvokeAgent'] },
]

/** The role changes what runs under the role of something that is there already. */
export const CODE_CHANGES: readonly string[] = ['lambda:UpdateFunctionCode', 'lambda:UpdateFunctionConfiguration']

export const ASSUME = 'sts:AssumeRole'
export const PASS = 'iam:PassRole'
