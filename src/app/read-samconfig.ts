/**
 * Parameters that `samconfig.toml` gives to `sam deploy`.
 * Source: AWS SAM Developer Guide, "AWS SAM CLI configuration file".
 */
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parse } from 'smol-toml'
import type { Problem } from '../outcome/index.js'
import type { Node } from './document/node.js'
import { parseDocumentText } from './document/read-document.js'
import type { Files } from './read-files.js'

export interface SamConfig {
  readonly parameters: ReadonlyMap<string, string>
}

const NONE: SamConfig = { parameters: new Map() }
const NAMES = ['samconfig.toml', 'samconfig.yaml', 'samconfig.yml']

/**
 * The overrides of an environment of the file. Where nobody chose the environment, a parameter that the file's
 * environments set differently is left out: the app is deployed with each of them.
 *
 * @param folder of the template; the file may also lie in the app's folder
 */
export async function readSamConfig(
  folder: string,
  environment: string | null,
  files: Files,
  report: (problem: Problem) => void,
): Promise<SamConfig> {
  for (const at of new Set([folder, files.folder, dirname(folder)]))
    for (const name of NAMES) {
      const path = join(at, name)
      if (files.kindOf(path) !== 'file') continue
      const read = parseConfig(await readFile(path, 'utf8'), files.show(path))
      if ('code' in read) {
        report(read)
        return NONE
      }
      return choose(read.environments, environment, files.show(path), report)
    }
  return NONE
}

interface Environments {
  readonly environments: ReadonlyMap<string, SamConfig>
}

function parseConfig(text: string, file: string): Environments | Problem {
  if (!file.endsWith('.toml')) {
    const parsed = parseDocumentText(text, file)
    return parsed.ok ? { environments: environmentsOf(plain(parsed.value.root)) } : parsed.error
  }
  try {
    return { environments: environmentsOf(parse(text)) }
  } catch (error) {
    const { line = 1, column = 1, message = '' } = error as { line?: number; column?: number; message?: string }
    const first = message.split('\n')[0] ?? ''
    return {
      code: 'app/samconfig',
      message: `not valid TOML: ${first.replace(/^Invalid TOML document: /, '')}`,
      hint: 'correct the line; the file is not used',
      at: { file, line, column },
    }
  }
}

function choose(
  environments: ReadonlyMap<string, SamConfig>,
  wanted: string | null,
  file: string,
  report: (problem: Problem) => void,
): SamConfig {
  const chosen = environments.get(wanted ?? 'default')
  if (wanted !== null && chosen === undefined) {
    const known = [...environments.keys()].map((name) => `\`${name}\``).join(', ')
    report({
      code: 'app/samconfig',
      message: `no environment \`${wanted}\` in the file`,
      hint: `it has ${known}`,
      at: { file, line: 1, column: 1 },
    })
  }
  if (chosen === undefined || wanted !== null) return chosen ?? NONE
  const others = [...environments.values()]
  const agreed = [...chosen.parameters].filter(([name, value]) => others.every((other) => (other.parameters.get(name) ?? value) === value))
  return { parameters: new Map(agreed) }
}

function environmentsOf(document: unknown): ReadonlyMap<string, SamConfig> {
  const found = new Map<string, SamConfig>()
  for (const [name, environment] of objectEntries(document)) {
    const parameters = new Map<string, string>()
    for (const command of ['global', 'deploy']) {
      const settings = new Map(objectEntries(new Map(objectEntries(new Map(objectEntries(environment)).get(command))).get('parameters')))
      for (const [key, value] of overridesOf(settings.get('parameter_overrides'))) parameters.set(key, value)
    }
    if (typeof environment === 'object') found.set(name, { parameters })
  }
  return found
}

/** `"A=1 B=\"two words\""`, a list of such, a table, or `ParameterKey=A,ParameterValue=1`. */
function overridesOf(written: unknown): readonly (readonly [string, string])[] {
  if (Array.isArray(written)) return written.flatMap(overridesOf)
  if (typeof written === 'object') return objectEntries(written).map(([key, value]) => [key, String(value)])
  if (typeof written !== 'string') return []
  const long = [...written.matchAll(/ParameterKey=([^,\s]+),ParameterValue=("(?:[^"\\]|\\.)*"|'[^']*'|\S*)/g)]
  const short = long.length > 0 ? long : [...written.matchAll(/([A-Za-z0-9]+)=("(?:[^"\\]|\\.)*"|'[^']*'|\S*)/g)]
  return short.map((match) => [match[1] ?? '', unquoted(match[2] ?? '')] as const)
}

function unquoted(text: string): string {
  if (text.length > 1 && text.startsWith('"') && text.endsWith('"')) return text.slice(1, -1).replace(/\\(.)/g, '$1')
  return text.length > 1 && text.startsWith("'") && text.endsWith("'") ? text.slice(1, -1) : text
}

const objectEntries = (value: unknown): readonly (readonly [string, unknown])[] =>
  value instanceof Map ? [...value] : typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []

function plain(node: Node): unknown {
  if (node.kind === 'list') return node.items.map(plain)
  if (node.kind === 'map') return new Map([...node.entries].map(([key, value]) => [key, plain(value)]))
  return node.value
}
