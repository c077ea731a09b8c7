/** Small whole apps, and what editing their templates does and leaves. `edited` holds each of them to what every edit keeps. */
import { describe, expect, test } from 'vitest'
import { edited, handler } from './edited.js'

const SAM = `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
`
const TABLE = `  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      BillingMode: PAY_PER_REQUEST
`
const samFunction = (id: string, rest: string): string => `  ${id}:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: ${id.toLowerCase()}/
      Environment:
        Variables: { TABLE: !Ref Table }
${rest}`

describe('`Policies` of functions whose role SAM makes', () => {
  test('broad ones become the statements that are needed beyond what SAM adds; comments stay', async () => {
    const { diff, findings } = await edited({
      'template.yaml': `${SAM}Resources:
${TABLE}${samFunction(
  'Fn',
  `      Policies: # what it may do
        - AmazonDynamoDBFullAccess
        # all of the table
        - DynamoDBCrudPolicy:
            TableName: !Ref Table
      Timeout: 3 # seconds
`,
)}`,
      'fn/index.js': handler('get'),
    })
    expect(findings).toEqual([])
    expect(diff).toBe(`        Policies: # what it may do
-         - AmazonDynamoDBFullAccess
          # all of the table
-         - DynamoDBCrudPolicy:
-             TableName: !Ref Table
+         - Version: '2012-10-17'
+           Statement:
+             - Sid: ReadTable
+               Effect: Allow
+               Action:
+                 - dynamodb:GetItem
+               Resource:
+                 - !Sub arn:\${AWS::Partition}:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/\${Table}
        Timeout: 3 # seconds`)
  })

  test('what a connector gives is not given once more', async () => {
    const { plan } = await edited({
      'template.yaml': `${SAM}Resources:
${TABLE}  Jobs:
    Type: AWS::SQS::Queue
  Fn:
    Type: AWS::Serverless::Function
    Connectors:
      ToJobs: { Properties: { Destination: { Id: Jobs }, Permissions: [Write] } }
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: fn/
      Environment:
        Variables: { JOBS: !Ref Jobs }
`,
      'fn/index.js':
        "const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs')\nexports.handler = () => new SQSClient({}).send(new SendMessageCommand({ QueueUrl: process.env.JOBS, MessageBody: 'x' }))\n",
    })
    expect(plan.files).toEqual([])
  })

  test('a policy template stays where all that it gives is needed', async () => {
    const { plan } = await edited({
      'template.yaml': `${SAM}Resources:
  Topic:
    Type: AWS::SNS::Topic
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: fn/
      Environment: { Variables: { TOPIC: !Ref Topic } }
      Policies:
        - SNSPublishMessagePolicy:
            TopicName: !GetAtt Topic.TopicName
`,
      'fn/index.js': handler('publish'),
    })
    expect(plan.files).toEqual([])
  })

  test('a policy template is written where it gives what is needed and nothing beyond', async () => {
    const { text } = await edited({
      'template.yaml': `${SAM}Resources:
  Topic:
    Type: AWS::SNS::Topic
${TABLE}  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: fn/
      Environment: { Variables: { TOPIC: !Ref Topic, TABLE: !Ref Table } }
      Policies: [AmazonSNSFullAccess, AmazonDynamoDBFullAccess]
`,
      'fn/index.js': handler('publish', 'get'),
    })
    expect(text).toContain(`      Policies:
        - SNSPublishMessagePolicy:
            TopicName: !GetAtt Topic.TopicName
        - Version: '2012-10-17'
          Statement:
            - Sid: ReadTable
`)
    expect(text).not.toContain('sns:Publish')
  })

  test('nothing is left of them where SAM gives all that is needed', async () => {
    const { diff } = await edited({
      'template.yaml': `${SAM}Resources:
${TABLE}${samFunction('Fn', '      Policies: [AmazonS3FullAccess]\n      Timeout: 3\n')}`,
      'fn/index.js': handler(),
    })
    expect(diff).toBe(`          Variables: { TABLE: !Ref Table }
-       Policies: [AmazonS3FullAccess]
        Timeout: 3`)
  })

  test('a function without properties of its own gets none where it needs nothing more', async () => {
    const globals = 'Globals: { Function: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: fn/ } }\n'
    const { diff } = await edited({
      'template.yaml': `${SAM}${globals}Resources:\n  Plain: { Type: AWS::Serverless::Function }\n${samFunction('Fn', '      Policies: [AmazonS3FullAccess]\n      Timeout: 3\n')}`,
      'fn/index.js': handler(),
    })
    expect(diff).not.toContain('Plain')
  })

  test('what a socket API is routed to may send over it, in a policy of its own', async () => {
    const { text } = await edited({
      'template.yaml': `${SAM}Resources:
  Chat: { Type: AWS::Serverless::WebSocketApi, Properties: { StageName: live, Routes: { say: { FunctionArn: !GetAtt Say.Arn } } } }
  Say: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: fn/, Environment: { Variables: { URL: !Sub 'https://\${Chat}.execute-api.\${AWS::Region}.amazonaws.com/live' } } } }
`,
      'fn/index.js':
        "const { ApiGatewayManagementApi } = require('@aws-sdk/client-apigatewaymanagementapi')\nexports.handler = (e) => new ApiGatewayManagementApi({ endpoint: process.env.URL }).postToConnection({ ConnectionId: e.id, Data: '' })\n",
    })
    expect(text).toContain('${Chat}/live/POST/@connections/*')
    expect(text).not.toContain('AWS::IAM::Policy')
  })

  test('a bucket that notifies the function is spoken of in a policy that waits for both', async () => {
    const { text } = await edited({
      'template.yaml': `${SAM}Resources:
  Bucket:
    Type: AWS::S3::Bucket
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: fn/
      Environment: { Variables: { BUCKET: !Ref Bucket } }
      Policies: AmazonS3FullAccess
      Events:
        New:
          Type: S3
          Properties: { Bucket: !Ref Bucket, Events: s3:ObjectCreated:* }
`,
      'fn/index.js': handler('read'),
    })
    expect(text).not.toContain('Policies:')
    expect(text).toContain(`  FnAttachedPolicy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: FnAttachedPolicy
      Roles:
        - !Ref FnRole
`)
  })

  test('a denial that somebody wrote stays', async () => {
    const { text } = await edited({
      'template.yaml': `${SAM}Resources:
${TABLE}${samFunction(
  'Fn',
  `      Policies:
        - Statement:
            - { Effect: Allow, Action: 'dynamodb:*', Resource: '*' }
            - { Effect: Deny, Action: dynamodb:DeleteTable, Resource: '*' }
`,
)}`,
      'fn/index.js': handler('get'),
    })
    expect(text).toContain("            - { Effect: Deny, Action: dynamodb:DeleteTable, Resource: '*' }\n")
    expect(text).not.toContain('dynamodb:*')
  })

  test('it stays in the next edit too, beside what can be limited to no resource', async () => {
    const { text } = await edited({
      'template.yaml': `${SAM}Parameters:
  Stage: { Type: String }
Conditions:
  Live: !Equals [!Ref Stage, live]
Resources:
  Topic:
    Type: AWS::SNS::Topic
${TABLE}  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: fn/
      Tracing: Active
      Environment: { Variables: { TABLE: !Ref Table, TOPIC: !Ref Topic } }
      Role: !GetAtt Own.Arn
  Own:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:AssumeRole' }] }
      Policies:
        - PolicyName: p
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - { Effect: Allow, Action: 'sns:*', Resource: !Ref Topic }
              - !If
                - Live
                - { Effect: Allow, Action: 'dynamodb:*', Resource: !GetAtt Table.Arn }
                - !Ref AWS::NoValue
`,
      'fn/index.js': handler('get', 'publish'),
    })
    expect(text).toMatch(/- !If\n +- Live\n +- Sid: ReadTable\n/)
    expect(text).toContain('xray:PutTraceSegments')
  })

  test('a condition around a policy stays around what is left of it, and so does one around a denial', async () => {
    const { text } = await edited({
      'template.yaml': `${SAM}Parameters:
  Stage: { Type: String }
Conditions:
  Live: !Equals [!Ref Stage, live]
Resources:
  Topic:
    Type: AWS::SNS::Topic
${TABLE}  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: fn/
      Environment: { Variables: { TABLE: !Ref Table, TOPIC: !Ref Topic } }
      Policies:
        - !If
          - Live
          - DynamoDBCrudPolicy: { TableName: !Ref Table }
          - Statement: { Effect: Deny, Action: 'dynamodb:*', Resource: '*' }
        - SNSCrudPolicy: { TopicName: !GetAtt Topic.TopicName }
`,
      'fn/index.js': handler('get', 'publish'),
    })
    expect(text).toMatch(/- !If\n +- Live\n +- Sid: ReadTable\n/)
    expect(text).toMatch(/- !If\n +- Live\n +- !Ref AWS::NoValue\n +- Effect: Deny\n/)
    expect(text).toContain('        - SNSPublishMessagePolicy:\n')
  })

  test('a policy that is not seen from here stays, and is named', async () => {
    const { text, findings } = await edited({
      'template.yaml': `${SAM}Parameters:
  Audit: { Type: String }
Resources:
${TABLE}${samFunction('Fn', '      Policies:\n        - !Ref Audit\n        - AmazonDynamoDBFullAccess\n')}`,
      'fn/index.js': handler('get'),
    })
    expect(text).toContain('        - !Ref Audit\n        - Version:')
    expect(findings).toEqual(['emit/policy-kept Fn'])
  })

  test('with explicit roles they become roles under the IDs that SAM would give, with the boundary of the globals', async () => {
    const { text } = await edited(
      {
        'template.yaml': `${SAM}Parameters:
  Limit: { Type: String }
Globals:
  Function:
    PermissionsBoundary: !Ref Limit
Resources:
${TABLE}${samFunction('Fn', '      Policies: AmazonDynamoDBFullAccess\n')}`,
        'fn/index.js': handler('get'),
      },
      { explicitRoles: true },
    )
    expect(text).not.toContain('AmazonDynamoDBFullAccess')
    expect(text).toContain('      Role: !GetAtt FnRole.Arn\n')
    expect(text).toContain('  FnRole:\n    Type: AWS::IAM::Role\n')
    expect(text).toContain('      PermissionsBoundary: !Ref Limit\n      Policies:\n        - PolicyName: FnPolicy\n')
  })
})

