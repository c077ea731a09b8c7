/** The operations of Lambda's API that handlers and tests use, over the functions of the app. */
import type { Fault, Input, LocalAws, LocalService, Operation, Reply, ServiceCall } from '../types.js'
import type { AsynchronousQueue } from './asynchronous.js'
import { type FunctionHost, parseFunctionName } from './host.js'
import type { PermissionStatement, Permissions } from './permissions.js'
import { MAX_PAYLOAD_BYTES } from './runtime-api.js'
import type { FunctionSpec, Invocation } from './types.js'

export function lambdaService(
  host: FunctionHost,
  asynchronous: AsynchronousQueue,
  permissions: Permissions,
  aws: Pick<LocalAws, 'sessionFor'>,
): LocalService {
  /** Runs an operation on the function that the input names. */
  const on =
    (run: (spec: FunctionSpec, call: ServiceCall, qualifier: string | null) => Reply | Promise<Reply>): Operation =>
    (call) => {
      const written = text(call.input, 'FunctionName') ?? ''
      const named = parseFunctionName(written).qualifier
      const asked = text(call.input, 'Qualifier')
      if (named !== null && asked !== null && named !== asked)
        return fault(
          'InvalidParameterValueException',
          'The derived qualifier from the function name does not match the specified qualifier.',
          400,
        )
      const found = host.find(named === null && asked !== null ? `${written}:${asked}` : written)
      return 'fault' in found ? found : run(found.spec, call, found.qualifier)
    }

  const invoke = on(async (spec, call, qualifier) => {
    const payload = await payloadOf(call)
    if (payload.length > MAX_PAYLOAD_BYTES)
      return fault(
        'RequestTooLargeException',
        `Request must be smaller than ${MAX_PAYLOAD_BYTES} bytes for the InvokeFunction operation`,
        413,
      )
    if (!isJson(payload)) return fault('InvalidRequestContentException', 'Could not parse request body into json', 400)
    const wantsLog = member(call, 'LogType') === 'Tail' && (member(call, 'InvocationType') ?? 'RequestResponse') === 'RequestResponse'
    const invocation: Invocation = {
      wantsLog,
      payload: payload.length === 0 ? Buffer.from('{}') : payload,
      qualifier,
      clientContext: decoded(member(call, 'ClientContext')),
      traceId: call.http?.headers['x-amzn-trace-id'] ?? null,
    }
    const type = member(call, 'InvocationType') ?? 'RequestResponse'
    if (type === 'DryRun') return { raw: true, status: 204, headers: {}, body: null }
    if (type === 'Event') {
      asynchronous.send(spec, invocation)
      return { raw: true, status: 202, headers: {}, body: null }
    }
    const answer = await host.invoke(spec.name, invocation)
    if ('fault' in answer) return answer
    const body = answer.stream === null ? answer.payload : Buffer.concat(await answer.stream.body.toArray())
    return {
      raw: true,
      status: 200,
      headers: {
        'content-type': 'application/json',
        'x-amz-executed-version': '$LATEST',
        'x-amzn-requestid': answer.requestId,
        ...(answer.functionError !== null && { 'x-amz-function-error': answer.functionError }),
        ...(wantsLog && { 'x-amz-log-result': Buffer.from(await answer.logTail()).toString('base64') }),
      },
      body,
    }
  })

  const operations = new Map<string, Operation>([
    ['Invoke', invoke],
    [
      'InvokeAsync',
      on(async (spec, call, qualifier) => {
        asynchronous.send(spec, { payload: await payloadOf(call), qualifier, clientContext: null, traceId: null })
        return { raw: true, status: 202, headers: {}, body: null }
      }),
    ],
    [
      'GetFunction',
      on((spec) => ({
        Configuration: configuration(spec),
        Code: { RepositoryType: 'S3', Location: '' },
        Tags: {},
        ...(spec.concurrency !== null && { Concurrency: { ReservedConcurrentExecutions: spec.concurrency } }),
      })),
    ],
    ['GetFunctionConfiguration', on((spec) => configuration(spec))],
    ['GetFunctionConcurrency', on((spec): Reply => (spec.concurrency === null ? {} : { ReservedConcurrentExecutions: spec.concurrency }))],
    [
      // Of its settings the role alone: the rest is what the template says.
      'UpdateFunctionConfiguration',
      on((spec, { input }) => {
        const roleArn = text(input, 'Role') ?? spec.roleArn
        const session = roleArn === spec.roleArn ? null : aws.sessionFor(roleArn, spec.name, { service: 'lambda.amazonaws.com' })
        if (session !== null && 'fault' in session)
          return fault('InvalidParameterValueException', 'The role defined for the function cannot be assumed by Lambda.', 400)
        host.replace(host.specs().map((each) => (each.name === spec.name ? { ...each, roleArn } : each)))
        return configuration({ ...spec, roleArn })
      }),
    ],
    ['ListFunctions', () => ({ Functions: host.specs().map(configuration) })],
    ['ListVersionsByFunction', on((spec) => ({ Versions: [configuration(spec)] }))],
    ['ListAliases', on((spec) => ({ Aliases: aliasesOf(spec).map((name) => alias(spec, name)) }))],
    [
      'GetAlias',
      on((spec, call) => {
        const name = text(call.input, 'Name') ?? ''
        return aliasesOf(spec).includes(name)
          ? alias(spec, name)
          : fault('ResourceNotFoundException', `Alias not found: ${spec.arn}:${name}`, 404)
      }),
    ],
    [
      'GetPolicy',
      on((spec, _, qualifier) => {
        const policy = permissions.policyOf(qualified(spec, qualifier))
        return policy === null
          ? fault('ResourceNotFoundException', 'The resource you requested does not exist.', 404)
          : { Policy: JSON.stringify(policy), RevisionId: '00000000-0000-0000-0000-000000000000' }
      }),
    ],
    [
      'AddPermission',
      on((spec, call, qualifier) => {
        const arn = qualified(spec, qualifier)
        const statement = statementOf(call.input, arn)
        return permissions.add(arn, statement)
          ? { Statement: JSON.stringify(statement) }
          : fault('ResourceConflictException', `The statement id (${statement.Sid}) provided already exists.`, 409)
      }),
    ],
    [
      'RemovePermission',
      on((spec, call, qualifier) =>
        permissions.remove(qualified(spec, qualifier), text(call.input, 'StatementId') ?? '')
          ? { raw: true, status: 204, headers: {}, body: null }
          : fault('ResourceNotFoundException', 'No policy is associated with the given resource.', 404),
      ),
    ],
  ])
  return { suffix: 'lambda', operations, resourcePolicy: (arn) => permissions.policyOf(arn) }
}

