/**
 * CloudFormation as a service of local AWS: stacks, change sets and drift. A change goes on by itself as time passes, and is
 * as far as it should be whenever somebody looks.
 *
 * Source: CloudFormation API Reference, the pages of the operations and "Common errors".
 */
import { flagOf, numberOf, recordsOf, textOf, textsOf } from '../../input.js'
import { fault, isFault, isRaw, nothing } from '../../reply.js'
import type { AdoptedStack, Caller, Fault, LocalService, Operation, Output, Reply, ServiceCall, StoreWorld } from '../../types.js'
import { adopted } from './adopt.js'
import { advance, type Engine, exportsOf, opsOf, stackEvent } from './advance.js'
import {
  describedChangeSet,
  shownChange,
  shownChangeSet,
  shownDetail,
  shownDrift,
  shownEvent,
  shownResource,
  shownStack,
  shownSummary,
} from './answers.js'
import { changesOf } from './changes.js'
import { driftOf } from './drift.js'
import { uuidOf } from './names.js'
import {
  capabilityOf,
  MAX_BODY_CHARS,
  MAX_URL_CHARS,
  readParameters,
  readTemplate,
  resourcesOf,
  unacknowledged,
  validation,
} from './template.js'
import type { ChangeSetRecord, Detection, StackRecord, Target, Template } from './types.js'
import { mapOf, textOf as valueText } from './values.js'

/** What a change set and a look at drift take. */
const PREPARE_MS = 500

export interface CloudFormation {
  readonly service: LocalService
  /** Changes that are under way go on. */
  readonly tick: () => void
  /** A running app's stack, as it would be on AWS. */
  readonly adopt: (stack: AdoptedStack, caller: Caller) => Promise<void>
}