const LAMBDA_TRUST = `      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: { Service: lambda.amazonaws.com }
            Action: sts:AssumeRole
`
const cfnFunction = (id: string, rest: string): string => `  ${id}:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      Code: ${id.toLowerCase()}/
      Environment: { Variables: { TABLE: !Ref Table } }
${rest}`

describe('roles of the template', () => {
  test('that are shared are split, and what nobody uses any more goes with its policies', async () => {
    const { text, diff } = await edited({
      'template.yaml': `Resources:
${TABLE}  SharedRole:
    Type: AWS::IAM::Role
    Properties:
      Path: /app/
${LAMBDA_TRUST}  SharedPolicy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: shared
      Roles: [!Ref SharedRole]
      PolicyDocument:
        Statement: [{ Effect: Allow, Action: 'dynamodb:*', Resource: '*' }]
  # who reads
${cfnFunction('Reader', '      Role: !GetAtt SharedRole.Arn\n')}
${cfnFunction('Writer', '      Role: !GetAtt SharedRole.Arn\n')}`,
      'reader/index.js': handler('get'),
      'writer/index.js': handler('put'),
    })
    expect(text).not.toContain('Shared')
    expect(text).toContain('      Role: !GetAtt ReaderRole.Arn\n')
    expect(text.match(/ {6}Path: \/app\/\n/g)).toHaveLength(2)
    expect(diff).toContain('+               - Sid: WriteTable')
    expect(text).toContain('  # who reads\n')
  })

  test('that one function has alone keep their name; a policy apart stays apart', async () => {
    const { diff } = await edited({
      'template.yaml': `Resources:
${TABLE}  AppRole:
    Type: AWS::IAM::Role
    Properties:
      RoleName: app-role
${LAMBDA_TRUST}  AppPolicy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: app
      Roles: [!Ref AppRole]
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Action: 'dynamodb:*'
            Resource: '*'
${cfnFunction('Fn', '      Role: !GetAtt AppRole.Arn\n')}`,
      'fn/index.js': handler('get'),
    })
    expect(diff).not.toContain('Role')
    expect(diff).toContain('+               - dynamodb:GetItem')
    expect(diff).toContain('-             Action: ')
  })

  test('that are split hand on what they deny, and nothing waits for what is gone', async () => {
    const { text } = await edited({
      'template.yaml': `Resources:
${TABLE}  SharedRole:
    Type: AWS::IAM::Role
    Properties:
      RoleName: shared
${LAMBDA_TRUST}      Policies:
        - PolicyName: no
          PolicyDocument:
            Statement: [{ Effect: Deny, Action: 'iam:*', Resource: '*' }]
  SharedPolicy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Roles: [shared]
      PolicyDocument:
        Statement: [{ Effect: Allow, Action: '*', Resource: '*' }]
${cfnFunction('Reader', '      Role: !GetAtt SharedRole.Arn\n')}
    DependsOn: SharedPolicy
${cfnFunction('Writer', '      Role: !GetAtt SharedRole.Arn\n')}`,
      'reader/index.js': handler('get'),
      'writer/index.js': handler('put'),
    })
    expect(text).not.toContain('Shared')
    expect(text).not.toContain('DependsOn')
    expect(text.match(/- iam:\*|iam:\*/g)).toHaveLength(2)
  })

  test('that something else uses stay as they are, and functions leave them', async () => {
    const { text, findings } = await edited({
      'template.yaml': `Resources:
${TABLE}  SharedRole:
    Type: AWS::IAM::Role
    Properties:
${LAMBDA_TRUST}      ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      TaskRoleArn: !GetAtt SharedRole.Arn
${cfnFunction('Fn', '      Role: !GetAtt SharedRole.Arn\n')}`,
      'fn/index.js': handler('get'),
    })
    expect(text).toContain('AdministratorAccess')
    expect(text).toContain('      Role: !GetAtt FnRole.Arn\n')
    expect(findings).toEqual(['emit/role-kept SharedRole'])
  })

  test('of functions that were not read stay, and so do roles that they share', async () => {
    const { plan, findings } = await edited({
      'template.yaml': `Resources:
${TABLE}  SharedRole:
    Type: AWS::IAM::Role
    Properties:
${LAMBDA_TRUST}      ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]
  Py:
    Type: AWS::Lambda::Function
    Properties: { Handler: app.main, Runtime: python3.13, Code: py/, Role: !GetAtt SharedRole.Arn }
`,
      'py/app.py': 'def main(event, context):\n    return 1\n',
    })
    expect(plan.files).toEqual([])
    expect(findings).toEqual(['emit/code-not-read Py'])
  })

  test('that are not of the template are left alone, with what to paste', async () => {
    const { plan, findings } = await edited({
      'template.yaml': `Resources:
${TABLE}${cfnFunction('Fn', '      Role: arn:aws:iam::111122223333:role/central\n')}`,
      'fn/index.js': handler('get'),
    })
    expect(plan.files).toEqual([])
    expect(findings).toEqual(['emit/external-role Fn'])
    expect(plan.pastes[0]?.text).toContain('- dynamodb:GetItem')
  })

  test('of a state machine with a call that nobody knows stay, whether written or made by SAM', async () => {
    const machine = (id: string, role: string): string => `  ${id}:
    Type: AWS::Serverless::StateMachine
    Properties:
${role}
      Definition:
        StartAt: A
        States:
          A: { Type: Task, Resource: 'arn:aws:states:::aws-sdk:newservice:doThing', End: true }
`
    const { plan, findings } = await edited({
      'template.yaml': `Transform: AWS::Serverless-2016-10-31
Resources:
  FlowRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: { Effect: Allow, Principal: { Service: states.amazonaws.com }, Action: sts:AssumeRole }
      Policies:
        - PolicyName: all
          PolicyDocument:
            Statement: { Effect: Allow, Action: '*', Resource: '*' }
${machine('Flow', '      Role: !GetAtt FlowRole.Arn')}${machine('Made', '      Policies: [AmazonS3FullAccess]')}`,
    })
    expect(plan.files).toEqual([])
    expect(findings).toEqual(['emit/may-lack FlowRole', 'emit/may-lack Made'])
  })

  test('in the layout as-declared stay shared, and are tightened to what their users need together', async () => {
    const { text } = await edited(
      {
        'template.yaml': `Resources:
${TABLE}  SharedRole:
    Type: AWS::IAM::Role
    Properties:
${LAMBDA_TRUST}      Policies:
        - PolicyName: all
          PolicyDocument:
            Statement: { Effect: Allow, Action: '*', Resource: '*' }
${cfnFunction('Reader', '      Role: !GetAtt SharedRole.Arn\n')}
${cfnFunction('Writer', '      Role: !GetAtt SharedRole.Arn\n')}`,
        'reader/index.js': handler('get'),
        'writer/index.js': handler('put'),
      },
      { layout: 'as-declared' },
    )
    expect(text.match(/Role: !GetAtt SharedRole.Arn/g)).toHaveLength(2)
    expect(text).toContain('                  - dynamodb:GetItem\n                  - dynamodb:PutItem\n')
    expect(text).toContain('        - PolicyName: all\n')
  })

  test('of another stack are left there in the layout as-declared, and left for an own one by default', async () => {
    const files = {
      'template.yaml': `${SAM}Resources:
${TABLE}  Child:
    Type: AWS::Serverless::Application
    Properties: { Location: child.yaml }
${samFunction('Fn', '      Role: !GetAtt Child.Outputs.RoleArn\n')}`,
      'child.yaml': `Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
${LAMBDA_TRUST}Outputs:
  RoleArn: { Value: !GetAtt Role.Arn }
`,
      'fn/index.js': handler('get'),
    }
    const kept = await edited(files, { layout: 'as-declared' })
    expect(kept.plan.files).toEqual([])
    expect(kept.findings).toEqual(['emit/role-elsewhere Fn'])
    const own = await edited(files)
    expect(own.plan.files.map((f) => f.file)).toEqual(['template.yaml'])
    expect(own.text).toContain('      Role: !GetAtt FnRole.Arn\n')
  })

  test('in the layout five-roles are the five', async () => {
    const { text, findings } = await edited(
      {
        'template.yaml': `Resources:
${TABLE}  OldRole:
    Type: AWS::IAM::Role
    Properties:
${LAMBDA_TRUST}${cfnFunction('Reader', '      Role: !GetAtt OldRole.Arn\n')}
${cfnFunction('Idle', '      Role: !GetAtt OldRole.Arn\n')}`,
        'reader/index.js': handler('get'),
        'idle/index.js': handler(),
      },
      { layout: 'five-roles' },
    )
    expect(text).toContain('      Role: !GetAtt DynamoDBAccessRole.Arn\n')
    expect(text).toContain('      Role: !GetAtt CloudWatchLoggingRole.Arn\n')
    expect(text).not.toContain('OldRole')
    expect(text).toContain('  DynamoDBAccessPolicy:\n    Type: AWS::IAM::ManagedPolicy\n')
    expect(findings).toEqual([])
  })
})

