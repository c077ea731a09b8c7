export { runSmoke, type SmokeOptions } from './run-smoke.js'
export type { Outside, SmokeAnswer, SmokeResult } from './types.js'
