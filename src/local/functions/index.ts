export type { FunctionHost, FunctionHostOptions } from './host.js'
export { openFunctionHost, parseFunctionName } from './host.js'
export type { AsynchronousSettings, FunctionCode, FunctionSpec, Invocation, InvocationAnswer, LogLine } from './types.js'