describe('what a template may hold', () => {
  test('a resource under a condition is spoken of under it alone', async () => {
    const { text } = await edited({
      'template.yaml': `${SAM}Parameters:
  Given: { Type: String, Default: '' }
Conditions:
  Makes: !Equals [!Ref Given, '']
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Condition: Makes
    Properties:
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: fn/
      Environment: { Variables: { TABLE: !If [Makes, !Ref Table, !Ref Given] } }
      Policies: AmazonDynamoDBFullAccess
`,
      'fn/index.js': handler('get'),
    })
    expect(text).toMatch(/- !If\n +- Makes\n +- (!Sub arn:|Effect|Sid|Version)/)
    expect(text).toContain('- !Ref AWS::NoValue\n')
  })

  test('anchors that functions share: each gets its own, others keep what they had', async () => {
    const { text } = await edited({
      'template.yaml': `${SAM}Resources:
${TABLE}${samFunction('Reader', '      Policies: &broad\n        - AmazonDynamoDBFullAccess\n')}${samFunction('Writer', '      Policies: *broad\n')}  Py:
    Type: AWS::Serverless::Function
    Properties: { Handler: app.main, Runtime: python3.13, CodeUri: py/, Policies: *broad }
`,
      'reader/index.js': handler('get'),
      'writer/index.js': handler('put'),
      'py/app.py': 'def main(event, context):\n    return 1\n',
    })
    expect(text).toContain('- dynamodb:GetItem')
    expect(text).toContain('- dynamodb:PutItem')
    expect(text.match(/AmazonDynamoDBFullAccess/g)).toHaveLength(1)
  })

  test('JSON', async () => {
    const template = {
      Transform: 'AWS::Serverless-2016-10-31',
      Resources: {
        Table: { Type: 'AWS::DynamoDB::Table', Properties: { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] } },
        Fn: {
          Type: 'AWS::Serverless::Function',
          Properties: {
            Handler: 'index.handler',
            Runtime: 'nodejs22.x',
            CodeUri: 'fn/',
            Policies: ['AmazonDynamoDBFullAccess'],
            Environment: { Variables: { TABLE: { Ref: 'Table' } } },
          },
        },
      },
    }
    const { text } = await edited({ 'template.json': `${JSON.stringify(template, null, 4)}\n`, 'fn/index.js': handler('get') })
    const policies = (JSON.parse(text) as typeof template).Resources.Fn.Properties.Policies
    expect(policies).toEqual([expect.objectContaining({ Statement: [expect.objectContaining({ Action: ['dynamodb:GetItem'] })] })])
    expect(JSON.stringify({ ...JSON.parse(text), Resources: null }, null, 4)).toBe(
      JSON.stringify({ ...template, Resources: null }, null, 4),
    )
  })

  test('what a loop makes is left as it is, with what to paste', async () => {
    const { plan, findings } = await edited({
      'template.yaml': `Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Resources:
${TABLE}  Fn::ForEach::Functions:
    - Name
    - [One]
    - \${Name}Fn:
        Type: AWS::Serverless::Function
        Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: fn/, Environment: { Variables: { TABLE: !Ref Table } } }
`,
      'fn/index.js': handler('get'),
    })
    expect(plan.files).toEqual([])
    expect(findings).toEqual(['emit/not-in-place OneFn'])
    expect(plan.pastes.map((paste) => paste.subject)).toEqual(['OneFn'])
  })

  test('a nested stack is edited in its own file, with the names that it has there', async () => {
    const { plan, text } = await edited({
      'template.yaml': `${SAM}Resources:
${TABLE}  Child:
    Type: AWS::Serverless::Application
    Properties:
      Location: child.yaml
      Parameters: { TableName: !Ref Table }
`,
      'child.yaml': `${SAM}Parameters:
  TableName: { Type: String }
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: fn/
      Environment: { Variables: { TABLE: !Ref TableName } }
      Policies: AmazonDynamoDBFullAccess
`,
      'fn/index.js': handler('get'),
    })
    expect(plan.files.map((f) => f.file)).toEqual(['child.yaml'])
    expect(plan.files[0]?.after).toContain('table/${TableName}')
    expect(text).toContain('Location: child.yaml')
  })

  test('what a nested stack hands back is named by its output, and what is handed down as an ARN by that', async () => {
    const { plan } = await edited({
      'template.yaml': `${SAM}Resources:
  Data:
    Type: AWS::Serverless::Application
    Properties: { Location: data.yaml }
  Work:
    Type: AWS::Serverless::Application
    Properties:
      Location: work.yaml
      Parameters: { TableArn: !GetAtt Data.Outputs.TableArn }
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: fn/
      Policies: AmazonDynamoDBFullAccess
      Environment:
        Variables: { TABLE: !GetAtt Data.Outputs.TableName }
`,
      'data.yaml': `Resources:\n${TABLE}Outputs:\n  TableName: { Value: !Ref Table }\n  TableArn: { Value: !GetAtt Table.Arn }\n`,
      'work.yaml': `${SAM}Parameters:
  TableArn: { Type: String }
Resources:
  Inner:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: fn/
      Policies: AmazonDynamoDBFullAccess
      Environment:
        Variables: { TABLE: !Ref TableArn }
`,
      'fn/index.js': handler('get'),
    })
    const [outer, inner] = plan.files.map(({ after }) => after)
    expect(outer).toContain('table/${Data.Outputs.TableName}\n')
    expect(inner).toContain('                - !Ref TableArn\n')
  })

  test('carriage returns stay', async () => {
    const { text } = await edited({
      'template.yaml': `${SAM}Resources:\n${TABLE}${samFunction('Fn', '      Policies: AmazonDynamoDBFullAccess\n')}`.replaceAll(
        '\n',
        '\r\n',
      ),
      'fn/index.js': handler('get'),
    })
    expect(text.replaceAll('\r\n', '')).not.toContain('\n')
    expect(text).toContain('- dynamodb:GetItem\r\n')
  })
})

