/**
 * A function of the service → its Lambda function, log group, invoke configuration and URL, and what these ask of its role.
 * Source: Serverless Framework documentation, "AWS Lambda Functions".
 */
import type { Place } from '../../../outcome/index.js'
import { itemsOf, type MapNode, mapNode, member, type Node, sourceOf } from '../../document/node.js'
import { FRAMEWORK_BUCKET, layerId, logGroupId, NO_LOGS } from '../names.js'
import { allow, join, list, record, ref, resource, type Written } from '../nodes.js'
import { isCall, isTrue, type Service, type ServiceFunction, setting, unreadPart } from '../service.js'
import { destinationsOf, urlOf } from './invocation.js'
import { type Made, together } from './made.js'

export function makeFunction(fn: ServiceFunction, role: Node, service: Service): Made {
  const { at, node } = fn
  const isLogged = !isTrue(member(node, 'disableLogs'))
  const group = logGroupOf(fn, service)
  const properties = {
    FunctionName: fn.name,
    Handler: member(node, 'handler'),
    Runtime: setting(fn, service, 'runtime'),
    MemorySize: setting(fn, service, 'memorySize') ?? 1024,
    Timeout: setting(fn, service, 'timeout') ?? 6,
    ReservedConcurrentExecutions: member(node, 'reservedConcurrency'),
    Role: role,
    Environment: environmentOf(fn, service),
    Layers: layersOf(fn, service),
    VpcConfig: vpcOf(fn, service),
    TracingConfig: tracingOf(fn, service),
    KmsKeyArn: keyOf(fn, service),
    DeadLetterConfig: deadLetterOf(fn),
    FileSystemConfigs: fileSystemOf(fn),
    LoggingConfig: group.custom === null ? undefined : record(at, { LogGroup: group.custom }),
    Code: codeOf(fn, service),
    ...imageOf(fn, service),
  }
  const condition = member(node, 'condition')
  const made = resource(at, 'AWS::Lambda::Function', properties, { Condition: condition, Metadata: metadataOf(fn, service) })
  return together([
    {
      resources: [[fn.id, made], ...(isLogged && group.custom === null ? [[logGroupId(fn.key), groupResource(fn, service)] as const] : [])],
      ...roleAsks(fn, service),
    },
    destinationsOf(fn, service),
    urlOf(fn),
  ])
}

/** A group that is named is somebody else's; `logs.logGroup` of the function wins over the provider's. */
export function logGroupOf(fn: ServiceFunction, service: Service): { readonly custom: Node | null } {
  const own = member(member(fn.node, 'logs'), 'logGroup')
  return { custom: own ?? member(member(member(service.provider, 'logs'), 'lambda'), 'logGroup') ?? null }
}

const groupResource = (fn: ServiceFunction, service: Service): Node =>
  resource(fn.at, 'AWS::Logs::LogGroup', {
    LogGroupName: join(fn.at, ['/aws/lambda/', fn.name]),
    RetentionInDays: member(fn.node, 'logRetentionInDays') ?? member(service.provider, 'logRetentionInDays'),
  })

/** The provider's variables, and the function's over them; what is null is taken out. */
function environmentOf(fn: ServiceFunction, service: Service): Node | undefined {
  const parts = [member(service.provider, 'environment'), member(fn.node, 'environment')].flatMap((each) => itemsOf(each))
  const maps = parts.filter((part): part is MapNode => part.kind === 'map' && !isCall(part))
  for (const part of parts) if (isCall(part)) service.report(unreadPart('environment', part.at))
  if (maps.length === 0) return undefined
  const entries = new Map<string, Node>()
  const keys = new Map<string, Place>()
  for (const map of maps)
    for (const [name, value] of map.entries) {
      entries.set(name, value)
      keys.set(name, map.keys.get(name) ?? value.at)
    }
  for (const [name, value] of entries) if (value.kind === 'scalar' && value.value === null) entries.delete(name)
  return record(fn.at, { Variables: mapNode(entries, maps.at(-1)?.at ?? fn.at, keys) })
}

/** Layers of the service are named by what they become, `{ Ref: HelloLambdaLayer }`, or by their key in `layers`. */
function layersOf(fn: ServiceFunction, service: Service): Node | undefined {
  const written = setting(fn, service, 'layers')
  if (written === undefined) return undefined
  const own = service.section('layers')
  return list(
    written.at,
    itemsOf(written).map((layer) => {
      const key = sourceOf(layer)
      return key !== null && member(own, key) !== undefined ? ref(layer.at, layerId(key)) : layer
    }),
  )
}

export function vpcOf(fn: ServiceFunction, service: Service): Node | undefined {
  const own = member(fn.node, 'vpc')
  const shared = member(service.provider, 'vpc')
  const of = (name: string): Node | undefined => member(own, name) ?? member(shared, name)
  const written = own ?? shared
  // `vpc: ~` takes a function out.
  if (written === undefined || (written.kind === 'scalar' && (written.value === null || written.value === false))) return undefined
  // A network that nobody knows yet is one all the same.
  if (written.kind === 'scalar' || isCall(written)) return record(written.at, { SubnetIds: list(written.at, [written]) })
  const [subnets, groups] = [of('subnetIds'), of('securityGroupIds')]
  return subnets === undefined && groups === undefined ? undefined : record(written.at, { SubnetIds: subnets, SecurityGroupIds: groups })
}

