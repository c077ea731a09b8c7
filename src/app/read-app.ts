/** The room's shell: finds the template, reads it with all that it names, and gives the App. Nothing of it is executed. */
import { dirname } from 'node:path'
import { comparePlaces, fail, ok, type Problem, type Result } from '../outcome/index.js'
import { assumedTextsOf } from './assumed.js'
import { withDefinition } from './definitions/read-definitions.js'
import { findStacks } from './find-stacks.js'
import { findTemplate, type Target } from './find-template.js'
import { functionReferences } from './functions/function-references.js'
import { readFunctions } from './functions/read-functions.js'
import type { World } from './functions/world.js'
import { type Files, readFiles } from './read-files.js'
import { readSamConfig, type SamConfig } from './read-samconfig.js'
import { readSource } from './read-source.js'
import { loadService } from './serverless/read-service.js'
import { type LoadedTemplate, loadTemplate } from './stack/load.js'
import type { Loading } from './stack/loading.js'
import { readResources } from './stack/resources.js'
import { openStack, type Stack } from './stack/stack.js'
import type { App, AppFormat, Parameter, Value } from './types.js'

type TemplateTarget = Exclude<Target, { kind: 'source' }>

export interface ReadOptions {
  /** `--parameters k=v`: become text, and decide conditions. They win over the config's. */
  readonly parameters?: Readonly<Record<string, string>>
  /** The format to look for in a folder; left out: the first that is there. */
  readonly from?: AppFormat
  readonly account?: string
  readonly region?: string
  /** The environment of `samconfig.toml`; left out: `default`, as far as its environments agree. */
  readonly configEnv?: string
  /** What the root template says, in place of its file: a stack's own text, with the code beside the file. */
  readonly text?: string
}

/**
 * Reads an app.
 *
 * @param target a folder, a template file, a config file, or one or several source files
 * @returns the App, with `problems` for all that could not be read beside what could
 * @errors `app/nothing-found`, `app/unsupported`, `app/file-missing`, `app/file-unreadable`, `app/not-text`,
 *   `app/yaml-syntax`, `app/json-syntax`, `app/not-a-template`, `app/template-too-large`, `app/not-a-service`, `app/other-provider`: the root template cannot be read
 */
export async function readApp(target: string | readonly string[], options: ReadOptions = {}): Promise<Result<App, readonly Problem[]>> {
  const found = await findTemplate(typeof target === 'string' ? [target] : target, options.from ?? null)
  if (!found.ok) return fail([found.error])
  const files = readFiles(found.value.folder)
  if (found.value.kind === 'source') return ok(readSource(found.value.paths, files))
  return readTemplates(found.value, files, options)
}

async function readTemplates(target: TemplateTarget, files: Files, options: ReadOptions): Promise<Result<App, readonly Problem[]>> {
  const problems: Problem[] = []
  const report = (problem: Problem): void => {
    problems.push(problem)
  }
  const seen = new Set<string>()
  const texts = options.text === undefined ? undefined : new Map([[target.path, options.text]])
  const choices = choicesOf(target, options)
  const read = await loadRoots(target, choices, { files, report, seen, ...(texts !== undefined && { texts }) })
  if (!read.ok) return fail([read.error, ...problems])
  const { roots, functionKeys } = read.value
  const isService = target.kind === 'service'
  const samConfig = isService ? NO_SAM_CONFIG : await readSamConfig(dirname(target.path), options.configEnv ?? null, files, report)
  const stacks = openRoots(roots, samConfig, { ...choices, given: read.value.given }, report)
  const parameters = new Map(stacks.flatMap((stack) => [...parametersOf(stack)]))
  const assumed = (value: Value | null): readonly string[] => assumedTextsOf(value, parameters)
  const placed = stacks.flatMap(readResources).map((each) => withDefinition(each, { files, assumed, report }))
  const resources = new Map(placed.map(({ resource }) => [resource.id, resource]))
  const world: World = { files, placed, resources, assumed, functionKeys, functionsOf: functionReferences(resources), report }
  return ok({
    folder: files.folder,
    format: FORMATS.get(target.kind) ?? formatOf(resources),
    templates: [...seen].map(files.show),
    parameters,
    resources,
    ...readFunctions(world),
    outputs: outputsOf(stacks),
    problems: sortedProblems(problems),
  })
}