test('the table of a GraphQL API of SAM is only read where its resolvers only read', async () => {
  const code = (call: string): string =>
    `InlineCode: "import * as ddb from '@aws-appsync/utils/dynamodb'\\nexport const request = (c) => ddb.${call}({ key: { id: c.args.id } })"`
  const { diff } = await edited({
    'template.yaml': `${SAM}Resources:
${TABLE}  Api:
    Type: AWS::Serverless::GraphQLApi
    Properties:
      SchemaInline: 'type Query { get: String }'
      Auth: { Type: AWS_IAM }
      DataSources:
        DynamoDb:
          Reading:
            TableName: !Ref Table # read alone
            TableArn: !GetAtt Table.Arn
          Both: { TableName: !Ref Table, TableArn: !GetAtt Table.Arn }
          Unused: { TableName: !Ref Table, TableArn: !GetAtt Table.Arn }
      Functions:
        get: { Runtime: { Name: APPSYNC_JS, Version: 1.0.0 }, DataSource: Reading, ${code('get')} }
        put: { Runtime: { Name: APPSYNC_JS, Version: 1.0.0 }, DataSource: Both, ${code('put')} }
        one: { Runtime: { Name: APPSYNC_JS, Version: 1.0.0 }, DataSource: Both, ${code('get')} }
`,
  })
  expect(diff).toBe(`              TableArn: !GetAtt Table.Arn
+             Permissions:
+               - Read
            Both: { TableName: !Ref Table, TableArn: !GetAtt Table.Arn }`)
})

