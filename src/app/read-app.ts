/** The room's shell: finds the template, reads it with all that it names, and gives the App. Nothing of it is executed. */
import { dirname } from 'node:path'
import { comparePlaces, fail, ok, type Problem, type Result } from '../outcome/index.js'
import { assumedText, assumedTextsOf } from './assumed.js'
import { withDefinition } from './definitions/read-definitions.js'
import { type ConfigChoices, findTemplate, type Target } from './find-template.js'
import { functionReferences } from './functions/function-references.js'
import { readFunctions } from './functions/read-functions.js'
import type { World } from './functions/world.js'
import { type Files, readFiles } from './read-files.js'
import { readSamConfig } from './read-samconfig.js'
import { readSource } from './read-source.js'
import { type LoadedTemplate, loadTemplate } from './stack/load.js'
import { readResources } from './stack/resources.js'
import { openStack, type Stack } from './stack/stack.js'
import type { App, AppFormat, Parameter, Resource, Value } from './types.js'

export interface ReadOptions {
  /** `--parameters k=v`: become text, and decide conditions. They win over the config's. */
  readonly parameters?: Readonly<Record<string, string>>
  /** The format to look for in a folder; left out: the first that is there. */
  readonly from?: AppFormat
  readonly account?: string
  readonly region?: string
  /** The environment of `samconfig.toml`; left out: `default`, as far as its environments agree. */
  readonly configEnv?: string
}

/**
 * Reads an app.
 *
 * @param target a folder, a template file, a config file, or one or several source files
 * @returns the App, with `problems` for all that could not be read beside what could
 * @errors `app/nothing-found`, `app/unsupported`, `app/file-missing`, `app/file-unreadable`, `app/not-text`,
 *   `app/yaml-syntax`, `app/json-syntax`, `app/not-a-template`, `app/template-too-large`: the root template cannot be read
 */
export async function readApp(target: string | readonly string[], options: ReadOptions = {}): Promise<Result<App, readonly Problem[]>> {
  const found = await findTemplate(typeof target === 'string' ? [target] : target, options.from ?? null)
  if (!found.ok) return fail([found.error])
  const files = readFiles(found.value.folder)
  if (found.value.kind === 'source') return ok(readSource(found.value.paths, files))
  return readTemplates(found.value, files, options)
}

async function readTemplates(
  target: Exclude<Target, { kind: 'source' }>,
  files: Files,
  options: ReadOptions,
): Promise<Result<App, readonly Problem[]>> {
  const problems: Problem[] = []
  const report = (problem: Problem): void => {
    problems.push(problem)
  }
  const seen = new Set<string>()
  const loaded = await loadTemplate(target.path, { files, report, seen })
  if (!loaded.ok) return fail([loaded.error, ...problems])
  const samConfig = await readSamConfig(dirname(target.path), options.configEnv ?? null, files, report)
  const stack = openRoot(loaded.value, target.config, samConfig.parameters, options, report)
  const parameters = parametersOf(stack)
  const assumed = (value: Value | null): readonly string[] => assumedTextsOf(value, parameters)
  const placed = readResources(stack).map((each) => withDefinition(each, { files, assumed, report }))
  const resources = new Map<string, Resource>()
  for (const { resource } of placed) resources.set(resource.id, resource)
  const world: World = {
    files,
    placed,
    resources,
    assumed,
    assumedText: (text) => assumedText(text, parameters),
    functionsOf: functionReferences(resources),
    report,
  }
  const functions = readFunctions(world)
  return ok({
    folder: files.folder,
    format: formatOf(placed.map(({ resource }) => resource)),
    templates: [...seen].map(files.show),
    parameters,
    resources,
    functions,
    problems: sortedProblems(problems),
  })
}

function openRoot(
  loaded: LoadedTemplate,
  config: ConfigChoices,
  stage: ReadonlyMap<string, string>,
  options: ReadOptions,
  report: (problem: Problem) => void,
): Stack {
  const given = new Map([...config.parameters, ...Object.entries(options.parameters ?? {})])
  const pseudo = { account: options.account ?? config.account, region: options.region ?? config.region }
  return openStack(loaded, { prefix: '', given, stage, passed: null }, { pseudo, report })
}

function parametersOf(stack: Stack): ReadonlyMap<string, Parameter> {
  const found = new Map<string, Parameter>()
  for (const parameter of stack.parameters.values()) found.set(parameter.id, parameter)
  for (const child of stack.children()) for (const [id, parameter] of parametersOf(child)) found.set(id, parameter)
  return found
}

const formatOf = (resources: readonly Resource[]): AppFormat =>
  resources.some(({ type }) => type.startsWith('AWS::Serverless::')) ? 'sam' : 'cloudformation'

/** In the order of their places, the same problem said once. */
function sortedProblems(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>()
  return [...problems]
    .sort((a, b) => comparePlaces(a.at, b.at) || (a.code < b.code ? -1 : 1))
    .filter((problem) => {
      const key = JSON.stringify([problem.code, problem.message, problem.at])
      return !seen.has(key) && seen.add(key)
    })
}
