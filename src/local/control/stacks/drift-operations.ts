/** Looks at drift. Source: CloudFormation API Reference, "DetectStackDrift", "DescribeStackDriftDetectionStatus", "DescribeStackResourceDrifts". */
import { numberOf, textOf, textsOf } from '../../input.js'
import type { Operation, Reply, ServiceCall } from '../../types.js'
import { shownDrift } from './answers.js'
import { driftOf } from './drift.js'
import { uuidOf } from './names.js'
import { onStack, paged } from './requests.js'
import { notNow, PREPARE_MS, type StackStore } from './store.js'
import { validation } from './template.js'
import type { StackRecord } from './types.js'

export function driftOperations(store: StackStore): ReadonlyMap<string, Operation> {
  const { detections } = store
  return new Map<string, Operation>([
    ['DetectStackDrift', onStack(store, (stack, call) => detect(store, stack, call))],
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
      onStack(store, (stack, call) => {
        const last = [...detections.values()].filter((it) => it.stackId === stack.id && it.status === 'DETECTION_COMPLETE').at(-1)
        const wanted = textsOf(call.input, 'StackResourceDriftStatusFilters')
        const drifts = (last?.drifted ?? []).filter(({ status }) => wanted.length === 0 || wanted.includes(status))
        const page = paged(drifts, call, numberOf(call.input, 'MaxResults') ?? undefined)
        return { StackResourceDrifts: page.items.map((it) => shownDrift(stack, it, last?.startedAt ?? 0)), ...page.more }
      }),
    ],
  ])
}

async function detect({ stacks, detections, world }: StackStore, stack: StackRecord, call: ServiceCall): Promise<Reply> {
  const busy = stack.work === null ? null : notNow(stack)
  if (busy !== null) return busy
  if (!/_COMPLETE$/.test(stack.status)) return validation(`Drift detection cannot be performed on stack [${stack.id}] in its current state`)
  const wanted = new Set(textsOf(call.input, 'LogicalResourceIds'))
  const drifts = await driftOf(stack, wanted, call.caller, world)
  const now = stacks.get(stack.id) ?? stack
  const statuses = new Map(drifts.map(({ id, status }) => [id, status]))
  stacks.set(stack.id, {
    ...now,
    drift: { status: drifts.some(({ status }) => status !== 'IN_SYNC') ? 'DRIFTED' : 'IN_SYNC', at: call.now },
    resources: Object.fromEntries(Object.entries(now.resources).map(([id, it]) => [id, { ...it, drift: statuses.get(id) ?? it.drift }])),
  })
  const id = uuidOf(`${stack.id} ${call.now} ${detections.size}`)
  const started = { id, stackId: stack.id, startedAt: call.now, dueAt: call.now + PREPARE_MS, status: 'DETECTION_IN_PROGRESS' as const }
  detections.set(id, { ...started, drifted: drifts })
  return { StackDriftDetectionId: id }
}
