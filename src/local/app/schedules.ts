/**
 * Schedules of EventBridge Scheduler, by the clock; those of rules are EventBridge's own.
 *
 * Source: EventBridge Scheduler User Guide, "Adding context attributes"; EventBridge Scheduler API Reference, "Target": without
 * an input the target gets a default notification.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { nextRun } from '../stores/eventbridge/schedule.js'
import type { LocalAws } from '../types.js'
import type { Schedule } from './event-wires.js'

export interface Schedules {
  readonly replace: (schedules: readonly Schedule[]) => void
  readonly close: () => void
}

export interface ScheduleOptions {
  readonly aws: LocalAws
  readonly onProblem: (message: string) => void
}

/** The longest that a timer may wait. */
const MAX_WAIT_MS = 24 * 3_600_000

export function openSchedules({ aws, onProblem }: ScheduleOptions): Schedules {
  const timers = new Map<string, NodeJS.Timeout>()
  let isClosed = false

  function wait(schedule: Schedule): void {
    const now = aws.clock.now()
    const due = nextTime(schedule.expression, now)
    if (due === null || isClosed) return
    const ms = Math.min(due - now, MAX_WAIT_MS)
    const timer = setTimeout(() => {
      if (ms === due - now) void fire(schedule, due)
      wait(schedule)
    }, ms)
    timer.unref()
    timers.set(schedule.id, timer)
  }

  /** EventBridge Scheduler assumes a role, and calls `Invoke` with it. */
  async function fire({ id, name, group, roleArn, functionArn, input }: Schedule, due: number): Promise<void> {
    if (roleArn === null) return
    const account = aws.accounts[0]?.id ?? ''
    const session = aws.standingSession(roleArn, id.slice(0, 64), {
      service: 'scheduler.amazonaws.com',
      // Source: EventBridge Scheduler User Guide, "Confused deputy prevention": the group, not the schedule.
      sourceArn: `arn:aws:scheduler:${aws.region}:${account}:schedule-group/${group}`,
      sourceAccount: account,
    })
    const as = 'fault' in session ? null : aws.callerOf(session)
    if (as === null) {
      onProblem(`${id}: the schedule's role cannot be assumed${'fault' in session ? `: ${session.message}` : ''}`)
      return
    }
    const occasion = { arn: `arn:aws:scheduler:${aws.region}:${account}:schedule/${group}/${name}`, region: aws.region, account, due }
    await aws.call({
      as,
      service: 'lambda',
      operation: 'Invoke',
      input: { FunctionName: functionArn, InvocationType: 'Event', Payload: scheduledPayload(input, occasion) },
    })
  }

  return {
    replace(schedules) {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
      for (const schedule of schedules) wait(schedule)
    },
    close() {
      isClosed = true
      for (const timer of timers.values()) clearTimeout(timer)
    },
  }
}

interface Occasion {
  /** Of the schedule. */
  readonly arn: string
  readonly region: string
  readonly account: string
  readonly due: number
}

/** @param input JSON text; null: none is given */
export function scheduledPayload(input: string | null, { arn, region, account, due }: Occasion): string {
  const time = `${new Date(due).toISOString().slice(0, 19)}Z`
  if (input === null)
    return JSON.stringify({
      version: '0',
      id: randomUUID(),
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account,
      time,
      region,
      resources: [arn],
      detail: '{}',
    })
  const attributes: ReadonlyMap<string, string> = new Map([
    ['schedule-arn', arn],
    ['scheduled-time', time],
    ['execution-id', randomBytes(8).toString('hex')],
    ['attempt-number', '1'],
  ])
  return input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (whole, name: string) => attributes.get(name) ?? whole)
}

/** Source: EventBridge Scheduler User Guide, "Schedule types". */
function nextTime(expression: string, now: number): number | null {
  const at = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(expression)?.[1]
  if (at === undefined) return nextRun(expression, now)
  const time = Date.parse(`${at}Z`)
  return time > now ? time : null
}
