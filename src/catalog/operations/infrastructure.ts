/** Containers, networks, deployment and delivery. */
import { any, arn, check, matches, passRole, row, type ServiceRows, same, set } from './rows.js'

const ECS = 'ECS Developer Guide, "Identity-based policy examples for Amazon Elastic Container Service"'
const TASK_ROLES = 'ECS Developer Guide, "Amazon ECS task IAM role", "Amazon ECS task execution IAM role"'
const taskDefinition = arn('arn:{P}:ecs:{R}:{A}:task-definition/{taskDefinition}', { taskDefinition: 'task-definition' })
const passedToTasks = { conditions: [{ operator: 'StringEquals', key: 'iam:PassedToService', values: ['ecs-tasks.amazonaws.com'] }] }

/** The roles of the task definition are handed to the task, unless the call overrides them. */
const taskRoles = [
  check('iam:PassRole', arn('arn:{P}:iam::{A}:role/{taskDefinition}', { taskDefinition: 'task-roles' }), {
    ...passedToTasks,
    source: TASK_ROLES,
  }),
  ...['overrides.taskRoleArn', 'overrides.executionRoleArn'].map((member) => passRole(member, 'ecs-tasks.amazonaws.com')),
]

export const ecs: ServiceRows = {
  clients: ['ecs'],
  rows: [
    row(['RunTask'], ECS, [
      check('ecs:RunTask', taskDefinition, { context: { 'ecs:cluster': 'cluster' } }),
      check('ecs:TagResource', arn('arn:{P}:ecs:{R}:{A}:task/{cluster}/*', {}, { cluster: 'default' }), { when: [set('tags')] }),
      ...taskRoles,
    ]),
    row('StartTask', ECS, [
      check('ecs:StartTask', taskDefinition, { context: { 'ecs:cluster': 'cluster' } }),
      check('ecs:TagResource', arn('arn:{P}:ecs:{R}:{A}:task/{cluster}/*', {}, { cluster: 'default' }), { when: [set('tags')] }),
      ...taskRoles,
    ]),
    row('RegisterTaskDefinition', ECS, [
      check('ecs:RegisterTaskDefinition', arn('arn:{P}:ecs:{R}:{A}:task-definition/{family}:*')),
      check('ecs:TagResource', arn('arn:{P}:ecs:{R}:{A}:task-definition/{family}:*'), { when: [set('tags')] }),
      passRole('taskRoleArn', 'ecs-tasks.amazonaws.com'),
      passRole('executionRoleArn', 'ecs-tasks.amazonaws.com'),
    ]),
    ...same(
      'ecs',
      ['DescribeTasks', 'StopTask', 'ListTasks', 'ExecuteCommand'],
      ECS,
      arn('arn:{P}:ecs:{R}:{A}:task/{cluster}/*', {}, { cluster: 'default' }),
    ),
    ...['CreateService', 'UpdateService'].map((name) => {
      const member = name === 'CreateService' ? 'serviceName' : 'service'
      return row(name, ECS, [
        check(`ecs:${name}`, arn(`arn:{P}:ecs:{R}:{A}:service/{cluster}/{${member}}`, {}, { cluster: 'default' })),
        check('iam:PassRole', arn('arn:{P}:iam::{A}:role/{taskDefinition}', { taskDefinition: 'task-roles' }), {
          ...passedToTasks,
          when: [set('taskDefinition')],
          source: TASK_ROLES,
        }),
      ])
    }),
  ],
  members: [
    {
      members: ['cluster', 'service'],
      resource: arn('arn:{P}:ecs:{R}:{A}:service/{cluster}/{service}', {}, { cluster: 'default' }),
      types: ['service'],
    },
    {
      members: ['cluster', 'services'],
      resource: arn('arn:{P}:ecs:{R}:{A}:service/{cluster}/{services[]}', {}, { cluster: 'default' }),
      types: ['service'],
    },
    { members: ['cluster'], resource: arn('arn:{P}:ecs:{R}:{A}:cluster/{cluster}', {}, { cluster: 'default' }), types: ['cluster'] },
  ],
}

