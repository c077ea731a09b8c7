/**
 * What a task needs beyond the call itself: jobs that the machine waits for, and integrations that are no SDK operation.
 * Source: Step Functions Developer Guide, "IAM policies for integrated services", the page of each service.
 */

/** An action on a resource as symbolic text; `{own}` is the resource of the task's own call, and what stands behind it is below that. */
export interface Extra {
  readonly actions: readonly string[]
  readonly resource: string
}

export interface Integration {
  /** Client suffix that the rows of calls are under. */
  readonly client: string
  /** For `.sync`: to watch and to stop the job. */
  readonly sync?: readonly Extra[]
  /** Always. */
  readonly always?: readonly Extra[]
}

const RULES = 'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule'

/** Step Functions makes one managed rule a service to hear of the end of jobs. */
const watch = (rule: string): Extra => ({
  actions: ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'],
  resource: `${RULES}/${rule}`,
})

const own = (...actions: readonly string[]): Extra => ({ actions, resource: '{own}' })
const below = (path: string, ...actions: readonly string[]): Extra => ({ actions, resource: `{own}${path}` })
const every = (...actions: readonly string[]): Extra => ({ actions, resource: '*' })

const APPLICATIONS = watch('StepFunctionsGetEventsForEMRServerlessApplicationRule')
const JOB_RUNS = watch('StepFunctionsGetEventsForEMRServerlessJobRule')

