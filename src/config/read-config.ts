/** Finds and reads the configuration of an app. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { NO_CONFIG } from './no-config.js'
import type { Config } from './types.js'

/** In the order in which they are looked for. */
export const CONFIG_FILES = ['rolewright.config.yaml', 'rolewright.config.yml', 'rolewright.config.json'] as const

/**
 * @param folder absolute
 * @returns the defaults where the folder has no configuration
 * @errors `config/unreadable`, and those of `parseConfig`
 */
export async function readConfig(folder: string): Promise<Result<Config, Problem>> {
  const file = CONFIG_FILES.find((name) => existsSync(join(folder, name)))
  if (file === undefined) return ok(NO_CONFIG)
  let source: string
  try {
    source = readFileSync(join(folder, file), 'utf8')
  } catch {
    return fail({ code: 'config/unreadable', message: `\`${file}\` cannot be read`, hint: 'make it a readable file', at: null })
  }
  // The schema's library takes longer to load than most apps to read, so it is loaded only where there is a config.
  const { parseConfig } = await import('./parse.js')
  return parseConfig(source, file)
}
