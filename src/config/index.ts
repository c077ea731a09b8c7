export { type FoundApp, initialConfig } from './initial-config.js'
export { NO_CONFIG } from './no-config.js'
export { CONFIG_FILES, readConfig } from './read-config.js'
export type { Addition, Config, Refusal, Smoke, SmokeRequest } from './types.js'