/** By service and operation as task resources write them, or by service alone. */
export const INTEGRATIONS: ReadonlyMap<string, Integration> = new Map<string, Integration>([
  ['lambda', { client: 'lambda' }],
  ['dynamodb', { client: 'dynamodb' }],
  ['sqs', { client: 'sqs' }],
  ['sns', { client: 'sns' }],
  ['events', { client: 'eventbridge' }],
  [
    'bedrock:createModelCustomizationJob',
    {
      client: 'bedrock',
      sync: [
        {
          actions: ['bedrock:GetModelCustomizationJob', 'bedrock:StopModelCustomizationJob'],
          resource: 'arn:${AWS::Partition}:bedrock:${AWS::Region}:${AWS::AccountId}:model-customization-job/*',
        },
      ],
    },
  ],
  ['bedrock', { client: 'bedrock-runtime' }],
  ['s3', { client: 's3' }],
  ['states', { client: 'sfn', sync: [watch('StepFunctionsGetEventsForStepFunctionsExecutionRule')] }],
  ['ecs', { client: 'ecs', sync: [every('ecs:DescribeTasks', 'ecs:StopTask'), watch('StepFunctionsGetEventsForECSTaskRule')] }],
  [
    'batch',
    { client: 'batch', sync: [every('batch:DescribeJobs', 'batch:TerminateJob'), watch('StepFunctionsGetEventsForBatchJobsRule')] },
  ],
  ['glue', { client: 'glue', sync: [own('glue:BatchStopJobRun', 'glue:GetJobRun', 'glue:GetJobRuns')] }],
  ['athena', { client: 'athena', sync: [own('athena:GetQueryExecution', 'athena:StopQueryExecution')], always: [] }],
  [
    'codebuild',
    {
      client: 'codebuild',
      sync: [own('codebuild:BatchGetBuilds', 'codebuild:StopBuild'), watch('StepFunctionsGetEventForCodeBuildStartBuildRule')],
    },
  ],
  [
    'codebuild:startBuildBatch',
    {
      client: 'codebuild',
      sync: [
        own('codebuild:BatchGetBuildBatches', 'codebuild:StopBuildBatch'),
        watch('StepFunctionsGetEventForCodeBuildStartBuildBatchRule'),
      ],
    },
  ],
  ['databrew', { client: 'databrew', sync: [own('databrew:ListJobRuns', 'databrew:StopJobRun')] }],
  [
    'mediaconvert',
    {
      client: 'mediaconvert',
      sync: [every('mediaconvert:CancelJob', 'mediaconvert:GetJob'), watch('StepFunctionsGetEventsForMediaConvertJobRule')],
    },
  ],
  ['sagemaker:createTrainingJob', sagemaker('TrainingJob', 'StepFunctionsGetEventsForSageMakerTrainingJobsRule')],
  ['sagemaker:createTransformJob', sagemaker('TransformJob', 'StepFunctionsGetEventsForSageMakerTransformJobsRule')],
  ['sagemaker:createProcessingJob', sagemaker('ProcessingJob', 'StepFunctionsGetEventsForSageMakerProcessingJobsRule')],
  ['sagemaker:createHyperParameterTuningJob', sagemaker('HyperParameterTuningJob', 'StepFunctionsGetEventsForSageMakerTuningJobsRule')],
  ['sagemaker:createLabelingJob', sagemaker('LabelingJob', 'StepFunctionsGetEventsForSageMakerLabelingJobsRule')],
  ['sagemaker', { client: 'sagemaker' }],
  [
    'elasticmapreduce:createCluster',
    {
      client: 'emr',
      sync: [
        every('elasticmapreduce:DescribeCluster', 'elasticmapreduce:TerminateJobFlows'),
        watch('StepFunctionsGetEventForEMRRunJobFlowRule'),
      ],
    },
  ],
  [
    'elasticmapreduce:addStep',
    {
      client: 'emr',
      sync: [
        every('elasticmapreduce:CancelSteps', 'elasticmapreduce:DescribeStep'),
        watch('StepFunctionsGetEventForEMRAddJobFlowStepsRule'),
      ],
    },
  ],
  ['elasticmapreduce', { client: 'emr' }],
  [
    'emr-serverless:createApplication',
    {
      client: 'emr-serverless',
      sync: [
        {
          actions: ['emr-serverless:DeleteApplication', 'emr-serverless:GetApplication'],
          resource: 'arn:${AWS::Partition}:emr-serverless:${AWS::Region}:${AWS::AccountId}:/applications/*',
        },
        APPLICATIONS,
      ],
    },
  ],
  ['emr-serverless:startApplication', serverlessSpark('emr-serverless:StopApplication')],
  ['emr-serverless:stopApplication', serverlessSpark()],
  ['emr-serverless:deleteApplication', serverlessSpark()],
  [
    'emr-serverless:startJobRun',
    { client: 'emr-serverless', sync: [below('/jobruns/*', 'emr-serverless:CancelJobRun', 'emr-serverless:GetJobRun'), JOB_RUNS] },
  ],
  ['emr-serverless:cancelJobRun', { client: 'emr-serverless', sync: [own('emr-serverless:GetJobRun'), JOB_RUNS] }],
  ['emr-serverless', { client: 'emr-serverless' }],
  [
    'emr-containers:startJobRun',
    { client: 'emr-containers', sync: [below('/jobruns/*', 'emr-containers:CancelJobRun', 'emr-containers:DescribeJobRun')] },
  ],
  ['emr-containers:deleteVirtualCluster', { client: 'emr-containers', sync: [own('emr-containers:DescribeVirtualCluster')] }],
  ['emr-containers', { client: 'emr-containers' }],
])

/** Step Functions waits for the application's own state. */
function serverlessSpark(...undo: readonly string[]): Integration {
  return { client: 'emr-serverless', sync: [own('emr-serverless:GetApplication', ...undo), APPLICATIONS] }
}

function sagemaker(job: string, rule: string): Integration {
  return { client: 'sagemaker', sync: [own(`sagemaker:Describe${job}`, `sagemaker:Stop${job}`), own('sagemaker:AddTags'), watch(rule)] }
}

/** Operations that the integration names otherwise than the API. */
export const OPERATIONS: ReadonlyMap<string, string> = new Map([
  ['elasticmapreduce:createCluster', 'RunJobFlow'],
  ['elasticmapreduce:addStep', 'AddJobFlowSteps'],
  ['elasticmapreduce:terminateCluster', 'TerminateJobFlows'],
])