const qualified = (spec: FunctionSpec, qualifier: string | null): string => (qualifier === null ? spec.arn : `${spec.arn}:${qualifier}`)

// Source: AWS Lambda API Reference, "Invoke", URI Request Parameters.
const IN_HEADERS: ReadonlyMap<string, string> = new Map([
  ['ClientContext', 'x-amz-client-context'],
  ['InvocationType', 'x-amz-invocation-type'],
  ['LogType', 'x-amz-log-type'],
])

/** Versions are qualifiers as well. */
const aliasesOf = ({ qualifiers }: FunctionSpec): readonly string[] => qualifiers.filter((name) => !/^\d+$/.test(name))

/** Over the wire these members of `Invoke` stand in headers. */
const member = ({ input, http }: ServiceCall, name: string): string | null =>
  text(input, name) ?? http?.headers[IN_HEADERS.get(name) ?? ''] ?? null

async function payloadOf({ body, input }: ServiceCall): Promise<Buffer> {
  if (body !== null) return body.bytes()
  const { Payload: given } = input
  if (given instanceof Uint8Array) return Buffer.from(given)
  return Buffer.from(given === undefined || given === null ? '' : typeof given === 'string' ? given : JSON.stringify(given))
}

function isJson(payload: Buffer): boolean {
  if (payload.length === 0) return true
  try {
    JSON.parse(payload.toString('utf8'))
    return true
  } catch {
    return false
  }
}

const decoded = (base64: string | null): string | null => (base64 === null ? null : Buffer.from(base64, 'base64').toString('utf8'))

/** Source: AWS Lambda API Reference, "AddPermission". */
function statementOf(input: Input, arn: string): PermissionStatement {
  const principal = text(input, 'Principal') ?? '*'
  const sourceArn = text(input, 'SourceArn')
  const conditions = {
    ...(sourceArn !== null && { ArnLike: { 'AWS:SourceArn': sourceArn } }),
    StringEquals: {
      ...(text(input, 'SourceAccount') !== null && { 'AWS:SourceAccount': text(input, 'SourceAccount') }),
      ...(text(input, 'PrincipalOrgID') !== null && { 'aws:PrincipalOrgID': text(input, 'PrincipalOrgID') }),
      ...(text(input, 'EventSourceToken') !== null && { 'lambda:EventSourceToken': text(input, 'EventSourceToken') }),
      ...(text(input, 'FunctionUrlAuthType') !== null && { 'lambda:FunctionUrlAuthType': text(input, 'FunctionUrlAuthType') }),
    },
  }
  const { StringEquals, ...others } = conditions
  const Condition = { ...others, ...(Object.keys(StringEquals).length > 0 && { StringEquals }) }
  return {
    Sid: text(input, 'StatementId') ?? '',
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : principal.endsWith('.amazonaws.com') ? { Service: principal } : { AWS: principal },
    Action: text(input, 'Action') ?? '',
    Resource: arn,
    ...(Object.keys(Condition).length > 0 && { Condition }),
  }
}

function configuration(spec: FunctionSpec): Readonly<Record<string, unknown>> {
  return {
    FunctionName: spec.name,
    FunctionArn: spec.arn,
    Runtime: spec.runtime ?? undefined,
    Role: spec.roleArn,
    Handler: spec.handler,
    Timeout: spec.timeoutMs / 1000,
    MemorySize: spec.memoryMb,
    Version: '$LATEST',
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Environment: { Variables: Object.fromEntries(spec.environment) },
    TracingConfig: { Mode: spec.tracing ? 'Active' : 'PassThrough' },
    LoggingConfig: { LogFormat: spec.logFormat, LogGroup: spec.logGroup },
  }
}

const alias = (spec: FunctionSpec, name: string): Readonly<Record<string, unknown>> => ({
  AliasArn: `${spec.arn}:${name}`,
  Name: name,
  FunctionVersion: '$LATEST',
})

const text = (input: Input, name: string): string | null => {
  const value = input[name]
  return typeof value === 'string' ? value : null
}

const fault = (code: string, message: string, status: number): Fault => ({ fault: true, code, message, status })
