/** The shell around the config: finds the file beside an app and reads it. */
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { parseConfig } from './parse-config.js'
import { type Config, EMPTY_CONFIG } from './schema.js'

export const CONFIG_FILES = ['rolewright.config.yaml', 'rolewright.config.yml', 'rolewright.config.json'] as const

export interface ReadConfig {
  readonly config: Config
  /** Absolute; null where the folder has none. */
  readonly file: string | null
}

/** @returns the defaults where the folder has no config */
export function readConfig(folder: string): Result<ReadConfig, readonly Problem[]> {
  const file = CONFIG_FILES.map((name) => join(folder, name)).find((path) => existsSync(path))
  return file === undefined ? ok({ config: EMPTY_CONFIG, file: null }) : readConfigFile(file)
}

export function readConfigFile(file: string): Result<ReadConfig, readonly Problem[]> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return fail([{ code: 'config/unreadable', message: `\`${basename(file)}\` cannot be read`, hint: 'check its permissions', at: null }])
  }
  const parsed = parseConfig(text, basename(file))
  return parsed.ok ? ok({ config: parsed.value, file }) : parsed
}
