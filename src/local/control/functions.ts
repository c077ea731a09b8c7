/**
 * Lambda's control plane without code: functions as records, so that a deployment can be rehearsed. Where an app runs, its
 * own functions answer instead.
 *
 * Source: AWS Lambda API Reference, "CreateFunction", "UpdateFunctionConfiguration", "ListFunctions".
 */
import { listOf, numberOf, textOf } from '../input.js'
import { fault, isFault } from '../reply.js'
import type { Input, LocalService, Operation, Output, ServiceCall, StoreWorld } from '../types.js'

interface FunctionRecord {
  readonly name: string
  readonly role: string
  readonly runtime: string
  readonly handler: string
  readonly at: number
}

/** A statement of a function's policy, by its Sid. */
type Statements = Readonly<Record<string, Readonly<Record<string, unknown>>>>

const DEFAULT_PAGE = 50

export function functionRecords(world: StoreWorld): LocalService {
  const whyNot = (roleArn: string, name: string): string | null =>
    isFault(world.callerFor(roleArn, name, { service: 'lambda.amazonaws.com' }))
      ? 'The role defined for the function cannot be assumed by Lambda.'
      : null
  const table = (account: string, region: string): Map<string, FunctionRecord> =>
    world.tables.table<FunctionRecord>(`control/functions/${account}/${region}`)
  const arnOf = (name: string, account: string, region: string): string => `arn:aws:lambda:${region}:${account}:function:${name}`
  const configuration = (record: FunctionRecord, account: string, region: string): Output => ({
    FunctionName: record.name,
    FunctionArn: arnOf(record.name, account, region),
    Role: record.role,
    Runtime: record.runtime,
    Handler: record.handler,
    LastModified: new Date(record.at).toISOString(),
    Version: '$LATEST',
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
  })
  const put =
    (isNew: boolean): Operation =>
    ({ input, account, region, now }) => {
      const given = textOf(input, 'FunctionName') ?? ''
      const name = given.split(':').at(-1) ?? given
      const records = table(account, region)
      const before = records.get(name)
      if (isNew && before !== undefined) return fault('ResourceConflictException', `Function already exist: ${name}`, 409)
      if (!isNew && before === undefined)
        return fault('ResourceNotFoundException', `Function not found: ${arnOf(name, account, region)}`, 404)
      const role = textOf(input, 'Role') ?? before?.role ?? ''
      const wrong = role === before?.role ? null : whyNot(role, name)
      if (wrong !== null) return fault('InvalidParameterValueException', wrong, 400)
      const record: FunctionRecord = {
        name,
        role,
        runtime: textOf(input, 'Runtime') ?? before?.runtime ?? 'nodejs22.x',
        handler: textOf(input, 'Handler') ?? before?.handler ?? 'index.handler',
        at: now,
      }
      records.set(name, record)
      return configuration(record, account, region)
    }
  const get: Operation = ({ input, account, region }) => {
    const given = textOf(input, 'FunctionName') ?? ''
    const record = table(account, region).get(given.split(':').at(-1) ?? given)
    return record === undefined
      ? fault('ResourceNotFoundException', `Function not found: ${given}`, 404)
      : configuration(record, account, region)
  }
  const policies = (account: string, region: string): Map<string, Statements> =>
    world.tables.table<Statements>(`control/function-policies/${account}/${region}`)
  /** Runs an operation on the function that the input names by name or ARN. */
  const on =
    (act: (record: FunctionRecord, call: ServiceCall) => Output | ReturnType<typeof fault>): Operation =>
    (call) => {
      const given = textOf(call.input, 'FunctionName') ?? ''
      const name = /:function:([^:]+)/.exec(given)?.[1] ?? given
      const record = table(call.account, call.region).get(name)
      return record === undefined ? fault('ResourceNotFoundException', `Function not found: ${given}`, 404) : act(record, call)
    }
  const remove = on((record, { account, region }) => {
    table(account, region).delete(record.name)
    policies(account, region).delete(record.name)
    return {}
  })
  const addPermission = on((record, { input, account, region }) => {
    const Sid = textOf(input, 'StatementId') ?? ''
    const before = policies(account, region).get(record.name) ?? {}
    if (Object.hasOwn(before, Sid)) return fault('ResourceConflictException', `The statement id (${Sid}) provided already exists.`, 409)
    const statement = permissionStatement(input, Sid, arnOf(record.name, account, region))
    policies(account, region).set(record.name, { ...before, [Sid]: statement })
    return { Statement: JSON.stringify(statement) }
  })
  const removePermission = on((record, { input, account, region }) => {
    const { [textOf(input, 'StatementId') ?? '']: gone, ...others } = policies(account, region).get(record.name) ?? {}
    if (gone === undefined) return fault('ResourceNotFoundException', 'No policy is associated with the given resource.', 404)
    policies(account, region).set(record.name, others)
    return {}
  })
  const policyOf = (name: string, account: string, region: string): Output | null => {
    const statements = Object.values(policies(account, region).get(name) ?? {})
    return statements.length === 0 ? null : { Version: '2012-10-17', Id: 'default', Statement: statements }
  }
  const getPolicy = on((record, { account, region }) => {
    const policy = policyOf(record.name, account, region)
    return policy === null
      ? fault('ResourceNotFoundException', 'The resource you requested does not exist.', 404)
      : { Policy: JSON.stringify(policy), RevisionId: '00000000-0000-0000-0000-000000000000' }
  })
  const list: Operation = ({ input, account, region }) => {
    const records = [...table(account, region).values()].sort((a, b) => (a.name < b.name ? -1 : 1))
    const from = Number(textOf(input, 'Marker') ?? 0)
    const size = Math.min(numberOf(input, 'MaxItems') ?? DEFAULT_PAGE, DEFAULT_PAGE)
    const next = from + size < records.length ? String(from + size) : undefined
    return {
      Functions: records.slice(from, from + size).map((record) => configuration(record, account, region)),
      ...(next !== undefined && { NextMarker: next }),
    }
  }
  return {
    suffix: 'lambda',
    operations: new Map<string, Operation>([
      ['CreateFunction', put(true)],
      ['UpdateFunctionConfiguration', put(false)],
      ['GetFunctionConfiguration', get],
      ['ListFunctions', list],
      ['DeleteFunction', remove],
      ['AddPermission', addPermission],
      ['RemovePermission', removePermission],
      ['GetPolicy', getPolicy],
    ]),
    resourcePolicy: (arn) => {
      const [, region = '', account = '', name = ''] = /^arn:[^:]+:lambda:([^:]+):(\d{12}):function:([^:]+)/.exec(arn) ?? []
      return policyOf(name, account, region)
    },
  }
}