describe('permissions that wires need', () => {
  test('a topic and a bucket may invoke the function that they are wired to', async () => {
    const { text } = await edited({
      'template.yaml': `Resources:
${TABLE}  Topic:
    Type: AWS::SNS::Topic
  Subscription:
    Type: AWS::SNS::Subscription
    Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn }
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      NotificationConfiguration:
        LambdaConfigurations: [{ Event: s3:ObjectCreated:*, Function: !GetAtt Fn.Arn }]
  AppRole:
    Type: AWS::IAM::Role
    Properties:
${LAMBDA_TRUST}${cfnFunction('Fn', '      Role: !GetAtt AppRole.Arn\n')}`,
      'fn/index.js': handler('get'),
    })
    expect(text).toContain(`  FnSnsPermission:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !GetAtt Fn.Arn
      Principal: sns.amazonaws.com
      SourceArn: !Ref Topic
`)
    expect(text).toContain('      SourceAccount: !Ref AWS::AccountId\n')
    expect(text).toContain('    DependsOn: FnS3Permission\n')
  })
})

test('Secrets Manager may invoke the function that rotates a secret', async () => {
  const { text } = await edited({
    'template.yaml': `Resources:
${TABLE}  Secret:
    Type: AWS::SecretsManager::Secret
  Rotation:
    Type: AWS::SecretsManager::RotationSchedule
    Properties: { SecretId: !Ref Secret, RotationLambdaARN: !GetAtt Fn.Arn, RotationRules: { AutomaticallyAfterDays: 30 } }
  AppRole:
    Type: AWS::IAM::Role
    Properties:
${LAMBDA_TRUST}${cfnFunction('Fn', '      Role: !GetAtt AppRole.Arn\n')}`,
    'fn/index.js': handler('get'),
  })
  expect(text).toContain(
    '      Principal: secretsmanager.amazonaws.com\n      SourceArn: !Ref Secret\n      SourceAccount: !Ref AWS::AccountId\n',
  )
})

