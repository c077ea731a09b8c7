/** Schedules of rules and of EventBridge Scheduler, by the clock. */
import { randomUUID } from 'node:crypto'
import type { FunctionDelivery, LocalAws } from '../types.js'
import { nextTime } from './clock-expression.js'
import type { Schedule } from './event-wires.js'
import { scheduledEvent } from './payloads.js'

export interface Schedules {
  readonly replace: (schedules: readonly Schedule[]) => void
  readonly close: () => void
}

export interface ScheduleOptions {
  readonly aws: LocalAws
  readonly deliver: (delivery: FunctionDelivery) => void
  readonly onProblem: (message: string) => void
}

/** The longest that a timer may wait. */
const MAX_WAIT_MS = 24 * 3_600_000

export function openSchedules({ aws, deliver, onProblem }: ScheduleOptions): Schedules {
  const timers = new Map<string, NodeJS.Timeout>()
  let isClosed = false

  function wait(schedule: Schedule): void {
    const now = aws.clock.now()
    const due = nextTime(schedule.expression, now)
    if (due === null || isClosed) return
    const ms = Math.min(due - now, MAX_WAIT_MS)
    const timer = setTimeout(() => {
      if (ms === due - now) fire(schedule, due)
      wait(schedule)
    }, ms)
    timer.unref()
    timers.set(schedule.id, timer)
  }

  function fire(schedule: Schedule, now: number): void {
    const account = aws.accounts[0]?.id ?? ''
    const payload =
      schedule.input === null ? scheduledEvent(randomUUID(), account, aws.region, schedule.ruleArn, now) : parsed(schedule.input)
    if (!schedule.isScheduler) {
      deliver({
        functionArn: schedule.functionArn,
        from: { service: 'events.amazonaws.com', sourceArn: schedule.ruleArn, sourceAccount: account },
        payload,
      })
      return
    }
    void byRole(schedule, payload, account)
  }

  /** EventBridge Scheduler assumes a role, and calls `Invoke` with it. */
  async function byRole({ id, roleArn, ruleArn, functionArn }: Schedule, payload: unknown, account: string): Promise<void> {
    if (roleArn === null) return
    const session = aws.sessionFor(roleArn, id.slice(0, 64), {
      service: 'scheduler.amazonaws.com',
      sourceArn: ruleArn,
      sourceAccount: account,
    })
    const as = 'fault' in session ? null : aws.callerOf(session)
    if (as === null) {
      onProblem(`${id}: the schedule's role cannot be assumed${'fault' in session ? `: ${session.message}` : ''}`)
      return
    }
    await aws.call({
      as,
      service: 'lambda',
      operation: 'Invoke',
      input: { FunctionName: functionArn, InvocationType: 'Event', Payload: JSON.stringify(payload) },
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

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