/** `true` is `Active`. Source: Serverless Framework documentation, "AWS X-Ray Tracing". */
export function tracingOf(fn: ServiceFunction, service: Service): Node | undefined {
  const shared = member(service.provider, 'tracing')
  // `tracing: true` of the provider is what a plugin of older versions reads.
  const written = member(fn.node, 'tracing') ?? member(shared, 'lambda') ?? (shared?.kind === 'scalar' ? shared : undefined)
  const text = sourceOf(written)
  if (written === undefined || text === 'false') return undefined
  return record(written.at, { Mode: text === null || text === 'true' ? 'Active' : text })
}

/** Older versions call it `awsKmsKeyArn`, and keep it beside the service's name. */
const keyOf = (fn: ServiceFunction, service: Service): Node | undefined =>
  member(fn.node, 'kmsKeyArn') ??
  member(fn.node, 'awsKmsKeyArn') ??
  member(service.provider, 'kmsKeyArn') ??
  member(service.section('service'), 'awsKmsKeyArn')

function deadLetterOf(fn: ServiceFunction): Node | undefined {
  const written = member(fn.node, 'onError')
  return written === undefined ? undefined : record(written.at, { TargetArn: written })
}

function fileSystemOf(fn: ServiceFunction): Node | undefined {
  const written = member(fn.node, 'fileSystemConfig')
  if (written === undefined) return undefined
  return list(written.at, [record(written.at, { Arn: member(written, 'arn'), LocalMountPath: member(written, 'localMountPath') })])
}

/** An artifact that somebody else packages; the source of the handler is looked for beside the service file all the same. */
function codeOf(fn: ServiceFunction, service: Service): Node | undefined {
  const artifact = member(member(fn.node, 'package'), 'artifact') ?? service.section('package', 'artifact')
  // `serverless-python-requirements` packages a folder by itself.
  const module = member(fn.node, 'module')
  if (module !== undefined && artifact === undefined) return module
  return artifact === undefined ? undefined : record(artifact.at, { S3Bucket: ref(artifact.at, FRAMEWORK_BUCKET), S3Key: artifact })
}

/** `image`: a URI, the name of one of `provider.ecr.images`, or a map that says either and a command. */
function imageOf(fn: ServiceFunction, service: Service): Readonly<Record<string, Written>> {
  const written = member(fn.node, 'image')
  if (written === undefined) return {}
  const command = member(written, 'command')
  return {
    PackageType: 'Image',
    Code: record(written.at, {
      ImageUri: member(written, 'uri') ?? member(imageSettings(fn, service), 'uri') ?? member(written, 'name') ?? written,
    }),
    ImageConfig: command === undefined ? undefined : record(command.at, { Command: command }),
  }
}

function imageSettings(fn: ServiceFunction, service: Service): Node | undefined {
  const written = member(fn.node, 'image')
  const name = sourceOf(written) ?? sourceOf(member(written, 'name'))
  const found = name === null ? undefined : member(member(member(service.provider, 'ecr'), 'images'), name)
  return found?.kind === 'scalar' ? record(found.at, { uri: found }) : found
}

/** Where an image that is built here has its Dockerfile, in SAM's words, which the reader of images knows; and who does not log. */
function metadataOf(fn: ServiceFunction, service: Service): Node | undefined {
  const image = imageSettings(fn, service)
  const path = member(image, 'path')
  const isSilent = isTrue(member(fn.node, 'disableLogs'))
  if (path === undefined && !isSilent) return undefined
  const docker = path === undefined ? {} : { DockerContext: path, Dockerfile: member(image, 'file') }
  return record(fn.at, { ...docker, ...(isSilent ? { [NO_LOGS]: true } : {}) })
}

/** What the framework adds to the role for the function's own settings. */
function roleAsks(fn: ServiceFunction, service: Service): Pick<Made, 'statements' | 'trusted'> {
  const statements: Node[] = []
  const key = keyOf(fn, service)
  if (key !== undefined) statements.push(allow(key.at, ['kms:Decrypt'], [key]))
  const deadLetter = member(fn.node, 'onError')
  if (deadLetter !== undefined && !isOfQueue(deadLetter)) statements.push(allow(deadLetter.at, ['sns:Publish'], [deadLetter]))
  const mount = member(member(fn.node, 'fileSystemConfig'), 'arn')
  if (mount !== undefined) statements.push(allow(mount.at, ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'], [mount]))
  const tracing = tracingOf(fn, service)
  if (tracing !== undefined) statements.push(allow(tracing.at, ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], ['*']))
  return { statements: statements.map((statement) => ({ of: fn.key, statement })), trusted: [] }
}

/** Source: Serverless Framework documentation, "DeadLetterConfig": topics alone are given permission. */
const isOfQueue = (arn: Node): boolean => sourceOf(arn)?.split(':')[2] === 'sqs'
