/**
 * Durable functions. The library saves what each step gives with calls of its own, which the function's role has to allow,
 * and Lambda invokes other functions with that role.
 * Source: AWS Lambda Developer Guide, "Lambda durable functions"; README and types of `@aws/durable-execution-sdk-js` 2.4.
 */
import type { LibraryModel } from '../types.js'

const sdk = `
import { later, maybe, opaque, send, unknown } from 'rolewright:model'

const silent = () => undefined
const log = { info: silent, warn: silent, error: silent, debug: silent, log: silent }
const number = () => unknown('a number')
const error = () => unknown('an error')
/** Leaves out a name that may come first. */
const fromFunction = (a, b, c) => (typeof a === 'function' ? [a, b] : [b, c])
const throughSerdes = (serdes, value) => {
  if (serdes) {
    later((data) => serdes.serialize?.(data, {}), value)
    later((data) => serdes.deserialize?.(data, {}), unknown('a saved value'))
  }
  return value
}
const settings = (config, value) => {
  if (config?.retryStrategy) later(config.retryStrategy, error(), 1)
  return throughSerdes(config?.serdes, value)
}
const batch = (results, config) => {
  const all = results.map((result, index) => ({ result, index, status: 'SUCCEEDED', error: error() }))
  const shouldComplete = config?.completionConfig?.shouldComplete
  if (shouldComplete) later(shouldComplete, { items: [] })
  const made = {
    all,
    succeeded: () => all,
    failed: () => all,
    started: () => all,
    getResults: () => results,
    getErrors: () => [error()],
    throwIfError: silent,
    status: unknown('how a batch ended'),
    completionReason: unknown('why a batch ended'),
    hasFailure: unknown('whether a batch failed'),
    successCount: number(),
    failureCount: number(),
    startedCount: number(),
    totalCount: number(),
  }
  if (config?.summaryGenerator) later(config.summaryGenerator, made)
  throughSerdes(config?.itemSerdes, results[0])
  return settings(config, made)
}

const contextOf = (lambdaContext, client) => {
  const durable = {
    lambdaContext,
    logger: log,
    executionContext: { durableExecutionArn: lambdaContext.durableExecutionArn },
    step: async (a, b, c) => {
      const [fn, config] = fromFunction(a, b, c)
      return settings(config, await fn({ logger: log, attempt: number() }))
    },
    invoke: async (...args) => {
      const [FunctionName, payload, config] = args.length > 1 && typeof args[1] !== 'object' ? args.slice(1) : args
      throughSerdes(config?.payloadSerdes, payload)
      const answer = await send('lambda:Invoke', { FunctionName, Payload: JSON.stringify(payload) }, client)
      return throughSerdes(config?.resultSerdes, JSON.parse(answer.Payload))
    },
    runInChildContext: async (a, b, c) => {
      const [fn, config] = fromFunction(a, b, c)
      return settings(config, await fn(contextOf(lambdaContext, client)))
    },
    wait: async () => undefined,
    waitForCondition: async (a, b, c) => {
      const [check, config] = fromFunction(a, b, c)
      let state = config?.initialState
      do {
        state = settings(config, await check(state, { logger: log, attempt: number() }))
      } while (config?.waitStrategy?.(state, number())?.shouldContinue)
      return state
    },
    createCallback: async () => [Promise.resolve(unknown('what a callback was answered with')), unknown('the name of a callback')],
    waitForCallback: async (a, b, c) => {
      const [submit, config] = fromFunction(a, b, c)
      await submit?.(unknown('the name of a callback'), { logger: log })
      return settings(config, unknown('what a callback was answered with'))
    },
    map: async (a, b, c, d) => {
      const [items, fn, config] = typeof b === 'function' ? [a, b, c] : [b, c, d]
      if (config?.itemNamer) later(config.itemNamer, items[0], number())
      return batch(await Promise.all(items.map((item, index) => fn(contextOf(lambdaContext, client), item, index, items))), config)
    },
    parallel: async (a, b, c) => {
      const [branches, config] = Array.isArray(a) ? [a, b] : [b, c]
      const started = branches.map((branch) => (typeof branch === 'function' ? branch : branch.func)(contextOf(lambdaContext, client)))
      return batch(await Promise.all(started), config)
    },
    promise: {
      all: (a, b) => Promise.all(b ?? a),
      allSettled: (a, b) => Promise.allSettled(b ?? a),
      any: (a, b) => Promise.any(b ?? a),
      race: (a, b) => Promise.race(b ?? a),
    },
    configureLogger: ({ customLogger } = {}) => {
      if (customLogger) opaque('the package \`@aws/durable-execution-sdk-js\`', customLogger)
    },
    configureSerdes: (config) => {
      for (const serdes of Object.values(config ?? {})) throughSerdes(serdes, unknown('a saved value'))
    },
  }
  return durable
}

export const withDurableExecution = (handler, config) => async (event, context) => {
  const { durableExecutionClient, client, plugins } = config ?? {}
  const DurableExecutionArn = context.durableExecutionArn
  if (durableExecutionClient) {
    await durableExecutionClient.getExecutionState({ DurableExecutionArn })
    await durableExecutionClient.checkpoint({ DurableExecutionArn })
  } else {
    await send('lambda:GetDurableExecutionState', { DurableExecutionArn }, client)
    await send('lambda:CheckpointDurableExecution', { DurableExecutionArn }, client)
  }
  if (plugins) opaque('the plugins of \`@aws/durable-execution-sdk-js\`', ...plugins)
  return handler(event, contextOf(context, client))
}

export class DurableExecutionApiClient {
  constructor(client) {
    this.client = client
  }
  getExecutionState({ DurableExecutionArn }) {
    return send('lambda:GetDurableExecutionState', { DurableExecutionArn }, this.client)
  }
  checkpoint({ DurableExecutionArn }) {
    return send('lambda:CheckpointDurableExecution', { DurableExecutionArn }, this.client)
  }
}

export const withRetry = async (context, a, b, c) => {
  const [fn, config] = fromFunction(a, b, c)
  if (config?.retryStrategy) later(config.retryStrategy, error(), 1)
  return fn(context, number())
}
export const createRetryStrategy = () => () => unknown('whether to try again')
export const createLinearRetryStrategy = createRetryStrategy
export const retryPresets = unknown('ways to try again')
export const createWaitStrategy = (config) => (state, attempt) => ({
  shouldContinue: maybe(config?.shouldContinuePolling, state, attempt),
  delay: unknown('how long to wait'),
})
export const defaultSerdes = { serialize: async (value) => JSON.stringify(value), deserialize: async (text) => JSON.parse(text) }
export const createClassSerdes = () => defaultSerdes
export const createClassSerdesWithDates = () => defaultSerdes
export const createFileSystemSerdes = () => defaultSerdes
export const buildPreview = (value) => value
export const completeBatch = () => ({ complete: true })
export const continueBatch = () => ({ complete: false })
export const refreshLogConfig = silent
export const isDurableExecutionClientError = () => unknown('whether it is such an error')
export class DurablePromise {
  constructor(start) {
    return start()
  }
}
export class DurableOperationError extends Error {}
export class StepError extends DurableOperationError {}
export class StepInterruptedError extends DurableOperationError {}
export class CallbackError extends DurableOperationError {}
export class CallbackExternalError extends CallbackError {}
export class CallbackTimeoutError extends CallbackError {}
export class CallbackSubmitterError extends CallbackError {}
export class InvokeError extends DurableOperationError {}
export class ChildContextError extends DurableOperationError {}
export class WaitForConditionError extends DurableOperationError {}
export class PromiseCombinatorError extends DurableOperationError {}
export class BatchCompletionError extends DurableOperationError {}
export class DurableExecutionClientError extends Error {}
export const StepSemantics = { AtMostOncePerRetry: 'AT_MOST_ONCE_PER_RETRY', AtLeastOncePerRetry: 'AT_LEAST_ONCE_PER_RETRY' }
export const JitterStrategy = { NONE: 'NONE', FULL: 'FULL', HALF: 'HALF' }
export const BatchItemStatus = { SUCCEEDED: 'SUCCEEDED', FAILED: 'FAILED', STARTED: 'STARTED' }
export const InvocationStatus = { SUCCEEDED: 'SUCCEEDED', FAILED: 'FAILED', PENDING: 'PENDING' }
export const CompletionOutcome = { SUCCEEDED: 'SUCCEEDED', FAILED: 'FAILED' }
export const NestingType = { NESTED: 'NESTED', FLAT: 'FLAT' }
`

export const durableExecution: readonly LibraryModel[] = [{ packages: ['@aws/durable-execution-sdk-js'], stub: sdk }]
