/** The events of all functions → resources, one row a type. Types that share a resource are made together. */
import { eventsOf, type ServiceEvent, type ServiceFunction, type ServiceWithRoles } from '../service.js'
import { type Made, nothing, together } from '../template/made.js'
import type { MakeEvent } from './event.js'
import { makeHttpApi, makeWebsocketApi } from './http-api.js'
import { alb, alexaSkill, alexaSmartHome, iot, iotFleetProvisioning, makeDistribution, makeUserPools } from './others.js'
import { activeMq, documentDb, kafka, msk, queue, rabbitMq, stream } from './pollers.js'
import { cloudwatchEvent, cloudwatchLog, eventBridge, ratesOf, schedule } from './rules.js'
import { makeBuckets, topic } from './storage.js'

const ROWS: ReadonlyMap<string, MakeEvent> = new Map([
  ['activemq', activeMq],
  ['alb', alb],
  ['alexaSkill', alexaSkill],
  ['alexaSmartHome', alexaSmartHome],
  ['cloudwatchEvent', cloudwatchEvent],
  ['cloudwatchLog', cloudwatchLog],
  ['documentDb', documentDb],
  ['eventBridge', eventBridge],
  ['iot', iot],
  ['iotFleetProvisioning', iotFleetProvisioning],
  ['kafka', kafka],
  ['msk', msk],
  ['rabbitmq', rabbitMq],
  ['schedule', schedule],
  ['sns', topic],
  ['sqs', queue],
  ['stream', stream],
])

/** Made together, `http` by the REST API that state machines share. */
const TOGETHER: ReadonlySet<string> = new Set(['cloudFront', 'cognitoUserPool', 'http', 'httpApi', 's3', 'websocket'])

export function makeEvents(service: ServiceWithRoles): Made {
  return together([
    makeHttpApi(service),
    makeWebsocketApi(service),
    makeBuckets(service),
    makeUserPools(service),
    makeDistribution(service),
    ...service.functions.map((fn) => ownEvents(fn, service)),
  ])
}

function ownEvents(fn: ServiceFunction, service: ServiceWithRoles): Made {
  const counts = new Map<string, number>()
  return together(
    eventsOf(fn, service).map((event) => {
      const index = (counts.get(event.type) ?? 0) + 1
      counts.set(event.type, index + (event.type === 'schedule' ? Math.max(0, ratesOf(event).length - 1) : 0))
      const row = ROWS.get(event.type)
      if (row === undefined && !TOGETHER.has(event.type)) service.report(unknownEvent(event, fn))
      return row === undefined ? nothing : row(event, fn, service, index)
    }),
  )
}

const unknownEvent = ({ type, at }: ServiceEvent, fn: ServiceFunction): Parameters<ServiceWithRoles['report']>[0] => ({
  code: 'app/unread-event',
  message: `\`${type}\` is no event of the framework that is known, so what it asks of \`${fn.key}\` is not seen`,
  hint: 'say under `add` what it needs, or name what `serverless package` makes: .serverless/cloudformation-template-update-stack.json',
  at,
})
