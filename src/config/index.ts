export { NO_CONFIG } from './no-config.js'
export { parseConfig } from './parse.js'
export { configSchema } from './schema.js'
export type { Addition, Config, Refusal } from './types.js'
