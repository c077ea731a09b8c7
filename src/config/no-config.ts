import { NO_GUARDRAILS } from '../review/index.js'
import type { Config } from './types.js'

/** What holds for an app without a configuration. */
export const NO_CONFIG: Config = {
  file: null,
  layout: null,
  hints: [],
  add: [],
  refuse: [],
  libraries: [],
  smoke: null,
  guardrails: NO_GUARDRAILS,
  target: { account: null, region: null },
  boundary: null,
  roles: { path: null, tags: [] },
  paths: { out: null },
}
