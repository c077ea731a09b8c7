/**
 * Instrumentation: whatever wraps a client, an SDK or a handler and gives it back. The wrappers observe and change nothing.
 */
import type { LibraryModel, LibraryRow } from '../types.js'

const passThrough = (argument: number, ...names: readonly string[]): readonly LibraryRow[] =>
  names.map((name) => ({ export: name, is: 'passThrough', argument }))

const called = (argument: number, gives: 'result' | 'promise', ...names: readonly string[]): readonly LibraryRow[] =>
  names.map((name) => ({ export: name, is: 'callsBack', argument, gives }))

/** A package whose default export (or one of these names) takes the handler and gives it back. */
const wrapper = (packages: readonly string[], ...names: readonly string[]): LibraryModel => ({
  packages,
  rows: passThrough(0, 'default', ...names),
  otherwise: 'inert',
})

const openTelemetry = `
const span = { setAttribute: () => span, setAttributes: () => span, addEvent: () => span, setStatus: () => span, recordException() {}, end() {}, spanContext: () => ({}) }
const tracer = {
  startSpan: () => span,
  startActiveSpan: (_name, ...rest) => rest.at(-1)(span),
}
export const trace = { getTracer: () => tracer, getActiveSpan: () => span, getSpan: () => span, setSpan: (c) => c }
export const context = { active: () => ({}), with: (_context, run, self, ...args) => run.apply(self, args), bind: (_context, target) => target }
`

/** A Lambda client kit: each package exports a ready v2 client. */
const kit = (packageName: string, v2: string): LibraryModel => ({
  packages: [`@dazn/lambda-powertools-${packageName}`],
  stub: `import AWS from 'aws-sdk'\nconst client = new AWS.${v2}()\nexport default client\n`,
})

export const tracing: readonly LibraryModel[] = [
  {
    packages: ['aws-xray-sdk', 'aws-xray-sdk-core'],
    rows: [
      ...passThrough(
        0,
        'captureAWS',
        'captureAWSClient',
        'captureAWSv3Client',
        'captureHTTPs',
        'capturePromise',
        'capturePostgres',
        'captureMySQL',
      ),
      ...called(1, 'result', 'captureAsyncFunc', 'captureFunc', 'captureCallbackFunc'),
    ],
    otherwise: 'inert',
  },
  { packages: ['@opentelemetry/api'], stub: openTelemetry, otherwise: 'inert' },
  { packages: ['@opentelemetry/*'], otherwise: 'inert' },
  wrapper(['datadog-lambda-js'], 'datadog'),
  { packages: ['dd-trace'], rows: [...called(1, 'result', 'trace'), ...passThrough(1, 'wrap')], otherwise: 'inert' },
  wrapper(['@sentry/serverless', '@sentry/aws-serverless', '@sentry/node'], 'wrapHandler', 'AWSLambda.wrapHandler'),
  wrapper(['@sentry/*']),
  {
    packages: ['@lumigo/tracer'],
    stub: 'const tracer = () => ({ trace: (handler) => handler })\nexport default tracer\nexport const info = () => {}\n',
    otherwise: 'inert',
  },
  {
    packages: ['epsagon'],
    rows: passThrough(0, 'lambdaWrapper', 'stepLambdaWrapper', 'nodeWrapper'),
    otherwise: 'inert',
  },
  wrapper(['@thundra/core', '@catchpoint/trace', '@iopipe/iopipe', 'serverless-plugin-warmup', 'lambda-warmer']),
  {
    packages: ['newrelic'],
    rows: [...passThrough(0, 'setLambdaHandler'), ...called(1, 'result', 'startSegment', 'startBackgroundTransaction')],
    otherwise: 'inert',
  },
  {
    packages: ['aws-embedded-metrics'],
    rows: [{ export: 'metricScope', is: 'wraps', argument: 0 }],
    stub: `
const logger = { setNamespace: () => logger, putMetric: () => logger, putDimensions: () => logger, setDimensions: () => logger, setProperty: () => logger, flush: async () => {} }
export const metricScope = (handler) => (...args) => handler(logger)(...args)
export const createMetricsLogger = () => logger
export const Unit = {}
export const StorageResolution = {}
export const Configuration = {}
`,
  },
  {
    packages: ['@dazn/lambda-powertools-pattern-basic', '@dazn/lambda-powertools-pattern-obfuscate'],
    stub: 'export default (handler) => async (event, context) => handler(event, context)\n',
  },
  kit('dynamodb-client', 'DynamoDB.DocumentClient'),
  kit('eventbridge-client', 'EventBridge'),
  kit('firehose-client', 'Firehose'),
  kit('kinesis-client', 'Kinesis'),
  kit('lambda-client', 'Lambda'),
  kit('sns-client', 'SNS'),
  kit('sqs-client', 'SQS'),
  kit('step-functions-client', 'StepFunctions'),
  { packages: ['@dazn/lambda-powertools-*'], otherwise: 'inert' },
]
