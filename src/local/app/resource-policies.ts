/** Resource policies of an app: what the template says, and the statements that its wires need. */
import type { App } from '../../app/index.js'
import type { Roles } from '../../roles/index.js'
import { listOf, mapOf, type Plain, type PlainResource, textOf, textsOf } from '../api/index.js'
import type { PermissionStatement, Permissions } from '../functions/index.js'
import type { Builder } from './client.js'
import type { Names } from './names.js'
import { resolveDocument } from './plain-app.js'

export interface PolicyInput {
  readonly app: App
  readonly builder: Builder
  readonly names: Names
  readonly resources: ReadonlyMap<string, PlainResource>
  readonly roles: Pick<Roles, 'resourcePolicies'>
  readonly permissions: Permissions
}

export async function putResourcePolicies(input: PolicyInput): Promise<void> {
  const { names, roles, resources, permissions } = input
  permissions.clear()
  /** By logical ID of a bucket, queue, topic or bus, and by ARN of a function. */
  const statements = new Map<string, Plain[]>()
  const add = (target: string, more: readonly Plain[]): void => {
    statements.set(target, [...(statements.get(target) ?? []), ...more])
  }
  for (const { resource, document } of roles.resourcePolicies) {
    const made = mapOf(resolveDocument(document, names))
    for (const statement of listOf(made.Statement).map(mapOf)) add(targetOf(names.text(resource), statement, names), [statement])
  }
  for (const [target, statement] of authorizers(input.app, names)) add(target, [statement])
  for (const resource of resources.values()) for (const [target, statement] of declared(resource, names)) add(target, [statement])
  for (const [target, list] of statements) await put(target, list, input)
}

/** SAM lets its APIs call the functions that are their authorizers. Source: AWS SAM Developer Guide, "LambdaTokenAuthorizationIdentity". */
const authorizers = (app: App, names: Names): readonly (readonly [string, Plain])[] =>
  [...app.functions.values()].flatMap((fn) =>
    fn.wires
      .filter(({ kind, permitted }) => kind === 'authorizer' && permitted)
      .flatMap(({ source }): (readonly [string, Plain])[] => {
        const arn = names.arn(fn.resource)
        const api = source?.resource == null ? null : names.arn(source.resource)
        if (arn === null || api === null) return []
        const Condition = { ArnLike: { 'aws:SourceArn': `${api}/authorizers/*` } }
        return [
          [
            arn,
            {
              Effect: 'Allow',
              Principal: { Service: 'apigateway.amazonaws.com' },
              Action: 'lambda:InvokeFunction',
              Resource: arn,
              Condition,
            },
          ],
        ]
      }),
  )

/** A function's policy may be its alias's: the statement's own resource says which. */
function targetOf(written: string, statement: Plain, names: Names): string {
  const [own] = textsOf(statement.Resource)
  return own?.includes(':function:') === true ? own : (names.idOf(written) ?? written)
}

const POLICY_TYPES: ReadonlyMap<string, string> = new Map([
  ['AWS::S3::BucketPolicy', 'Bucket'],
  ['AWS::SQS::QueuePolicy', 'Queues'],
  ['AWS::SNS::TopicPolicy', 'Topics'],
])

function declared({ type, properties }: PlainResource, names: Names): readonly (readonly [string, Plain])[] {
  const targets = POLICY_TYPES.get(type)
  if (targets !== undefined) {
    const list = listOf(mapOf(properties.PolicyDocument).Statement).map(mapOf)
    return textsOf(properties[targets]).flatMap((each) => list.map((statement) => [names.idOf(each) ?? each, statement] as const))
  }
  return type === 'AWS::Lambda::Permission' ? permission(properties, names) : []
}

/** Source: CloudFormation Template Reference, "AWS::Lambda::Permission". */
function permission(properties: Plain, names: Names): readonly (readonly [string, Plain])[] {
  const written = textOf(properties.FunctionName)
  if (written === null) return []
  const id = names.idOf(written)
  const arn = id === null ? written : (names.arn(id) ?? written)
  const principal = textOf(properties.Principal) ?? '*'
  const equals = { ...(properties.SourceAccount !== undefined && { 'aws:SourceAccount': properties.SourceAccount }) }
  const Condition = {
    ...(properties.SourceArn !== undefined && { ArnLike: { 'aws:SourceArn': properties.SourceArn } }),
    ...(Object.keys(equals).length > 0 && { StringEquals: equals }),
  }
  const statement = {
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : principal.includes('.amazonaws.com') ? { Service: principal } : { AWS: principal },
    Action: textOf(properties.Action) ?? 'lambda:InvokeFunction',
    Resource: arn,
    ...(Object.keys(Condition).length > 0 && { Condition }),
  }
  return [[arn, statement]]
}

async function put(target: string, statements: readonly Plain[], { builder, names, resources, permissions }: PolicyInput): Promise<void> {
  const unique = [...new Map(statements.map((statement) => [JSON.stringify({ ...statement, Sid: undefined }), statement])).values()]
  const numbered = unique.map((statement, i) => ({ ...statement, Sid: `Statement${i}` }))
  if (target.includes(':function:')) {
    permissions.set(target, numbered as unknown as readonly PermissionStatement[])
    return
  }
  const type = resources.get(target)?.type
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: numbered })
  switch (type) {
    case 'AWS::S3::Bucket':
      await builder.make(target, 's3', 'PutBucketPolicy', { Bucket: names.name(target), Policy })
      return
    case 'AWS::SQS::Queue':
      await builder.make(target, 'sqs', 'SetQueueAttributes', { QueueUrl: names.ref(target), Attributes: { Policy } })
      return
    case 'AWS::SNS::Topic':
      await builder.make(target, 'sns', 'SetTopicAttributes', {
        TopicArn: names.arn(target),
        AttributeName: 'Policy',
        AttributeValue: Policy,
      })
      return
    default:
      return
  }
}
