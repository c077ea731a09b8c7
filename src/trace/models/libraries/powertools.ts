/**
 * Powertools for AWS Lambda (TypeScript).
 * Source: its documentation, "Parameters", "Idempotency", "Batch processing", "Event handler", "Tracer".
 */
import type { LibraryModel } from '../types.js'
import { batch } from './powertools/batch.js'
import { eventHandler } from './powertools/event-handler.js'
import { idempotency, idempotencyTable } from './powertools/idempotency.js'
import { logger, metrics, tracer } from './powertools/observability.js'
import { appConfig, baseProvider, dynamodb, secrets, ssm } from './powertools/parameters.js'

const PREFIX = '@aws-lambda-powertools'

export const powertools: readonly LibraryModel[] = [
  { packages: [`${PREFIX}/parameters/ssm`], stub: ssm },
  { packages: [`${PREFIX}/parameters/secrets`], stub: secrets },
  { packages: [`${PREFIX}/parameters/appconfig`], stub: appConfig },
  { packages: [`${PREFIX}/parameters/dynamodb`], stub: dynamodb },
  { packages: [`${PREFIX}/parameters`, `${PREFIX}/parameters/base`], stub: baseProvider },
  { packages: [`${PREFIX}/idempotency/dynamodb`], stub: idempotencyTable },
  {
    packages: [
      `${PREFIX}/idempotency`,
      `${PREFIX}/idempotency/persistence`,
      `${PREFIX}/idempotency/middleware`,
      `${PREFIX}/idempotency/cachePersistenceLayer`,
    ],
    stub: idempotency,
    otherwise: 'inert',
  },
  { packages: [`${PREFIX}/batch`], stub: batch },
  { packages: [`${PREFIX}/tracer`, `${PREFIX}/tracer/middleware`], stub: tracer },
  { packages: [`${PREFIX}/logger`, `${PREFIX}/logger/middleware`, `${PREFIX}/logger/correlationId`], stub: logger, otherwise: 'inert' },
  { packages: [`${PREFIX}/metrics`, `${PREFIX}/metrics/middleware`], stub: metrics, otherwise: 'inert' },
  { packages: [`${PREFIX}/event-handler/*`], stub: eventHandler, otherwise: 'inert' },
  {
    packages: [`${PREFIX}/parser`, `${PREFIX}/parser/middleware`],
    stub: `
// A decorator and a middleware, as it is imported from one place or the other.
export const parser = ({ schema }) =>
  Object.assign(
    (_target, _name, descriptor) => {
      const run = descriptor.value
      descriptor.value = function (event, context) {
        return run.call(this, schema.parse(event), context)
      }
      return descriptor
    },
    {
      before: (request) => {
        request.event = schema.parse(request.event)
      },
    },
  )
`,
    otherwise: 'inert',
  },
  { packages: [`${PREFIX}/*`], otherwise: 'inert' },
]
