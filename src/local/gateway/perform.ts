/** A call from its checks on: the decision, the service that answers, and the record of both. */
import { clientFacts } from '../../catalog/index.js'
import { fault, isFault } from '../reply.js'
import type { CheckOutcome, Fault, LocalService, Reply, ServiceCall } from '../types.js'
import { deniedMessage } from './authorize.js'
import { BodyFault } from './body-fault.js'
import type { GatewayParts } from './gateway-parts.js'
import type { Circumstances } from './global-context.js'
import { isDataEvent, recordEvent } from './record-event.js'

export type From = Pick<Circumstances, 'sourceIp' | 'userAgent' | 'referer'>

/** An answer, and its record, which is made once the answer is on its way. */
export interface Performed {
  readonly reply: Reply
  readonly record: () => void
}

export function performer(parts: GatewayParts): (call: ServiceCall, from: From) => Promise<Performed> {
  const { services, judge, mode } = parts

  async function answer(call: ServiceCall, service: LocalService | null): Promise<Reply> {
    if (parts.forward !== null && call.http !== null && parts.forwarded.has(call.service)) return await parts.forward(call, call.http)
    const operation = service?.operations.get(call.operation)
    if (operation === undefined) return notServed(call)
    try {
      const reply = await operation(call)
      parts.commit()
      return reply
    } catch (thrown) {
      if (thrown instanceof BodyFault) return fault(thrown.code, thrown.message, thrown.status)
      throw thrown
    }
  }

  return async (call, from) => {
    const service = services.get(call.service) ?? null
    const recorded = (reply: Reply, outcomes: readonly CheckOutcome[], error: Fault | null): Performed => ({
      reply,
      record: () =>
        parts.record(
          () => ({
            event: recordEvent({
              call,
              outcomes,
              error: isFault(reply) ? reply : error,
              sourceIp: from.sourceIp,
              userAgent: from.userAgent,
            }),
            checks: outcomes,
          }),
          isDataEvent(call.service, call.operation),
        ),
    })
    // A browser asks before its request, and without a signature.
    if (call.operation === 'Preflight') return { reply: await answer(call, service), record: () => undefined }
    if (mode === 'off') return recorded(await answer(call, service), [], null)
    const circumstances: Circumstances = {
      caller: call.caller,
      now: call.now,
      region: call.region,
      secureTransport: parts.secureTransport,
      ...from,
    }
    const verdict = judge.judge(call, service, circumstances)
    const outcomes = verdict.kind === 'judged' ? verdict.outcomes : []
    const itemwise = service?.itemwise?.has(call.operation) === true
    const refused = itemwise
      ? new Map(
          outcomes.flatMap((it) => (it.decision === 'allowed' || it.item === undefined ? [] : [[it.item, deniedMessage(it)] as const])),
        )
      : call.refused
    const error =
      verdict.kind === 'uncovered'
        ? parts.coverage.note(call, verdict.reason)
        : verdict.denied === null
          ? null
          : denial(call, deniedMessage(verdict.denied))
    // What was refused of the operation itself refuses all of its items.
    const isWhole = !itemwise || verdict.kind === 'uncovered' || outcomes.some((it) => it.decision !== 'allowed' && it.item === undefined)
    const blocks = mode === 'enforce' && error !== null && isWhole
    const refusal: ServiceCall['refusal'] = (action, resource, context = {}) => {
      if (mode !== 'enforce') return null
      const outcome = judge.check({ action, resource, context }, circumstances, undefined, call)
      return outcome.decision === 'allowed' ? null : inProtocol(call, deniedMessage(outcome))
    }
    const reply = blocks ? error : await answer({ ...call, refused: mode === 'enforce' ? refused : NONE, refusal }, service)
    return recorded(reply, outcomes, error)
  }
}

/** No item of the call was refused. */
export const NONE: ReadonlyMap<number, string> = new Map()

/** S3 puts the resource in quotes. */
const inProtocol = ({ service }: Pick<ServiceCall, 'service'>, message: string): string =>
  clientFacts(service)?.protocol === 'rest-xml' ? message.replace(/ on resource: (\S+) /, ' on resource: "$1" ') : message

function denial({ service }: ServiceCall, message: string): Fault {
  const protocol = clientFacts(service)?.protocol
  if (protocol === 'rest-xml') return fault('AccessDenied', inProtocol({ service }, message), 403)
  if (protocol === 'query') return fault(service === 'sns' ? 'AuthorizationError' : 'AccessDenied', message, 403)
  if (protocol === 'rest-json') return fault('AccessDeniedException', message, 403)
  return {
    ...fault('AccessDeniedException', message, 400),
    ...(service === 'sqs' || service === 'cloudwatch' ? { queryCode: 'AccessDenied' } : {}),
  }
}

const notServed = ({ service, operation }: ServiceCall): Fault =>
  fault('NotImplemented', `local AWS does not answer ${service}:${operation}; \`--backend ${service}=URL\` sends it to what does`, 501)