test('an API may invoke the functions behind it, route by route, unless it may already', async () => {
  const template = (permission: string): string => `Resources:
${TABLE}  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: { Name: api, ProtocolType: HTTP }
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties: { ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Fn.Arn, PayloadFormatVersion: '2.0' }
  Get:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: GET /items, Target: !Sub 'integrations/\${Integration}' }
${permission}  AppRole:
    Type: AWS::IAM::Role
    Properties:
${LAMBDA_TRUST}${cfnFunction('Fn', '      Role: !GetAtt AppRole.Arn\n')}`
  const given = `  Given:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref Fn, Principal: apigateway.amazonaws.com }
`
  const open = await edited({ 'template.yaml': template(''), 'fn/index.js': handler('get') })
  expect(open.text).toContain('${Api}/*/GET/items\n')
  const shut = await edited({ 'template.yaml': template(given), 'fn/index.js': handler('get') })
  expect(shut.text.match(/AWS::Lambda::Permission/g)).toHaveLength(1)
})

describe('policies of what is sent to', () => {
  const QUEUE = `  Queue:
    Type: AWS::SQS::Queue
`
  const RULE = `  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: { source: [app] }
      Targets: [{ Id: one, Arn: !GetAtt Queue.Arn }]
`
  test('a queue lets the rule in that sends to it', async () => {
    const { text } = await edited({
      'template.yaml': `${SAM}Resources:\n${QUEUE}${RULE}${TABLE}${samFunction('Fn', '')}`,
      'fn/index.js': handler(),
    })
    expect(text).toContain(`  QueuePolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues:
        - !Ref Queue
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Sid: AllowEvents
            Effect: Allow
            Principal:
              Service: events.amazonaws.com
            Action: sqs:SendMessage
            Resource: !GetAtt Queue.Arn
            Condition:
              ArnLike:
                aws:SourceArn: !Sub arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:rule/\${Rule}
`)
  })

  test('what is missing goes into the policy that the queue has; what is there is enough', async () => {
    const policy = (principal: string): string => `  Own:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Queue]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Service: ${principal} }
            Action: SQS:SendMessage
            Resource: '*'
`
    const files = (principal: string) => ({
      'template.yaml': `${SAM}Resources:\n${QUEUE}${RULE}${policy(principal)}${TABLE}${samFunction('Fn', '')}`,
      'fn/index.js': handler(),
    })
    expect((await edited(files('events.amazonaws.com'))).plan.files).toEqual([])
    const { text } = await edited(files('sns.amazonaws.com'))
    expect(text.match(/Type: AWS::SQS::QueuePolicy/g)).toHaveLength(1)
    expect(text).toContain('              Service: events.amazonaws.com\n')
  })

  test('a bucket waits for the policy of the queue that it notifies', async () => {
    const { text } = await edited({
      'template.yaml': `${SAM}Resources:
${QUEUE}  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      NotificationConfiguration:
        QueueConfigurations: [{ Event: s3:ObjectCreated:*, Queue: !GetAtt Queue.Arn }]
${TABLE}${samFunction('Fn', '')}`,
      'fn/index.js': handler(),
    })
    expect(text).toContain('    DependsOn: QueuePolicy\n')
    expect(text).toContain('aws:SourceAccount: !Ref AWS::AccountId\n')
    expect(text).not.toContain('aws:SourceArn')
  })
})

