export { serveMcp } from './serve.js'
export type { McpOptions } from './types.js'