const RUN_INSTANCES = 'Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2", RunInstances'
const regional = (resource: string) => arn(`arn:{P}:ec2:{R}:{A}:${resource}`)

export const ec2: ServiceRows = {
  clients: ['ec2'],
  rows: [
    row('RunInstances', RUN_INSTANCES, [
      check('ec2:RunInstances', regional('instance/*')),
      check('ec2:RunInstances', regional('volume/*')),
      check('ec2:RunInstances', regional('network-interface/*')),
      check('ec2:RunInstances', arn('arn:{P}:ec2:{R}::image/{ImageId}')),
      check('ec2:RunInstances', regional('subnet/{SubnetId}')),
      check('ec2:RunInstances', regional('security-group/{SecurityGroupIds[]}'), { when: [set('SecurityGroupIds[]')] }),
      check('ec2:RunInstances', regional('security-group/*'), { when: [{ member: 'SecurityGroupIds', is: 'absent' }] }),
      check('ec2:RunInstances', regional('key-pair/{KeyName}'), { when: [set('KeyName')] }),
      check('ec2:RunInstances', regional('launch-template/{LaunchTemplate.LaunchTemplateId}'), {
        when: [set('LaunchTemplate.LaunchTemplateId')],
      }),
      check('ec2:CreateTags', regional('*/*'), { when: [set('TagSpecifications')] }),
      // A profile's name says nothing of the role in it.
      check('iam:PassRole', arn('arn:{P}:iam::{A}:role/*'), {
        when: [set('IamInstanceProfile')],
        conditions: [{ operator: 'StringEquals', key: 'iam:PassedToService', values: ['ec2.amazonaws.com'] }],
      }),
    ]),
    row('CreateTags', 'Service Authorization Reference, "Amazon EC2", CreateTags', [check('ec2:CreateTags', regional('*/{Resources[]}'))]),
    row('DeleteTags', 'Service Authorization Reference, "Amazon EC2", DeleteTags', [check('ec2:DeleteTags', regional('*/{Resources[]}'))]),
    row('AssociateRouteTable', 'Service Authorization Reference, "Amazon EC2", AssociateRouteTable', [
      check('ec2:AssociateRouteTable', regional('route-table/{RouteTableId}')),
      check('ec2:AssociateRouteTable', regional('subnet/{SubnetId}'), { when: [set('SubnetId')] }),
      check('ec2:AssociateRouteTable', regional('internet-gateway/{GatewayId}'), { when: [matches('GatewayId', '^(?!vgw-)')] }),
      check('ec2:AssociateRouteTable', regional('vpn-gateway/{GatewayId}'), { when: [matches('GatewayId', '^vgw-')] }),
    ]),
  ],
  members: [
    { members: ['GroupId'], resource: regional('security-group/{GroupId}'), types: ['security-group'] },
    { members: ['Groups'], resource: regional('security-group/{Groups[]}'), types: ['security-group'] },
  ],
}

const STACKS = 'CloudFormation User Guide, "Control CloudFormation access with AWS Identity and Access Management"'
// A stack's ARN ends in an ID that the name does not tell.
const stack = arn('arn:{P}:cloudformation:{R}:{A}:stack/{StackName}/*')
const changed = (name: string) =>
  row(name, STACKS, [check(`cloudformation:${name}`, stack), passRole('RoleARN', 'cloudformation.amazonaws.com')])

export const cloudformation: ServiceRows = {
  clients: ['cloudformation'],
  rows: [
    ...['CreateStack', 'UpdateStack', 'DeleteStack', 'CreateChangeSet'].map(changed),
    row(['DescribeStacks'], STACKS, [
      check('cloudformation:DescribeStacks', stack, { when: [set('StackName')] }),
      check('cloudformation:DescribeStacks', any, { when: [{ member: 'StackName', is: 'absent' }] }),
    ]),
  ],
  members: [{ members: ['StackName'], resource: stack, types: ['stack'] }],
}

