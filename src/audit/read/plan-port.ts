/**
 * How a reading thread asks which members of a call count. The thread that counts has the catalog; readers do without it, and
 * wait for an answer, which they need once for each name of an event.
 */
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import type { NumberedPlan, PlanOf } from './plan.js'
import type { EventName } from './reading.js'
import type { ReaderData } from './worker-messages.js'

/** The side that answers. */
export interface PlanAnswers {
  /** What a reader is given. */
  readonly data: Pick<ReaderData, 'plans' | 'answered'>
  /** Answers what was asked meanwhile: between steps of work that takes long. */
  readonly answer: () => void
  readonly close: () => void
}

export function answerPlans(planOf: PlanOf): PlanAnswers {
  const { port1, port2 } = new MessageChannel()
  const answered = new Int32Array(new SharedArrayBuffer(4))
  const tell = ([source, name]: EventName): void => {
    port1.postMessage(planOf(source, name))
    Atomics.store(answered, 0, 1)
    Atomics.notify(answered, 0)
  }
  port1.on('message', tell)
  port1.unref()
  const answer = (): void => {
    for (let asked = receiveMessageOnPort(port1); asked !== undefined; asked = receiveMessageOnPort(port1)) tell(asked.message as EventName)
  }
  return { data: { plans: port2, answered }, answer, close: () => port1.close() }
}

/** The side that asks. */
export function planOverPort({ plans, answered }: Pick<ReaderData, 'plans' | 'answered'>): PlanOf {
  return (source, name) => {
    plans.postMessage([source, name] satisfies EventName)
    Atomics.wait(answered, 0, 0)
    Atomics.store(answered, 0, 0)
    return (receiveMessageOnPort(plans) as { readonly message: NumberedPlan }).message
  }
}
