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
  readonly on: 'role/*' | 'user/*' | 'group/*' | 'policy/*' | 'saml-provider/*'
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
  // Of a policy that denies, or that a boundary was.
  { action: 'iam:DeleteRolePolicy', on: 'role/*' },
  { action: 'iam:DetachRolePolicy', on: 'role/*' },
  { action: 'iam:PutUserPermissionsBoundary', on: 'user/*' },
  { action: 'iam:UpdateSAMLProvider', on: 'saml-provider/*' },
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
  { service: 'lambda.amazonaws.com', actions: ['lambda:CreateFunction', 'lambda:CreateFunctionUrlConfig'] },
  { service: 'lambda.amazonaws.com', actions: ['lambda:UpdateFunctionConfiguration'] },
  { service: 'ec2.amazonaws.com', actions: ['ec2:RunInstances'] },
  { service: 'ec2.amazonaws.com', actions: ['ec2:AssociateIamInstanceProfile'] },
  { service: 'ec2.amazonaws.com', actions: ['ec2:ReplaceIamInstanceProfileAssociation'] },
  { service: 'ec2.amazonaws.com', actions: ['iam:AddRoleToInstanceProfile'] },
  { service: 'ec2.amazonaws.com', actions: ['ec2:RequestSpotInstances'] },
  { service: 'ec2.amazonaws.com', actions: ['ec2:RequestSpotFleet'] },
  { service: 'ec2.amazonaws.com', actions: ['ec2:CreateLaunchTemplate', 'ec2:CreateFleet'] },
  { service: 'ec2.amazonaws.com', actions: ['ec2:CreateLaunchTemplate', 'autoscaling:CreateAutoScalingGroup'] },
  { service: 'ec2.amazonaws.com', actions: ['autoscaling:CreateLaunchConfiguration', 'autoscaling:CreateAutoScalingGroup'] },
  { service: 'ecs-tasks.amazonaws.com', actions: ['ecs:RegisterTaskDefinition', 'ecs:RunTask'] },
  { service: 'ecs-tasks.amazonaws.com', actions: ['ecs:RegisterTaskDefinition', 'ecs:StartTask'] },
  { service: 'ecs-tasks.amazonaws.com', actions: ['ecs:RegisterTaskDefinition', 'ecs:CreateService'] },
  { service: 'ecs-tasks.amazonaws.com', actions: ['ecs:RegisterTaskDefinition', 'ecs:UpdateService'] },
  // The role of a job is one of ECS tasks.
  { service: 'ecs-tasks.amazonaws.com', actions: ['batch:RegisterJobDefinition', 'batch:SubmitJob'] },
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
  { service: 'glue.amazonaws.com', actions: ['glue:UpdateJob', 'glue:CreateTrigger'] },
  { service: 'codebuild.amazonaws.com', actions: ['codebuild:CreateProject', 'codebuild:StartBuild'] },
  { service: 'codebuild.amazonaws.com', actions: ['codebuild:UpdateProject', 'codebuild:StartBuild'] },
  { service: 'codepipeline.amazonaws.com', actions: ['codepipeline:CreatePipeline'] },
  { service: 'codepipeline.amazonaws.com', actions: ['codepipeline:UpdatePipeline'] },
  { service: 'datapipeline.amazonaws.com', actions: ['datapipeline:CreatePipeline', 'datapipeline:PutPipelineDefinition'] },
  { service: 'sagemaker.amazonaws.com', actions: ['sagemaker:CreateNotebookInstance', 'sagemaker:CreatePresignedNotebookInstanceUrl'] },
  { service: 'sagemaker.amazonaws.com', actions: ['sagemaker:CreateTrainingJob'] },
  { service: 'sagemaker.amazonaws.com', actions: ['sagemaker:CreateProcessingJob'] },
  { service: 'sagemaker.amazonaws.com', actions: ['sagemaker:CreateHyperParameterTuningJob'] },
  { service: 'sagemaker.amazonaws.com', actions: ['sagemaker:CreatePipeline', 'sagemaker:StartPipelineExecution'] },
  { service: 'sagemaker.amazonaws.com', actions: ['sagemaker:CreateModel', 'sagemaker:CreateEndpointConfig', 'sagemaker:CreateEndpoint'] },
  { service: 'sagemaker.amazonaws.com', actions: ['sagemaker:CreateUserProfile', 'sagemaker:CreatePresignedDomainUrl'] },
  { service: 'states.amazonaws.com', actions: ['states:CreateStateMachine', 'states:StartExecution'] },
  { service: 'states.amazonaws.com', actions: ['states:UpdateStateMachine', 'states:StartExecution'] },
  { service: 'scheduler.amazonaws.com', actions: ['scheduler:CreateSchedule'] },
  { service: 'scheduler.amazonaws.com', actions: ['scheduler:UpdateSchedule'] },
  { service: 'pipes.amazonaws.com', actions: ['pipes:CreatePipe'] },
  { service: 'pipes.amazonaws.com', actions: ['pipes:UpdatePipe'] },
  { service: 'events.amazonaws.com', actions: ['events:PutTargets'] },
  { service: 'apigateway.amazonaws.com', actions: ['apigateway:PUT'] },
  { service: 'appsync.amazonaws.com', actions: ['appsync:CreateDataSource', 'appsync:CreateResolver'] },
  { service: 'tasks.apprunner.amazonaws.com', actions: ['apprunner:CreateService'] },
  { service: 'tasks.apprunner.amazonaws.com', actions: ['apprunner:UpdateService'] },
  { service: 'elasticmapreduce.amazonaws.com', actions: ['elasticmapreduce:RunJobFlow'] },
  { service: 'emr-serverless.amazonaws.com', actions: ['emr-serverless:StartJobRun'] },
  { service: 'pods.eks.amazonaws.com', actions: ['eks:CreatePodIdentityAssociation'] },
  { service: 'ssm.amazonaws.com', actions: ['ssm:StartAutomationExecution'] },
  { service: 'bedrock.amazonaws.com', actions: ['bedrock:CreateAgent', 'bedrock:InvokeAgent'] },
]

/** The role changes what runs under the role of something that is there already. */
export const CODE_CHANGES: readonly string[] = ['lambda:UpdateFunctionCode', 'lambda:UpdateFunctionConfiguration']

/** The role runs commands of its own under the role of something that is there already, and that no template tells. */
export interface BorrowedRole {
  readonly action: string
  /** What the role is of. */
  readonly of: string
}

export const BORROWED_ROLES: readonly BorrowedRole[] = [
  { action: 'ssm:SendCommand', of: 'an instance' },
  { action: 'ssm:StartSession', of: 'an instance' },
  { action: 'ec2-instance-connect:SendSSHPublicKey', of: 'an instance' },
  { action: 'ecs:ExecuteCommand', of: 'a task' },
  { action: 'glue:UpdateDevEndpoint', of: 'a development endpoint' },
  { action: 'sagemaker:CreatePresignedNotebookInstanceUrl', of: 'a notebook' },
  { action: 'sagemaker:CreatePresignedDomainUrl', of: 'a user profile' },
  // Source: AWS CodeBuild API Reference, "StartBuild": `buildspecOverride`.
  { action: 'codebuild:StartBuild', of: 'a build project' },
  // Source: AWS CloudFormation User Guide, "AWS CloudFormation service role": who may change a stack uses its role without
  // the permission to pass it.
  { action: 'cloudformation:UpdateStack', of: 'a stack' },
]

export const ASSUME = 'sts:AssumeRole'
export const PASS = 'iam:PassRole'