const CLOUDFRONT = 'CloudFront Developer Guide, "Identity and Access Management for Amazon CloudFront"'
const distribution = arn('arn:{P}:cloudfront::{A}:distribution/{DistributionId}')

export const cloudfront: ServiceRows = {
  clients: ['cloudfront'],
  rows: [
    ...same('cloudfront', ['CreateInvalidation', 'GetInvalidation', 'ListInvalidations'], CLOUDFRONT, distribution),
    ...same(
      'cloudfront',
      ['GetDistribution', 'GetDistributionConfig', 'UpdateDistribution', 'DeleteDistribution'],
      CLOUDFRONT,
      arn('arn:{P}:cloudfront::{A}:distribution/{Id}'),
    ),
    row('CreateDistributionWithTags', CLOUDFRONT, [
      check('cloudfront:CreateDistribution', any),
      check('cloudfront:TagResource', arn('arn:{P}:cloudfront::{A}:distribution/*')),
    ]),
  ],
}

const ROUTE53 = 'Route 53 Developer Guide, "Identity and access management in Amazon Route 53"'
const zone = (member: string) => arn(`arn:{P}:route53:::hostedzone/{${member}}`, { [member]: 'last-part' })

export const route53: ServiceRows = {
  clients: ['route-53'],
  rows: [
    ...same('route53', ['ChangeResourceRecordSets', 'ListResourceRecordSets'], ROUTE53, zone('HostedZoneId')),
    ...same('route53', ['GetHostedZone', 'DeleteHostedZone', 'UpdateHostedZoneComment'], ROUTE53, zone('Id')),
    ...same('route53', ['GetChange'], ROUTE53, arn('arn:{P}:route53:::change/{Id}', { Id: 'last-part' })),
  ],
  members: [{ members: ['HostedZoneId'], resource: zone('HostedZoneId'), types: ['hostedzone'] }],
}

const BUILDS = 'CodeBuild User Guide, "Using identity-based policies for AWS CodeBuild"'
const project = arn('arn:{P}:codebuild:{R}:{A}:project/{projectName}')

export const codebuild: ServiceRows = {
  clients: ['codebuild'],
  rows: [
    ...['CreateProject', 'UpdateProject'].map((name) =>
      row(name, BUILDS, [
        check(`codebuild:${name}`, arn('arn:{P}:codebuild:{R}:{A}:project/{name}')),
        passRole('serviceRole', 'codebuild.amazonaws.com'),
      ]),
    ),
    // A build's ID begins with its project's name, and policies name the project.
    row('BatchGetBuilds', BUILDS, [check('codebuild:BatchGetBuilds', arn('arn:{P}:codebuild:{R}:{A}:project/*'))]),
    row('StopBuild', BUILDS, [check('codebuild:StopBuild', arn('arn:{P}:codebuild:{R}:{A}:project/*'))]),
  ],
  members: [{ members: ['projectName'], resource: project, types: ['project'] }],
}

const PIPELINES = 'CodePipeline User Guide, "Permissions required to use the CodePipeline console", "Resources and operations"'

export const codepipeline: ServiceRows = {
  clients: ['codepipeline'],
  rows: [
    // The job worker knows the job's ID alone. Source: the page above: these actions take every resource.
    ...same('codepipeline', ['PutJobSuccessResult', 'PutJobFailureResult', 'GetJobDetails', 'AcknowledgeJob'], PIPELINES, any),
    ...['CreatePipeline', 'UpdatePipeline'].map((name) =>
      row(name, PIPELINES, [
        check(`codepipeline:${name}`, arn('arn:{P}:codepipeline:{R}:{A}:{pipeline.name}')),
        passRole('pipeline.roleArn', 'codepipeline.amazonaws.com'),
      ]),
    ),
  ],
  members: [
    {
      members: ['pipelineName', 'stageName', 'actionName'],
      resource: arn('arn:{P}:codepipeline:{R}:{A}:{pipelineName}/{stageName}/{actionName}'),
      types: ['action'],
    },
    { members: ['pipelineName', 'stageName'], resource: arn('arn:{P}:codepipeline:{R}:{A}:{pipelineName}/{stageName}'), types: ['stage'] },
    { members: ['pipelineName'], resource: arn('arn:{P}:codepipeline:{R}:{A}:{pipelineName}'), types: ['pipeline'] },
    { members: ['name'], resource: arn('arn:{P}:codepipeline:{R}:{A}:{name}'), types: ['pipeline'] },
  ],
}

