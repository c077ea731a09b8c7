/**
 * The environment of a function's process: what Lambda sets, the function's own variables, and nothing of the developer's.
 * Source: AWS Lambda Developer Guide, "Working with Lambda environment variables", "Defined runtime environment variables".
 */
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Credentials } from '../types.js'
import type { FunctionSpec, LoadedCode } from './types.js'

export interface EnvironmentOptions {
  readonly spec: FunctionSpec
  readonly code: LoadedCode
  readonly credentials: Credentials
  /** `127.0.0.1:PORT` */
  readonly runtimeApi: string
  /** `http://127.0.0.1:PORT` of local AWS. */
  readonly endpoint: string
  readonly logStream: string
}

/** Names that Lambda keeps to itself: a function whose variables have one is refused. */
export const RESERVED_VARIABLES: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
])

export function processEnvironment(options: EnvironmentOptions): Record<string, string> {
  const { spec, code, credentials } = options
  return {
    PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin', '/opt/bin'].join(delimiter),
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    NODE_PATH: [
      ...code.layers.flatMap((folder) => [join(folder, 'nodejs', 'node_modules'), join(folder, 'nodejs')]),
      ...code.packages,
    ].join(delimiter),
    // No profile of the developer's, no instance role: what the function may do is what its role allows.
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: NOTHING,
    AWS_SHARED_CREDENTIALS_FILE: NOTHING,
    AWS_ENDPOINT_URL: options.endpoint,
    // The SDK would speak of this machine's Node in every log, where the function asks for another.
    ...(!runsAsAsked(spec.runtime) && { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' }),
    ...Object.fromEntries(spec.environment),
    _HANDLER: spec.handler,
    LAMBDA_TASK_ROOT: code.taskRoot,
    LAMBDA_RUNTIME_DIR: dirname(bootstrapFile()),
    AWS_EXECUTION_ENV: `AWS_Lambda_${spec.runtime ?? 'nodejs'}`,
    AWS_LAMBDA_FUNCTION_NAME: spec.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: spec.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: options.logStream,
    AWS_LAMBDA_LOG_FORMAT: spec.logFormat,
    AWS_LAMBDA_RUNTIME_API: options.runtimeApi,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_REGION: spec.region,
    AWS_DEFAULT_REGION: spec.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken !== null && { AWS_SESSION_TOKEN: credentials.sessionToken }),
    _LAMBDA_TELEMETRY_LOG_FD: '3',
  }
}

const runsAsAsked = (runtime: string | null): boolean => runtime === `nodejs${process.versions.node.split('.')[0]}.x`

const NOTHING = process.platform === 'win32' ? 'NUL' : '/dev/null'

/** Where the runtime's file stands, beside this module in the package. */
export const bootstrapFile = (): string => fileURLToPath(new URL('./bootstrap.cjs', import.meta.url))
