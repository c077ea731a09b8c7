export { parseConfig } from './parse-config.js'
export { CONFIG_FILES, type ReadConfig, readConfig, readConfigFile } from './read-config.js'
export { type Config, configSchema, EMPTY_CONFIG } from './schema.js'