const BATCH = 'Batch User Guide, "Identity-based policies for Batch"'

export const batch: ServiceRows = {
  clients: ['batch'],
  rows: [
    row('SubmitJob', BATCH, [
      check('batch:SubmitJob', arn('arn:{P}:batch:{R}:{A}:job-definition/{jobDefinition}', { jobDefinition: 'job-definition' })),
      check('batch:SubmitJob', arn('arn:{P}:batch:{R}:{A}:job-queue/{jobQueue}')),
      check('batch:TagResource', arn('arn:{P}:batch:{R}:{A}:job/*'), { when: [set('tags')] }),
    ]),
    row('RegisterJobDefinition', BATCH, [
      check('batch:RegisterJobDefinition', arn('arn:{P}:batch:{R}:{A}:job-definition/{jobDefinitionName}')),
      passRole('containerProperties.jobRoleArn', 'ecs-tasks.amazonaws.com'),
      passRole('containerProperties.executionRoleArn', 'ecs-tasks.amazonaws.com'),
    ]),
  ],
}

/** Jobs run as the role that the call hands over. EMR on EKS asks for no PassRole: the role trusts the cluster's own identity provider. */
export const emrServerless: ServiceRows = {
  clients: ['emr-serverless'],
  rows: [
    row('StartJobRun', 'Step Functions Developer Guide, "IAM policies for Amazon EMR Serverless"', [
      check('emr-serverless:StartJobRun', arn('arn:{P}:emr-serverless:{R}:{A}:/applications/{applicationId}')),
      passRole('executionRoleArn', 'emr-serverless.amazonaws.com'),
    ]),
  ],
}

export const emrContainers: ServiceRows = {
  clients: ['emr-containers'],
  rows: [
    row('StartJobRun', 'Step Functions Developer Guide, "IAM policies for Amazon EMR on EKS"', [
      check('emr-containers:StartJobRun', arn('arn:{P}:emr-containers:{R}:{A}:/virtualclusters/{virtualClusterId}'), {
        context: { 'emr-containers:ExecutionRoleArn': 'executionRoleArn' },
      }),
    ]),
  ],
}

export const appConfigData: ServiceRows = {
  clients: ['appconfigdata'],
  rows: [
    row('StartConfigurationSession', 'AppConfig User Guide, "Retrieving feature flags and configuration data"', [
      check(
        'appconfig:StartConfigurationSession',
        arn(
          'arn:{P}:appconfig:{R}:{A}:application/{ApplicationIdentifier}/environment/{EnvironmentIdentifier}/configuration/{ConfigurationProfileIdentifier}',
          {
            ApplicationIdentifier: 'appconfig-application',
            EnvironmentIdentifier: 'appconfig-environment',
            ConfigurationProfileIdentifier: 'appconfig-profile',
          },
        ),
      ),
    ]),
    // The token holds the session; it is checked on what the session was started for.
    row('GetLatestConfiguration', 'AppConfig User Guide, "Retrieving feature flags and configuration data"', [
      check('appconfig:GetLatestConfiguration', arn('arn:{P}:appconfig:{R}:{A}:application/*/environment/*/configuration/*')),
    ]),
  ],
}

const BUDGETS = 'Service Authorization Reference, "Actions, resources, and condition keys for AWS Budget Service"'
const budget = arn('arn:{P}:budgets::{A}:budget/{BudgetName}')

