/** Lambda and Step Functions. */
import { absent, any, arn, check, equals, given, type OperationRow, passRole, row, type ServiceRows, same, set } from './rows.js'

const LAMBDA = 'Lambda Developer Guide, "Identity-based IAM policies for Lambda"'
const LAMBDA_REFERENCE = 'Service Authorization Reference, "Actions, resources, and condition keys for AWS Lambda"'
const fn = arn('arn:{P}:lambda:{R}:{A}:function:{FunctionName}', { FunctionName: 'function' })
const qualified = arn('arn:{P}:lambda:{R}:{A}:function:{FunctionName}:{Qualifier}', { FunctionName: 'function' })

/** A call with a qualifier is checked on the qualified ARN, which the unqualified one does not match. */
const onFunction = (operations: string | readonly string[], action: string, source = LAMBDA): OperationRow =>
  row(operations, source, [
    check(`lambda:${action}`, fn, { when: [absent('Qualifier')] }),
    check(`lambda:${action}`, qualified, { when: [set('Qualifier')] }),
  ])

const QUALIFIED = [
  'AddPermission',
  'DeleteFunctionEventInvokeConfig',
  'DeleteFunctionUrlConfig',
  'DeleteProvisionedConcurrencyConfig',
  'GetFunction',
  'GetFunctionConfiguration',
  'GetFunctionEventInvokeConfig',
  'GetFunctionUrlConfig',
  'GetPolicy',
  'GetProvisionedConcurrencyConfig',
  'PutFunctionEventInvokeConfig',
  'PutProvisionedConcurrencyConfig',
  'PutRuntimeManagementConfig',
  'RemovePermission',
  'UpdateFunctionEventInvokeConfig',
  'UpdateFunctionUrlConfig',
  'CreateFunctionUrlConfig',
  'DeleteFunction',
]

const layerVersion = arn('arn:{P}:lambda:{R}:{A}:layer:{LayerName}:{VersionNumber}')
const layer = arn('arn:{P}:lambda:{R}:{A}:layer:{LayerName}')
const mapping = arn('arn:{P}:lambda:{R}:{A}:event-source-mapping:{UUID}')
// Lambda looks up the network with the caller's rights.
const NETWORK = 'Lambda Developer Guide, "Giving Lambda functions access to resources in an Amazon VPC", "Required IAM permissions"'
const network = ['DescribeSecurityGroups', 'DescribeSubnets', 'DescribeVpcs'].map((name) =>
  check(`ec2:${name}`, any, { when: [set('VpcConfig')], source: NETWORK }),
)
const codeIn = (bucket: string, key: string) =>
  check('s3:GetObject', arn(`arn:{P}:s3:::{${bucket}}/{${key}}`), {
    when: [set(bucket)],
    source: 'Lambda API Reference, "CreateFunction", "UpdateFunctionCode"',
  })

const written = [
  ...network,
  check('lambda:GetLayerVersion', given('Layers[]'), { when: [set('Layers[]')] }),
  passRole('Role', 'lambda.amazonaws.com'),
  check('lambda:PassCapacityProvider', given('CapacityProviderConfig.LambdaManagedInstancesCapacityProviderConfig.CapacityProviderArn'), {
    when: [set('CapacityProviderConfig.LambdaManagedInstancesCapacityProviderConfig.CapacityProviderArn')],
  }),
]

