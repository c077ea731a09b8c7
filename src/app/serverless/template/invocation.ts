/** Where results of asynchronous invocations go, and the URL of a function. */
import { member, type Node, scalarNode, sourceOf } from '../../document/node.js'
import { functionId } from '../names.js'
import { allow, arnOf, namedArn, record, ref, resource, type Written } from '../nodes.js'
import type { Service, ServiceFunction } from '../service.js'
import { type Made, nothing, resourcesOnly } from './made.js'

/** Source: Serverless Framework documentation, "Destinations". */
export function destinationsOf(fn: ServiceFunction, service: Service): Made {
  const written = member(fn.node, 'destinations')
  const settings = ['maximumEventAge', 'maximumRetryAttempts'].map((name) => member(fn.node, name))
  if (written === undefined && settings.every((each) => each === undefined)) return nothing
  const at = written?.at ?? fn.at
  const ends = (['onSuccess', 'onFailure'] as const).flatMap((end) => {
    const target = member(written, end)
    return target === undefined
      ? []
      : [{ end, arn: targetArn(target), asked: askedArn(target, service), type: typeOfTarget(target), at: target.at }]
  })
  const config = record(
    at,
    Object.fromEntries(
      ends.map(({ end, arn, at: place }) => [end === 'onSuccess' ? 'OnSuccess' : 'OnFailure', record(place, { Destination: arn })]),
    ),
  )
  const made = resource(at, 'AWS::Lambda::EventInvokeConfig', {
    FunctionName: ref(at, fn.id),
    Qualifier: '$LATEST',
    DestinationConfig: ends.length === 0 ? undefined : config,
    MaximumEventAgeInSeconds: settings[0],
    MaximumRetryAttempts: settings[1],
  })
  const statements = ends.flatMap(({ asked, type, at: place }) => {
    const action = SENDING.get(type ?? '')
    return action === undefined ? [] : [{ of: fn.key, statement: allow(place, [action], [asked]) }]
  })
  return { resources: [[`${fn.normal}LambdaEvConf`, made]], statements, trusted: [] }
}

const SENDING: ReadonlyMap<string, string> = new Map([
  ['events', 'events:PutEvents'],
  ['eventBus', 'events:PutEvents'],
  ['function', 'lambda:InvokeFunction'],
  ['lambda', 'lambda:InvokeFunction'],
  ['s3', 's3:PutObject'],
  ['sns', 'sns:Publish'],
  ['sqs', 'sqs:SendMessage'],
])

/** A function of the service by its key, an ARN, or a map of type and ARN. */
function targetArn(target: Node): Node {
  const written = sourceOf(target)
  if (written !== null && !written.startsWith('arn:')) return arnOf(target.at, functionId(written))
  return member(target, 'arn') ?? target
}

/** The same as the role has it. */
function askedArn(target: Node, service: Service): Node {
  const own = service.functions.find(({ key }) => key === sourceOf(target))
  return own === undefined ? targetArn(target) : namedArn(target.at, own.name)
}

function typeOfTarget(target: Node): string | null {
  const written = sourceOf(target)
  if (written !== null) return written.startsWith('arn:') ? (written.split(':')[2] ?? null) : 'function'
  return sourceOf(member(target, 'type'))
}

/** Source: Serverless Framework documentation, "Lambda Function URLs". */
export function urlOf(fn: ServiceFunction): Made {
  const written = member(fn.node, 'url')
  if (written === undefined || sourceOf(written) === 'false') return nothing
  const auth = sourceOf(member(written, 'authorizer')) === 'aws_iam' ? 'AWS_IAM' : 'NONE'
  const { at } = written
  const url = resource(at, 'AWS::Lambda::Url', {
    AuthType: auth,
    TargetFunctionArn: arnOf(at, fn.id),
    InvokeMode: sourceOf(member(written, 'invokeMode')) ?? 'BUFFERED',
  })
  const permission = (action: string, members: Readonly<Record<string, Written>>): Node =>
    resource(at, 'AWS::Lambda::Permission', { FunctionName: arnOf(at, fn.id), Action: action, Principal: '*', ...members })
  const open: readonly (readonly [string, Node])[] =
    auth !== 'NONE'
      ? []
      : [
          [`${fn.normal}LambdaPermissionFnUrl`, permission('lambda:InvokeFunctionUrl', { FunctionUrlAuthType: 'NONE' })],
          [
            `${fn.normal}LambdaPermissionFnUrlInvokeFunction`,
            permission('lambda:InvokeFunction', { InvokedViaFunctionUrl: scalarNode(true, at) }),
          ],
        ]
  return resourcesOnly([[`${fn.normal}LambdaFunctionUrl`, url], ...open])
}