/** Source: AWS Lambda Developer Guide, "Viewing resource-based IAM policies in Lambda". */
function permissionStatement(input: Input, Sid: string, arn: string): Readonly<Record<string, unknown>> {
  const principal = textOf(input, 'Principal') ?? ''
  const [source, owner] = [textOf(input, 'SourceArn'), textOf(input, 'SourceAccount')]
  return {
    Sid,
    Effect: 'Allow',
    Principal: principal.endsWith('.amazonaws.com') ? { Service: principal } : principal === '*' ? '*' : { AWS: principal },
    Action: textOf(input, 'Action') ?? 'lambda:InvokeFunction',
    Resource: arn,
    ...((source !== null || owner !== null) && {
      Condition: {
        ...(source !== null && { ArnLike: { 'AWS:SourceArn': source } }),
        ...(owner !== null && { StringEquals: { 'AWS:SourceAccount': owner } }),
      },
    }),
  }
}

/** API Gateway's settings of the account: the role that it logs with. Source: API Gateway API Reference, "UpdateAccount". */
export function apiAccount(world: StoreWorld): LocalService {
  const table = (account: string, region: string): Map<string, string> =>
    world.tables.table<string>(`control/api-account/${account}/${region}`)
  const get: Operation = ({ account, region }) => {
    const role = table(account, region).get('cloudwatchRoleArn')
    return {
      ...(role !== undefined && role !== '' && { cloudwatchRoleArn: role }),
      throttleSettings: { burstLimit: 5000, rateLimit: 10000 },
      features: ['UsagePlans'],
    }
  }
  return {
    suffix: 'api-gateway',
    operations: new Map<string, Operation>([
      ['GetAccount', get],
      [
        'UpdateAccount',
        (call) => {
          for (const patch of listOf(call.input, 'patchOperations') as readonly Readonly<Record<string, unknown>>[])
            if (patch.path === '/cloudwatchRoleArn') table(call.account, call.region).set('cloudwatchRoleArn', String(patch.value ?? ''))
          return get(call)
        },
      ],
    ]),
  }
}