export const budgets: ServiceRows = {
  clients: ['budgets'],
  rows: [
    row(['CreateBudget', 'UpdateBudget'], BUDGETS, [check('budgets:ModifyBudget', arn('arn:{P}:budgets::{A}:budget/*'))]),
    row(
      [
        'DeleteBudget',
        'CreateNotification',
        'CreateSubscriber',
        'DeleteNotification',
        'DeleteSubscriber',
        'UpdateNotification',
        'UpdateSubscriber',
      ],
      BUDGETS,
      [check('budgets:ModifyBudget', budget)],
    ),
    row(
      ['DescribeBudget', 'DescribeBudgetPerformanceHistory', 'DescribeNotificationsForBudget', 'DescribeSubscribersForNotification'],
      BUDGETS,
      [check('budgets:ViewBudget', budget)],
    ),
    row(['DescribeBudgets', 'DescribeBudgetNotificationsForAccount'], BUDGETS, [
      check('budgets:ViewBudget', arn('arn:{P}:budgets::{A}:budget/*')),
    ]),
  ],
}

const STORE = 'Verified Permissions User Guide, "Identity-based policies for Amazon Verified Permissions"'
const policyStore = arn('arn:{P}:verifiedpermissions::{A}:policy-store/{policyStoreId}')

export const verifiedPermissions: ServiceRows = {
  clients: ['verifiedpermissions'],
  rows: [
    row('BatchIsAuthorized', STORE, [check('verifiedpermissions:IsAuthorized', policyStore)]),
    row('BatchIsAuthorizedWithToken', STORE, [check('verifiedpermissions:IsAuthorizedWithToken', policyStore)]),
    row('BatchGetPolicy', STORE, [
      check('verifiedpermissions:GetPolicy', arn('arn:{P}:verifiedpermissions::{A}:policy-store/{requests[].policyStoreId}')),
    ]),
  ],
  members: [{ members: ['policyStoreId'], resource: policyStore, types: ['policy-store'] }],
}

/**
 * The ID of a scalable target is made by the service; `ResourceId` is the ID of what is scaled.
 * Source: Application Auto Scaling User Guide, "Identity-based policy examples for Application Auto Scaling".
 */
export const autoScalingTargets: ServiceRows = {
  clients: ['application-auto-scaling'],
  rows: [],
  members: [
    { members: ['ResourceId'], resource: arn('arn:{P}:application-autoscaling:{R}:{A}:scalable-target/*'), types: ['ScalableTarget'] },
  ],
}

export const participants: ServiceRows = {
  clients: ['connectparticipant'],
  rows: [],
  nothing: [
    [
      'the participant token or connection token authorises it. Source: Connect Participant Service API Reference',
      [
        'CancelParticipantAuthentication',
        'CompleteAttachmentUpload',
        'CreateParticipantConnection',
        'DescribeView',
        'DisconnectParticipant',
        'GetAttachment',
        'GetAuthenticationUrl',
        'GetTranscript',
        'SendEvent',
        'SendMessage',
        'StartAttachmentUpload',
      ],
    ],
  ],
}

export const maps: ServiceRows = {
  clients: ['geo-maps'],
  rows: [],
  nothing: [['it serves public assets. Source: Location Service Maps API Reference', ['GetGlyphs', 'GetSprites', 'GetStyleDescriptor']]],
}

export const searchDomain: ServiceRows = {
  clients: ['cloudsearch-domain'],
  rows: [
    row('UploadDocuments', 'CloudSearch Developer Guide, "Configuring access for Amazon CloudSearch"', [
      check('cloudsearch:document', arn('arn:{P}:cloudsearch:{R}:{A}:domain/*')),
    ]),
  ],
}

export const keyValueStore: ServiceRows = {
  clients: ['cloudfront-keyvaluestore'],
  rows: [],
  members: [{ members: ['KvsARN'], resource: arn('{KvsARN}', { KvsARN: 'arn' }) }],
}