const FORMATS: ReadonlyMap<TemplateTarget['kind'], AppFormat> = new Map([
  ['assembly', 'cdk'],
  ['service', 'serverless'],
])

const NO_SAM_CONFIG: SamConfig = { parameters: new Map() }

/** What a person chose: on the command line, else in the config. */
interface Choices {
  readonly given: ReadonlyMap<string, string>
  readonly account: string | null
  readonly region: string | null
}

const choicesOf = ({ config }: TemplateTarget, options: ReadOptions): Choices => ({
  given: new Map([...config.parameters, ...Object.entries(options.parameters ?? {})]),
  account: options.account ?? config.account,
  region: options.region ?? config.region,
})

interface Roots {
  /** By the ID that stands before their logical IDs, which is empty where there is one alone. */
  readonly roots: ReadonlyMap<string, LoadedTemplate>
  /** What functions are called by where that is not their logical ID. */
  readonly functionKeys: ReadonlyMap<string, string>
  readonly given: ReadonlyMap<string, string>
}

async function loadRoots(target: TemplateTarget, choices: Choices, loading: Loading): Promise<Result<Roots, Problem>> {
  if (target.kind === 'service') {
    const service = await loadService(target.path, choices, loading)
    if (!service.ok) return service
    return ok({ roots: new Map([['', service.value.template]]), functionKeys: service.value.keys, given: service.value.given })
  }
  const roots = new Map<string, LoadedTemplate>()
  const stacks =
    target.kind === 'assembly' ? await findStacks(target.path, loading.files.show(target.path)) : ok([{ id: '', path: target.path }])
  if (!stacks.ok) return stacks
  for (const { id, path } of stacks.value) {
    const loaded = await loadTemplate(path, loading)
    if (!loaded.ok) return loaded
    roots.set(stacks.value.length === 1 ? '' : `${id}/`, loaded.value)
  }
  return ok({ roots, functionKeys: new Map(), given: choices.given })
}

function openRoots(
  roots: ReadonlyMap<string, LoadedTemplate>,
  samConfig: SamConfig,
  { given, account, region }: Choices,
  report: (problem: Problem) => void,
): readonly Stack[] {
  const pseudo = { account, region }
  const stacks = new Map<string, Stack>()
  const looking = new Set<string>()
  // Exports are asked while stacks are open already, so a circle of imports comes back to a name that is being looked up.
  const imported = (name: string): Value | null => {
    if (looking.has(name)) return null
    looking.add(name)
    const found = [...stacks.values()].map((stack) => stack.exported(name)).find((value) => value !== null) ?? null
    looking.delete(name)
    return found
  }
  for (const [prefix, loaded] of roots)
    stacks.set(prefix, openStack(loaded, { prefix, given, stage: samConfig.parameters, passed: null }, { pseudo, imported, report }))
  return [...stacks.values()]
}

function outputsOf(stacks: readonly Stack[]): ReadonlyMap<string, Value> {
  return new Map(
    stacks.flatMap((stack) =>
      stack.outputNames().flatMap((name): [string, Value][] => {
        const value = stack.output(name)
        return value === null ? [] : [[name, value]]
      }),
    ),
  )
}

function parametersOf(stack: Stack): ReadonlyMap<string, Parameter> {
  const found = new Map([...stack.parameters.values()].map((parameter) => [parameter.id, parameter]))
  for (const child of stack.children()) for (const [id, parameter] of parametersOf(child)) found.set(id, parameter)
  return found
}

const formatOf = (resources: App['resources']): AppFormat =>
  [...resources.values()].some(({ type }) => type.startsWith('AWS::Serverless::')) ? 'sam' : 'cloudformation'

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
