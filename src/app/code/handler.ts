/**
 * The handler setting: which module, which export. Wrapper layers take the handler's place and call the real one, which
 * an environment variable names.
 */

export interface Handler {
  /** Path of the module without its extension, relative to the code's root: `src/create`. */
  readonly module: string
  /** `handler`, or `routes.create` for a nested one. */
  readonly exportName: string
}

/** Source: AWS Lambda Developer Guide, "Define Lambda function handler in Node.js": the file's name ends at its first dot. */
export function parseHandler(written: string): Handler | null {
  const slash = written.lastIndexOf('/')
  const name = written.slice(slash + 1)
  const dot = name.indexOf('.')
  if (dot <= 0 || dot === name.length - 1) return null
  return { module: written.slice(0, slash + 1) + name.slice(0, dot), exportName: name.slice(dot + 1) }
}

/** Python separates packages by dots as well, and the function is the last part. */
export function parsePythonHandler(written: string): Handler | null {
  const dot = written.lastIndexOf('.')
  if (dot <= 0 || dot === written.length - 1) return null
  return { module: written.slice(0, dot).replaceAll('.', '/'), exportName: written.slice(dot + 1) }
}

interface Wrapper {
  readonly handler: RegExp
  /** Names the handler that the wrapper calls. */
  readonly variable: string
}

/** Handlers that instrumentation layers put in the function's place, with the variable that keeps the function's own. */
const WRAPPERS: readonly Wrapper[] = [
  // Source: Datadog documentation, "Instrumenting Node.js Serverless Applications".
  { handler: /datadog-lambda-js\/(?:dist\/)?handler\.handler$/, variable: 'DD_LAMBDA_HANDLER' },
  { handler: /^datadog_lambda\.handler\.handler$/, variable: 'DD_LAMBDA_HANDLER' },
  // Source: New Relic documentation, "Enable serverless monitoring for AWS Lambda".
  { handler: /newrelic-(?:esm-)?lambda-wrapper\.handler$/, variable: 'NEW_RELIC_LAMBDA_HANDLER' },
  { handler: /^newrelic_lambda_wrapper\.handler$/, variable: 'NEW_RELIC_LAMBDA_HANDLER' },
  // Source: Lumigo documentation, "Manual tracing with Lambda layers".
  { handler: /lumigo-auto-instrument\.handler$/, variable: 'LUMIGO_ORIGINAL_HANDLER' },
  // Source: Instana documentation, "AWS Lambda native tracing for Node.js".
  { handler: /^instana-aws-lambda-auto-wrap\.handler$/, variable: 'LAMBDA_HANDLER' },
  // Source: Coralogix documentation, "Node.js auto-instrumentation of AWS Lambda".
  { handler: /coralogix.*\.handler$/, variable: 'CX_ORIGINAL_HANDLER' },
  // Source: Thundra documentation, "Node.js: no-code-change instrumentation".
  { handler: /thundra.*\.thundraHandler$|^thundra\.handler/, variable: 'THUNDRA_AGENT_LAMBDA_HANDLER' },
]

/** The handler that runs in the end. @param variable the text of an environment variable, null where it is not set */
export function unwrappedHandler(written: string, variable: (name: string) => string | null): string {
  const wrapper = WRAPPERS.find(({ handler }) => handler.test(written))
  return (wrapper === undefined ? null : variable(wrapper.variable)) ?? written
}