export const lambda: ServiceRows = {
  clients: ['lambda'],
  rows: [
    onFunction(['Invoke', 'InvokeWithResponseStream'], 'InvokeFunction', 'Lambda API Reference, "Invoke"'),
    row('InvokeAsync', 'Lambda API Reference, "InvokeAsync"', [check('lambda:InvokeFunction', fn)]),
    ...QUALIFIED.map((name) => onFunction(name, name)),
    row('CreateFunction', LAMBDA_REFERENCE, [
      check('lambda:CreateFunction', fn),
      codeIn('Code.S3Bucket', 'Code.S3Key'),
      check('lambda:TagResource', fn, { when: [set('Tags')] }),
      ...written,
    ]),
    row('UpdateFunctionCode', LAMBDA_REFERENCE, [check('lambda:UpdateFunctionCode', fn), codeIn('S3Bucket', 'S3Key')]),
    row('UpdateFunctionConfiguration', LAMBDA_REFERENCE, [check('lambda:UpdateFunctionConfiguration', fn), ...written]),
    row('CreateCapacityProvider', LAMBDA_REFERENCE, [
      check('lambda:CreateCapacityProvider', arn('arn:{P}:lambda:{R}:{A}:capacity-provider:{CapacityProviderName}')),
      passRole('PermissionsConfig.CapacityProviderOperatorRoleArn', 'lambda.amazonaws.com'),
    ]),
    row('GetLayerVersionByArn', LAMBDA_REFERENCE, [check('lambda:GetLayerVersion', given('Arn'))]),
    ...same(
      'lambda',
      ['GetLayerVersion', 'DeleteLayerVersion', 'AddLayerVersionPermission', 'RemoveLayerVersionPermission', 'GetLayerVersionPolicy'],
      LAMBDA_REFERENCE,
      layerVersion,
    ),
    // Policies limit a mapping by lambda:FunctionArn: what is made has no ARN yet.
    row('CreateEventSourceMapping', LAMBDA_REFERENCE, [
      check('lambda:CreateEventSourceMapping', any, { context: { 'lambda:FunctionArn': 'FunctionName' } }),
    ]),
    ...same('lambda', ['UpdateEventSourceMapping', 'DeleteEventSourceMapping', 'GetEventSourceMapping'], LAMBDA_REFERENCE, mapping),
  ],
  members: [
    { members: ['FunctionName'], resource: fn, types: ['function'] },
    { members: ['LayerName'], resource: layer },
    { members: ['DurableExecutionArn'], resource: given('DurableExecutionArn') },
    { members: ['CapacityProviderName'], resource: arn('arn:{P}:lambda:{R}:{A}:capacity-provider:{CapacityProviderName}') },
    { members: ['CodeSigningConfigArn'], resource: given('CodeSigningConfigArn'), types: ['code signing config'] },
    { members: ['Resource'], resource: given('Resource') },
  ],
}

const STATES = 'Step Functions Developer Guide, "Identity-based policies for Step Functions"'
const STATES_REFERENCE = 'Service Authorization Reference, "Actions, resources, and condition keys for AWS Step Functions"'
const machine = arn('arn:{P}:states:{R}:{A}:stateMachine:{stateMachineArn}', { stateMachineArn: 'state-machine' })
const named = arn('arn:{P}:states:{R}:{A}:stateMachine:{name}')
const execution = arn('arn:{P}:states:{R}:{A}:execution:{executionArn}', { executionArn: 'execution' })

export const states: ServiceRows = {
  clients: ['sfn'],
  rows: [
    row('CreateStateMachine', STATES_REFERENCE, [
      check('states:CreateStateMachine', named),
      check('states:TagResource', named, { when: [set('tags')] }),
      check('states:PublishStateMachineVersion', named, { when: [equals('publish', 'true')] }),
      passRole('roleArn', 'states.amazonaws.com'),
    ]),
    row('UpdateStateMachine', STATES_REFERENCE, [
      check('states:UpdateStateMachine', machine),
      check('states:PublishStateMachineVersion', machine, { when: [equals('publish', 'true')] }),
      passRole('roleArn', 'states.amazonaws.com'),
    ]),
    row('TestState', STATES_REFERENCE, [
      check('states:TestState', any),
      check('states:RevealSecrets', any, { when: [equals('revealSecrets', 'true')] }),
      passRole('roleArn', 'states.amazonaws.com'),
    ]),
    // The versions of the alias name its machine, whose alias it becomes.
    row('CreateStateMachineAlias', STATES_REFERENCE, [
      check('states:CreateStateMachineAlias', arn('arn:{P}:states:{R}:{A}:stateMachine:*')),
    ]),
    // Task tokens name no resource. Source: the same page, which gives these actions no resource type.
    ...same('states', ['SendTaskSuccess', 'SendTaskFailure', 'SendTaskHeartbeat'], STATES_REFERENCE, any),
    ...same('states', ['StartExecution', 'StartSyncExecution'], STATES, machine),
    ...same(
      'states',
      ['DescribeExecution', 'StopExecution', 'GetExecutionHistory', 'RedriveExecution', 'DescribeStateMachineForExecution'],
      STATES,
      execution,
    ),
    row('ListExecutions', STATES, [
      check('states:ListExecutions', machine, { when: [set('stateMachineArn')] }),
      check('states:ListExecutions', given('mapRunArn'), { when: [set('mapRunArn')] }),
    ]),
  ],
  members: [
    { members: ['stateMachineArn'], resource: machine },
    { members: ['executionArn'], resource: execution },
    { members: ['activityArn'], resource: given('activityArn') },
    { members: ['mapRunArn'], resource: given('mapRunArn') },
    { members: ['stateMachineAliasArn'], resource: given('stateMachineAliasArn') },
    { members: ['stateMachineVersionArn'], resource: given('stateMachineVersionArn') },
    { members: ['resourceArn'], resource: given('resourceArn') },
    { members: ['name'], resource: arn('arn:{P}:states:{R}:{A}:activity:{name}'), types: ['activity'] },
  ],
}