describe('the log role of API Gateway', () => {
  const API = `  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      MethodSettings: [{ ResourcePath: /*, HttpMethod: '*', LoggingLevel: INFO }]
      DefinitionBody: { openapi: 3.0.1, paths: {} }
`
  test('is made where the template sets the account up without one', async () => {
    const { text } = await edited({
      'template.yaml': `${SAM}Resources:\n${API}  Account:\n    Type: AWS::ApiGateway::Account\n${TABLE}${samFunction('Fn', '')}`,
      'fn/index.js': handler(),
    })
    expect(text).toContain('      CloudWatchRoleArn: !GetAtt AccountRole.Arn\n')
    expect(text).toContain('                  - logs:FilterLogEvents\n')
  })

  test('is told to paste where it does not', async () => {
    const { plan, findings } = await edited({
      'template.yaml': `${SAM}Resources:\n${API}${TABLE}${samFunction('Fn', '')}`,
      'fn/index.js': handler(),
    })
    expect(plan.files).toEqual([])
    expect(findings).toEqual(['emit/account-logging Api'])
    expect(plan.pastes[0]?.text).toContain('ApiAccount:\n  Type: AWS::ApiGateway::Account\n')
  })
})

describe('what is no function', () => {
  test('the role of an API is tightened where it stands', async () => {
    const { diff, findings } = await edited({
      'template.yaml': `${SAM}Resources:
${TABLE}  ApiRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: { Service: apigateway.amazonaws.com }
            Action: sts:AssumeRole
      Policies:
        - PolicyName: api
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action: 'dynamodb:*'
                Resource: '*'
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      DefinitionBody:
        openapi: 3.0.1
        paths:
          /items:
            get:
              x-amazon-apigateway-integration:
                type: aws
                httpMethod: POST
                uri: !Sub arn:\${AWS::Partition}:apigateway:\${AWS::Region}:dynamodb:action/Scan
                credentials: !GetAtt ApiRole.Arn
                requestTemplates:
                  application/json: !Sub '{"TableName": "\${Table}"}'
`,
    })
    expect(findings).toEqual([])
    expect(diff).toContain('+                   - dynamodb:Scan')
    expect(diff).toContain("-                 Action: 'dynamodb:*'")
  })

  test('a trust policy without a source condition gets one', async () => {
    const { text } = await edited({
      'template.yaml': `${SAM}Resources:
${TABLE}  MachineRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: { Service: states.amazonaws.com }
            Action: sts:AssumeRole
${samFunction('Fn', '')}  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Role: !GetAtt MachineRole.Arn
      Definition:
        StartAt: Call
        States:
          Call: { Type: Task, Resource: !GetAtt Fn.Arn, End: true }
`,
      'fn/index.js': handler(),
    })
    expect(text).toContain('                aws:SourceAccount: !Ref AWS::AccountId\n')
    expect(text).toContain('- lambda:InvokeFunction\n')
  })

  test('`Policies` of a state machine whose role SAM makes', async () => {
    const { text } = await edited({
      'template.yaml': `${SAM}Resources:
${TABLE}${samFunction('Fn', '')}  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Policies:
        - AWSLambda_FullAccess
      Definition:
        StartAt: Call
        States:
          Call:
            Type: Task
            Resource: !GetAtt Fn.Arn
            End: true
`,
      'fn/index.js': handler(),
    })
    expect(text).not.toContain('AWSLambda_FullAccess')
    expect(text).toContain('- lambda:InvokeFunction')
  })
})