export function cloudFormation(world: StoreWorld): CloudFormation {
  const stacks = world.tables.table<StackRecord>('cloudformation/stacks')
  const sets = world.tables.table<ChangeSetRecord>('cloudformation/change-sets')
  const detections = world.tables.table<Detection>('cloudformation/detections')
  const engineFor = (stack: Pick<StackRecord, 'account' | 'region'>): Engine => ({
    world,
    imported: (name) => {
      for (const other of stacks.values())
        if (other.account === stack.account && other.region === stack.region && other.deletedAt === null) {
          const value = exportsOf(other).get(name)
          if (value !== undefined) return value
        }
      return null
    },
  })

  // One change at a time goes on, whoever asks for it.
  let queue: Promise<void> = Promise.resolve()
  const goOn = (now: number): Promise<void> => {
    queue = queue.then(() => advanceAll(now))
    return queue
  }
  const advanceAll = async (now: number): Promise<void> => {
    for (const stack of [...stacks.values()]) {
      if (stack.work === null || stack.work.dueAt > now) continue
      const next = await advance(stack, now, engineFor(stack))
      stacks.set(stack.id, next)
      if (next.work === null) settleSets(next, stack.work.changeSet)
    }
    for (const set of [...sets.values()])
      if (set.dueAt !== null && set.dueAt <= now) sets.set(set.id, { ...set, dueAt: null, ...settledStatus(set) })
    for (const detection of [...detections.values()])
      if (detection.status === 'DETECTION_IN_PROGRESS' && detection.dueAt <= now)
        detections.set(detection.id, { ...detection, status: 'DETECTION_COMPLETE' })
  }

  const settledStatus = ({ status, reason }: ChangeSetRecord): Pick<ChangeSetRecord, 'status' | 'executionStatus'> =>
    reason === null
      ? { status: status === 'CREATE_IN_PROGRESS' ? 'CREATE_COMPLETE' : status, executionStatus: 'AVAILABLE' }
      : { status: 'FAILED', executionStatus: 'UNAVAILABLE' }

  /** What was executed says how it went; the stack's other change sets are not of this stack any more. */
  const settleSets = (stack: StackRecord, executed: string | null): void => {
    const succeeded = /^(CREATE|UPDATE)_COMPLETE$/.test(stack.status)
    for (const set of [...sets.values()]) {
      if (set.stackId !== stack.id) continue
      if (set.id === executed) sets.set(set.id, { ...set, executionStatus: succeeded ? 'EXECUTE_COMPLETE' : 'EXECUTE_FAILED' })
      else if (succeeded) sets.delete(set.id)
    }
  }

  const find = (call: ServiceCall, name: string | null): StackRecord | null => {
    if (name === null) return null
    const own = [...stacks.values()].filter(({ account, region }) => account === call.account && region === call.region)
    return own.find(({ id }) => id === name) ?? own.find((it) => it.name === name && it.deletedAt === null) ?? null
  }
  const missing = (name: string | null): Fault => validation(`Stack with id ${name ?? ''} does not exist`)
  const named = (call: ServiceCall): StackRecord | Fault => {
    const name = textOf(call.input, 'StackName')
    return find(call, name) ?? missing(name)
  }
  const on =
    (act: (stack: StackRecord, call: ServiceCall) => Reply | Promise<Reply>): Operation =>
    (call) => {
      const stack = named(call)
      return isFault(stack) ? stack : act(stack, call)
    }

  const templateOf = async (call: ServiceCall, before: StackRecord | null): Promise<Template | Fault> => {
    const { input } = call
    const [body, url] = [textOf(input, 'TemplateBody'), textOf(input, 'TemplateURL')]
    const previous = flagOf(input, 'UsePreviousTemplate') === true
    const given = [body, url].filter((it) => it !== null).length + (previous ? 1 : 0)
    if (given !== 1)
      return validation(
        given === 0
          ? 'Either Template URL or Template Body must be specified.'
          : 'You cannot specify more than one of template body, template URL and use previous template.',
      )
    if (previous) return before === null ? missing(textOf(input, 'StackName')) : before.target.template
    if (body !== null) {
      if (body.length > MAX_BODY_CHARS)
        return validation(
          `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${MAX_BODY_CHARS}`,
        )
      return readTemplate(body)
    }
    const text = await fromS3(url ?? '', call)
    return isFault(text) ? text : readTemplate(text)
  }

  /** Read with the rights of who asks. */
  const fromS3 = async (url: string, { caller, region }: ServiceCall): Promise<string | Fault> => {
    const [, host = '', path = ''] = /^https?:\/\/([^/]+)\/(.+)$/.exec(url) ?? []
    const ofHost = /^(.+)\.s3[.-]/.exec(host)?.[1]
    const [Bucket = '', ...key] = ofHost === undefined ? path.split('/') : [ofHost, ...path.split('/')]
    const reply = await world.call({
      as: caller,
      service: 's3',
      operation: 'GetObject',
      input: { Bucket, Key: decodeURIComponent(key.join('/')) },
      region,
    })
    if (isFault(reply)) return validation(`S3 error: ${reply.message}`)
    const chunks: Buffer[] = []
    if (isRaw(reply) && reply.body !== null) {
      if (typeof reply.body === 'string' || Buffer.isBuffer(reply.body)) chunks.push(Buffer.from(reply.body))
      else for await (const chunk of reply.body) chunks.push(Buffer.from(chunk as Uint8Array))
    }
    const text = Buffer.concat(chunks).toString('utf8')
    return text.length > MAX_URL_CHARS ? validation(`Template may not exceed ${MAX_URL_CHARS} bytes in size.`) : text
  }

  const targetOf = async (call: ServiceCall, before: StackRecord | null): Promise<Target | Fault> => {
    const { input } = call
    const template = await templateOf(call, before)
    if (isFault(template)) return template
    const parameters = readParameters(template.processed, recordsOf(input, 'Parameters'), before?.target.parameters ?? null)
    if (isFault(parameters)) return parameters
    const tags = recordsOf(input, 'Tags').map(({ Key, Value }) => ({ Key: String(Key), Value: String(Value) }))
    return {
      template,
      parameters,
      tags: input.Tags === undefined ? (before?.target.tags ?? []) : tags,
      capabilities: textsOf(input, 'Capabilities'),
      roleArn: textOf(input, 'RoleARN') ?? before?.target.roleArn ?? null,
    }
  }

  const insufficient = (message: string): Fault => fault('InsufficientCapabilitiesException', message, 400)

  const newStack = (call: ServiceCall, target: Target, status: string): StackRecord => {
    const name = textOf(call.input, 'StackName') ?? ''
    const count = [...stacks.values()].filter((it) => it.name === name).length
    const id = `arn:aws:cloudformation:${call.region}:${call.account}:stack/${name}/${uuidOf(`${name} ${call.now} ${count}`)}`
    return {
      id,
      name,
      account: call.account,
      region: call.region,
      status,
      reason: null,
      createdAt: call.now,
      updatedAt: null,
      target,
      resources: {},
      outputs: [],
      events: [],
      changeSet: null,
      work: null,
      made: 0,
      drift: { status: 'NOT_CHECKED', at: null },
      deletedAt: null,
    }
  }

  interface Begun {
    readonly kind: 'CREATE' | 'UPDATE'
    readonly target: Target
    readonly caller: Caller
    readonly changeSet: string | null
    readonly now: number
  }

  const begin = (stack: StackRecord, { kind, target, caller, changeSet, now }: Begun): StackRecord => {
    const { changes } = changesOf({ ...comparing(stack, target), before: kind === 'CREATE' ? null : stack.target })
    const started = stackEvent(
      {
        ...stack,
        reason: null,
        target: kind === 'CREATE' ? target : stack.target,
        work: { kind, phase: 'forward', target, ops: opsOf(target, changes), done: [], left: [], dueAt: now, caller, changeSet },
      },
      `${kind}_IN_PROGRESS`,
      now,
      'User Initiated',
    )
    stacks.set(stack.id, started)
    return started
  }
  const comparing = (stack: StackRecord, after: Target): Omit<Parameters<typeof changesOf>[0], 'before'> => ({
    place: stack,
    resources: stack.resources,
    after,
    imported: engineFor(stack).imported,
  })

  const createStack: Operation = async (call) => {
    const wrong = checkName(textOf(call.input, 'StackName'))
    if (wrong !== null) return wrong
    const there = find(call, textOf(call.input, 'StackName'))
    if (there !== null && there.status !== 'REVIEW_IN_PROGRESS')
      return fault('AlreadyExistsException', `Stack [${there.name}] already exists`, 400)
    const target = await targetOf(call, null)
    if (isFault(target)) return target
    const unsaid = unacknowledged(target.template.processed, target.capabilities, isSam(target.template))
    if (unsaid !== null) return insufficient(unsaid)
    const stack = newStack(call, target, 'CREATE_IN_PROGRESS')
    const { problems } = changesOf({ ...comparing(stack, target), before: null })
    if (problems[0] !== undefined) return validation(problems[0])
    begin(stack, { kind: 'CREATE', target, caller: call.caller, changeSet: null, now: call.now })
    return { StackId: stack.id }
  }

  const updateStack = on(async (stack, call) => {
    const busy = notNow(stack)
    if (busy !== null) return busy
    const target = await targetOf(call, stack)
    if (isFault(target)) return target
    const unsaid = unacknowledged(target.template.processed, target.capabilities, isSam(target.template))
    if (unsaid !== null) return insufficient(unsaid)
    const { changes, problems } = changesOf({ ...comparing(stack, target), before: stack.target })
    if (problems[0] !== undefined) return validation(problems[0])
    if (changes.length === 0) return validation('No updates are to be performed.')
    begin(stack, { kind: 'UPDATE', target, caller: call.caller, changeSet: null, now: call.now })
    return { StackId: stack.id }
  })

  const deleteStack: Operation = (call) => {
    const stack = find(call, textOf(call.input, 'StackName'))
    // What is not there is deleted. Source: CloudFormation API Reference, "DeleteStack".
    if (stack === null) return nothing
    if (stack.work !== null && stack.work.kind !== 'DELETE' && stack.work.phase !== 'back') {
      const busy = notNow(stack)
      if (busy !== null) return busy
    }
    const all = Object.values(stack.resources)
    const rank = new Map([...resourcesOf(stack.target.template.processed).keys()].map((id, i) => [id, i]))
    const role = textOf(call.input, 'RoleARN')
    const target = role === null ? stack.target : { ...stack.target, roleArn: role }
    const ops = [...all]
      .sort(
        (a, b) =>
          Number(a.type === 'AWS::IAM::Role') - Number(b.type === 'AWS::IAM::Role') || (rank.get(b.id) ?? 0) - (rank.get(a.id) ?? 0),
      )
      .map(({ id, type }) => ({ act: 'delete' as const, id, type }))
    const started = stackEvent(
      {
        ...stack,
        reason: null,
        work: { kind: 'DELETE', phase: 'forward', target, ops, done: [], left: [], dueAt: call.now, caller: call.caller, changeSet: null },
      },
      'DELETE_IN_PROGRESS',
      call.now,
      'User Initiated',
    )
    stacks.set(stack.id, started)
    for (const set of [...sets.values()]) if (set.stackId === stack.id) sets.delete(set.id)
    return nothing
  }

  const createChangeSet: Operation = async (call) => {
    const { input, now } = call
    const name = textOf(input, 'ChangeSetName') ?? ''
    if (!/^[A-Za-z][-A-Za-z0-9]*$/.test(name) || name.length > 128)
      return validation(
        `1 validation error detected: Value '${name}' at 'changeSetName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
      )
    const kind = textOf(input, 'ChangeSetType') ?? 'UPDATE'
    if (kind !== 'CREATE' && kind !== 'UPDATE') return validation(`change sets of type ${kind} are not made by local AWS`)
    const there = find(call, textOf(input, 'StackName'))
    if (kind === 'UPDATE' && there === null) return validation(`Stack [${textOf(input, 'StackName') ?? ''}] does not exist`)
    if (kind === 'UPDATE' && there?.status === 'REVIEW_IN_PROGRESS') return notNow(there) ?? missing(there.name)
    if (kind === 'CREATE' && there !== null && there.status !== 'REVIEW_IN_PROGRESS')
      return validation(`Stack [${there.name}] already exists and cannot be created again with the changeSet [${name}].`)
    const wrong = kind === 'CREATE' ? checkName(textOf(input, 'StackName')) : null
    if (wrong !== null) return wrong
    if (there !== null && kind === 'UPDATE') {
      const busy = notNow(there)
      if (busy !== null) return busy
    }
    const clash =
      there === null
        ? undefined
        : [...sets.values()].find((it) => it.stackId === there.id && it.name === name && it.executionStatus !== 'EXECUTE_COMPLETE')
    if (clash !== undefined) return fault('AlreadyExistsException', `ChangeSet ${name} cannot be created due to a name conflict`, 400)
    const target = await targetOf(call, kind === 'UPDATE' ? there : null)
    if (isFault(target)) return target
    const unsaid = unacknowledged(target.template.processed, target.capabilities, false)
    // What a transform makes is seen while the change set is made, and not when it is asked for.
    if (unsaid !== null && !isSam(target.template)) return insufficient(unsaid)
    const stack = there ?? stackEvent(newStack(call, target, 'REVIEW_IN_PROGRESS'), 'REVIEW_IN_PROGRESS', now, 'User Initiated')
    const { changes, problems } = changesOf({ ...comparing(stack, target), before: kind === 'CREATE' ? null : stack.target })
    if (problems[0] !== undefined) return validation(problems[0])
    stacks.set(stack.id, stack)
    const id = `arn:aws:cloudformation:${call.region}:${call.account}:changeSet/${name}/${uuidOf(`${stack.id} ${name} ${now}`)}`
    sets.set(id, {
      id,
      name,
      stackId: stack.id,
      stackName: stack.name,
      kind,
      description: textOf(input, 'Description'),
      createdAt: now,
      status: 'CREATE_IN_PROGRESS',
      executionStatus: 'UNAVAILABLE',
      reason: unsaid ?? (changes.length === 0 ? NO_CHANGES : null),
      target,
      changes,
      dueAt: now + PREPARE_MS,
    })
    return { Id: id, StackId: stack.id }
  }

  const findSet = (call: ServiceCall): ChangeSetRecord | Fault => {
    const name = textOf(call.input, 'ChangeSetName') ?? ''
    const found = sets.get(name)
    if (found !== undefined) return found
    const stackName = textOf(call.input, 'StackName')
    if (name.startsWith('arn:')) return fault('ChangeSetNotFound', `ChangeSet [${name}] does not exist`, 404)
    if (stackName === null) return validation('StackName must be specified if ChangeSetName is not specified as an ARN.')
    const stack = find(call, stackName)
    if (stack === null) return validation(`Stack [${stackName}] does not exist`)
    // By its name an executed change set is not found any more; by its ARN it is.
    const own = [...sets.values()].find(
      (it) => it.stackId === stack.id && it.name === name && !it.executionStatus.startsWith('EXECUTE_COMPLETE'),
    )
    return own ?? fault('ChangeSetNotFound', `ChangeSet [${name}] does not exist`, 404)
  }

  const executeChangeSet: Operation = (call) => {
    const set = findSet(call)
    if (isFault(set)) return set
    const stack = stacks.get(set.stackId)
    if (stack === undefined) return missing(set.stackName)
    if (set.status !== 'CREATE_COMPLETE')
      return fault('InvalidChangeSetStatus', `ChangeSet [${set.id}] cannot be executed in its current status of [${set.status}]`, 400)
    if (set.executionStatus !== 'AVAILABLE')
      return fault(
        'InvalidChangeSetStatus',
        `ChangeSet [${set.id}] cannot be executed in its current execution status of [${set.executionStatus}]`,
        400,
      )
    const busy = set.kind === 'UPDATE' ? notNow(stack) : null
    if (busy !== null) return busy
    sets.set(set.id, { ...set, executionStatus: 'EXECUTE_IN_PROGRESS' })
    begin(stack, { kind: set.kind, target: set.target, caller: call.caller, changeSet: set.id, now: call.now })
    return nothing
  }

  const detectDrift = on(async (stack, call) => {
    const busy = stack.work === null ? null : notNow(stack)
    if (busy !== null) return busy
    if (!/_COMPLETE$/.test(stack.status))
      return validation(`Drift detection cannot be performed on stack [${stack.id}] in its current state`)
    const wanted = textsOf(call.input, 'LogicalResourceIds')
    const drifts = (await driftOf(stack, call.caller, world)).filter(({ id }) => wanted.length === 0 || wanted.includes(id))
    const found = drifts.some(({ status }) => status !== 'IN_SYNC')
    const now = stacks.get(stack.id) ?? stack
    stacks.set(stack.id, {
      ...now,
      drift: { status: found ? 'DRIFTED' : 'IN_SYNC', at: call.now },
      resources: Object.fromEntries(
        Object.entries(now.resources).map(([id, record]) => [
          id,
          { ...record, drift: drifts.find((it) => it.id === id)?.status ?? record.drift },
        ]),
      ),
    })
    const id = uuidOf(`${stack.id} ${call.now} ${detections.size}`)
    detections.set(id, {
      id,
      stackId: stack.id,
      startedAt: call.now,
      dueAt: call.now + PREPARE_MS,
      status: 'DETECTION_IN_PROGRESS',
      drifted: drifts,
    })
    return { StackDriftDetectionId: id }
  })

  const paged = <T>(all: readonly T[], { input }: ServiceCall, size: number): { readonly items: readonly T[]; readonly more: Output } => {
    const from = Number(textOf(input, 'NextToken') ?? 0) || 0
    const next = from + size
    return { items: all.slice(from, next), more: next < all.length ? { NextToken: String(next) } : {} }
  }
  const resources = (stack: StackRecord): StackRecord['resources'][string][] =>
    Object.values(stack.resources).sort((a, b) => (a.id < b.id ? -1 : 1))

  const operations = new Map<string, Operation>([
    ['CreateStack', createStack],
    ['UpdateStack', updateStack],
    ['DeleteStack', deleteStack],
    ['CreateChangeSet', createChangeSet],
    ['ExecuteChangeSet', executeChangeSet],
    [
      'DescribeChangeSet',
      (call) => {
        const set = findSet(call)
        if (isFault(set)) return set
        const page = paged(set.dueAt === null ? set.changes : [], call, 100)
        const withValues = flagOf(call.input, 'IncludePropertyValues') === true
        return { ...describedChangeSet(set), Changes: page.items.map((it) => shownChange(it, withValues)), ...page.more }
      },
    ],
    [
      'DeleteChangeSet',
      (call) => {
        const set = findSet(call)
        // Deleting twice is no error. Source: CloudFormation API Reference, "DeleteChangeSet".
        if (isFault(set)) return set.code === 'ChangeSetNotFound' ? nothing : set
        if (set.executionStatus === 'EXECUTE_IN_PROGRESS')
          return fault(
            'InvalidChangeSetStatus',
            `ChangeSet [${set.id}] cannot be deleted in its current execution status of [${set.executionStatus}]`,
            400,
          )
        sets.delete(set.id)
        return nothing
      },
    ],
    [
      'ListChangeSets',
      on((stack, call) => {
        const page = paged(
          [...sets.values()].filter((it) => it.stackId === stack.id && it.executionStatus !== 'EXECUTE_COMPLETE'),
          call,
          100,
        )
        return { Summaries: page.items.map(shownChangeSet), ...page.more }
      }),
    ],
    [
      'DescribeStacks',
      (call) => {
        if (textOf(call.input, 'StackName') !== null) {
          const stack = named(call)
          return isFault(stack) ? stack : { Stacks: [shownStack(stack)] }
        }
        const own = [...stacks.values()].filter((it) => it.account === call.account && it.region === call.region && it.deletedAt === null)
        const page = paged(
          own.sort((a, b) => (a.name < b.name ? -1 : 1)),
          call,
          100,
        )
        return { Stacks: page.items.map(shownStack), ...page.more }
      },
    ],
    [
      'ListStacks',
      (call) => {
        const wanted = textsOf(call.input, 'StackStatusFilter')
        const own = [...stacks.values()].filter((it) => it.account === call.account && it.region === call.region)
        const page = paged(
          own.filter(({ status }) => wanted.length === 0 || wanted.includes(status)).sort((a, b) => (a.id < b.id ? -1 : 1)),
          call,
          100,
        )
        return {
          StackSummaries: page.items.map(({ id, name, status, createdAt, reason }) => ({
            StackId: id,
            StackName: name,
            CreationTime: new Date(createdAt),
            StackStatus: status,
            ...(reason !== null && { StackStatusReason: reason }),
          })),
          ...page.more,
        }
      },
    ],
    [
      'ListStackResources',
      on((stack, call) => {
        const page = paged(resources(stack), call, 100)
        return { StackResourceSummaries: page.items.map(shownSummary), ...page.more }
      }),
    ],
    [
      'DescribeStackResources',
      (call) => {
        const physical = textOf(call.input, 'PhysicalResourceId')
        const stack =
          physical === null
            ? named(call)
            : ([...stacks.values()].find(
                (it) => it.deletedAt === null && resources(it).some(({ physicalId }) => physicalId === physical),
              ) ?? validation(`Stack for ${physical} does not exist`))
        if (isFault(stack)) return stack
        const one = textOf(call.input, 'LogicalResourceId')
        return {
          StackResources: resources(stack)
            .filter(({ id }) => one === null || id === one)
            .map((it) => shownResource(stack, it)),
        }
      },
    ],
    [
      'DescribeStackResource',
      on((stack, call) => {
        const id = textOf(call.input, 'LogicalResourceId') ?? ''
        const record = Object.hasOwn(stack.resources, id) ? stack.resources[id] : undefined
        return record === undefined
          ? validation(`Resource ${id} does not exist for stack ${stack.name}`)
          : { StackResourceDetail: shownDetail(stack, record) }
      }),
    ],
    [
      'DescribeStackEvents',
      on((stack, call) => {
        const page = paged([...stack.events].reverse(), call, 100)
        return { StackEvents: page.items.map((it) => shownEvent(stack, it)), ...page.more }
      }),
    ],
    [
      'GetTemplate',
      (call) => {
        const set = textOf(call.input, 'ChangeSetName') === null ? null : findSet(call)
        if (isFault(set)) return set
        const stack = set === null ? named(call) : null
        if (isFault(stack)) return stack
        const template = (set ?? stack)?.target.template
        if (template === undefined) return missing(null)
        const isProcessed = textOf(call.input, 'TemplateStage') === 'Processed'
        return {
          TemplateBody: isProcessed ? JSON.stringify(template.processed, null, 2) : template.original,
          StagesAvailable: ['Original', 'Processed'],
        }
      },
    ],
    [
      'GetTemplateSummary',
      async (call) => {
        const stack = textOf(call.input, 'StackName') === null ? null : named(call)
        if (isFault(stack)) return stack
        const template = stack === null ? await templateOf(call, null) : stack.target.template
        return isFault(template) ? template : summaryOf(template)
      },
    ],
    [
      'ValidateTemplate',
      async (call) => {
        const template = await templateOf(call, null)
        if (isFault(template)) return template
        const { ResourceTypes: _, Metadata: __, Version: ___, ...said } = summaryOf(template)
        return said
      },
    ],
    ['DetectStackDrift', detectDrift],
    [
      'DescribeStackDriftDetectionStatus',
      (call) => {
        const found = detections.get(textOf(call.input, 'StackDriftDetectionId') ?? '')
        if (found === undefined) return validation('The drift detection id does not exist')
        const drifted = found.drifted.filter(({ status }) => status !== 'IN_SYNC').length
        return {
          StackId: found.stackId,
          StackDriftDetectionId: found.id,
          DetectionStatus: found.status,
          ...(found.status === 'DETECTION_COMPLETE' && {
            StackDriftStatus: drifted > 0 ? 'DRIFTED' : 'IN_SYNC',
            DriftedStackResourceCount: drifted,
          }),
          Timestamp: new Date(found.startedAt),
        }
      },
    ],
    [
      'DescribeStackResourceDrifts',
      on((stack, call) => {
        const last = [...detections.values()].filter((it) => it.stackId === stack.id && it.status === 'DETECTION_COMPLETE').at(-1)
        const wanted = textsOf(call.input, 'StackResourceDriftStatusFilters')
        const page = paged(
          (last?.drifted ?? []).filter(({ status }) => wanted.length === 0 || wanted.includes(status)),
          call,
          numberOf(call.input, 'MaxResults') ?? 100,
        )
        return { StackResourceDrifts: page.items.map((it) => shownDrift(stack, it, last?.startedAt ?? 0)), ...page.more }
      }),
    ],
  ])

  const service: LocalService = {
    suffix: 'cloudformation',
    // Whoever looks sees the stack as it is now.
    operations: new Map(
      [...operations].map(([name, operation]): [string, Operation] => [
        name,
        async (call) => {
          await goOn(call.now)
          return operation(call)
        },
      ]),
    ),
    resolve: (check, call) => ({ ...check, resource: withId(check.resource, call) }),
  }

  /** Requests name a stack, and its ARN has an ID. */
  function withId(resource: string, call: ServiceCall): string {
    const name = /:stack\/([^/]+)\/\*$/.exec(resource)?.[1]
    const stack = name === undefined ? null : find(call, name)
    return stack?.id ?? resource
  }

  return {
    service,
    tick: () => {
      const now = world.clock.now()
      if ([...stacks.values()].some(({ work }) => work !== null && work.dueAt <= now)) void goOn(now)
    },
    adopt: async (stack, caller) => {
      const before =
        [...stacks.values()].find((it) => it.name === stack.name && it.account === stack.account && it.deletedAt === null) ?? null
      const record = await adopted({ stack, before, now: world.clock.now() }, caller, world)
      if (record !== null) stacks.set(record.id, record)
    },
  }
}

const NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set."

const isSam = ({ original, processed }: Template): boolean => original !== JSON.stringify(processed) && hasSamText(original)
const hasSamText = (text: string): boolean => text.includes('AWS::Serverless-2016-10-31')

/** Source: CloudFormation API Reference, "CreateStack", StackName. */
function checkName(name: string | null): Fault | null {
  if (name !== null && /^[A-Za-z][-A-Za-z0-9]*$/.test(name) && name.length <= 128) return null
  return validation(
    `1 validation error detected: Value '${name ?? ''}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
  )
}

/** Stacks that can be changed. Source: CloudFormation User Guide, "Stack status codes". */
const CHANGEABLE = /^(CREATE_COMPLETE|UPDATE_COMPLETE|UPDATE_ROLLBACK_COMPLETE|IMPORT_COMPLETE|IMPORT_ROLLBACK_COMPLETE)$/

const notNow = (stack: StackRecord): Fault | null =>
  CHANGEABLE.test(stack.status) ? null : validation(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`)

function summaryOf({ processed, original }: Template): Output {
  const capability = capabilityOf(processed)
  return {
    Parameters: Object.entries(mapOf(processed.Parameters)).map(([ParameterKey, it]) => ({
      ParameterKey,
      ...(mapOf(it).Default !== undefined && { DefaultValue: valueText(mapOf(it).Default) }),
      ParameterType: valueText(mapOf(it).Type) ?? 'String',
      NoEcho: mapOf(it).NoEcho === true,
      ...(mapOf(it).Description !== undefined && { Description: mapOf(it).Description }),
    })),
    ...(valueText(processed.Description) !== null && { Description: processed.Description }),
    ...(capability !== null && {
      Capabilities: [capability],
      CapabilitiesReason: 'The following resource(s) require capabilities: [AWS::IAM::Role]',
    }),
    ResourceTypes: [...new Set([...resourcesOf(processed).values()].map(({ Type }) => String(Type)))].sort(),
    ...(hasSamText(original) && { DeclaredTransforms: ['AWS::Serverless-2016-10-31'] }),
    Version: '2010-09-09',
  }
}
