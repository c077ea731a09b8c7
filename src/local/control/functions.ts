/**
 * Lambda's control plane without code: functions as records, so that a deployment can be rehearsed. Where an app runs, its
 * own functions answer instead.
 *
 * Source: AWS Lambda API Reference, "CreateFunction", "UpdateFunctionConfiguration", "ListFunctions".
 */
import { listOf, numberOf, textOf } from '../input.js'
import { fault, isFault } from '../reply.js'
import type { LocalService, Operation, Output, StoreWorld } from '../types.js'

interface FunctionRecord {
  readonly name: string
  readonly role: string
  readonly runtime: string
  readonly handler: string
  readonly at: number
}

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
    ]),
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
