/** From what a person names (a folder, a template, a config) to the template to read. */
import { stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { member, sourceOf } from './document/node.js'
import { readDocument } from './document/read-document.js'
import { filesBelow } from './files-below.js'
import { onlyTemplate, templatesAmong } from './templates-below.js'
import type { AppFormat } from './types.js'
import { readableSources, unreadFolder } from './unread-folder.js'

export type Target =
  | { readonly kind: 'template'; readonly folder: string; readonly path: string; readonly config: ConfigChoices }
  | { readonly kind: 'assembly'; readonly folder: string; readonly path: string; readonly config: ConfigChoices }
  | { readonly kind: 'service'; readonly folder: string; readonly path: string; readonly config: ConfigChoices }
  | { readonly kind: 'source'; readonly folder: string; readonly paths: readonly string[] }

/** What a config says about the app; its other members are read by those who use them. */
export interface ConfigChoices {
  readonly parameters: ReadonlyMap<string, string>
  readonly account: string | null
  readonly region: string | null
}

const NO_CHOICES: ConfigChoices = { parameters: new Map(), account: null, region: null }

export const CONFIG_NAMES = ['rolewright.config.yaml', 'rolewright.config.yml', 'rolewright.config.json']
const SOURCE = /\.([cm]?[jt]s|[jt]sx|py)$/

/** What is looked for in a folder, in this order, and what is known of each. */
interface Kind {
  readonly names: readonly string[]
  readonly format: AppFormat
  /** Null where it can be read. */
  readonly unsupported: string | null
  readonly read: Exclude<Target, { kind: 'source' }>['kind']
  /** What its own tool makes of it, which is read where the file itself is a program. */
  readonly made?: string
}

const TEMPLATE_NAMES = ['template.yaml', 'template.yml', 'template.json']

const KINDS: readonly Kind[] = [
  { names: ['cdk.out/manifest.json'], format: 'cdk', unsupported: null, read: 'assembly' },
  { names: TEMPLATE_NAMES, format: 'sam', unsupported: null, read: 'template' },
  { names: ['serverless.yml', 'serverless.yaml', 'serverless.json'], format: 'serverless', unsupported: null, read: 'service' },
  {
    names: ['serverless.ts', 'serverless.js', 'serverless.cjs', 'serverless.mjs'],
    format: 'serverless',
    unsupported: 'it is a program, and no program is run: run `serverless package`, and this again',
    read: 'service',
    made: '.serverless/cloudformation-template-update-stack.json',
  },
  { names: ['main.tf'], format: 'terraform', unsupported: 'Terraform is not supported yet', read: 'template' },
]

/**
 * @param from looks for this format alone
 * @errors `app/nothing-found`, which lists what was looked for; what `unreadFolder` answers with; `app/unsupported`; `app/file-missing`; what reading a config answers with
 */
export async function findTemplate(targets: readonly string[], from: AppFormat | null): Promise<Result<Target, Problem>> {
  const [first] = targets
  if (first === undefined)
    return fail({ code: 'app/nothing-found', message: 'no app was named', hint: 'name a folder, a template, or source files', at: null })
  const paths = targets.map((target) => resolve(target))
  const kinds = await Promise.all(paths.map(kindOf))
  const missing = paths.findIndex((_, i) => kinds[i] === null)
  if (missing >= 0)
    return fail({ code: 'app/file-missing', message: `\`${targets[missing]}\` does not exist`, hint: 'check the path', at: null })
  const path = paths[0] ?? ''
  if (kinds[0] === 'folder' && targets.length === 1) return inFolder(path, from)
  if (paths.every((each) => SOURCE.test(each) && !isNamed(each)))
    return ok({ kind: 'source', folder: commonFolder(paths), paths: [...new Set(paths)] })
  if (targets.length > 1)
    return fail({
      code: 'app/several-inputs',
      message: 'several inputs that are not all source files',
      hint: 'name one app, or source files only',
      at: null,
    })
  return namedFile(path, from)
}

/** Whether a file has a name that says what it is, though it ends like source. */
const isNamed = (path: string): boolean => KINDS.some(({ names }) => names.includes(basename(path)))

async function namedFile(path: string, from: AppFormat | null = null): Promise<Result<Target, Problem>> {
  const name = basename(path)
  if (CONFIG_NAMES.includes(name)) return fromConfig(path)
  if (name === 'manifest.json') return ok({ kind: 'assembly', folder: dirname(path), path, config: NO_CHOICES })
  const kind = KINDS.find(({ names }) => names.includes(name))
  if (kind?.made !== undefined && (await kindOf(join(dirname(path), kind.made))) === 'file')
    return namedFile(join(dirname(path), kind.made))
  if (kind?.unsupported != null) return fail(unsupported(name, kind.unsupported))
  if (name.endsWith('.tf')) return fail(unsupported(name, 'Terraform is not supported yet'))
  const folder = basename(dirname(path)) === '.serverless' ? dirname(dirname(path)) : dirname(path)
  const isService = from === 'serverless' || kind?.read === 'service' || /^serverless[.-].*\.(ya?ml|json)$/.test(name)
  return ok({ kind: isService ? 'service' : 'template', folder, path, config: NO_CHOICES })
}

async function inFolder(folder: string, from: AppFormat | null): Promise<Result<Target, Problem>> {
  if (from === null)
    for (const name of CONFIG_NAMES) if ((await kindOf(join(folder, name))) === 'file') return fromConfig(join(folder, name))
  const kinds = KINDS.filter(({ format }) => from === null || format === from || (from === 'cloudformation' && format === 'sam'))
  const found = await firstOf(kinds, folder)
  if (found !== null) return found
  const files = await filesBelow(folder)
  const templates = kinds.some(({ format }) => format === 'sam') ? await templatesAmong(folder, files) : []
  const only = onlyTemplate(templates)
  if (only !== null) return ok({ kind: 'template', folder, path: join(folder, only), config: NO_CHOICES })
  const lookedFor = [...(from === null ? CONFIG_NAMES : []), ...kinds.flatMap(({ names }) => names)]
  const sources = from === null || from === 'source' ? await readableSources(folder, files) : []
  const problem = unreadFolder({ folder, files, templates, lookedFor, sources })
  if (sources.length === 0 || (problem.code !== 'app/nothing-found' && problem.code !== 'app/no-template')) return fail(problem)
  return ok({ kind: 'source', folder, paths: sources.map((file) => join(folder, file)) })
}

async function firstOf(kinds: readonly Kind[], folder: string): Promise<Result<Target, Problem> | null> {
  for (const kind of kinds)
    for (const name of kind.names) {
      const path = join(folder, name)
      if ((await kindOf(path)) !== 'file') continue
      if (kind.made !== undefined && (await kindOf(join(folder, kind.made))) === 'file')
        return ok({ kind: 'template', folder, path: join(folder, kind.made), config: NO_CHOICES })
      if (kind.unsupported !== null) return fail(unsupported(name, kind.unsupported))
      return ok({ kind: kind.read, folder, path, config: NO_CHOICES })
    }
  return null
}

/** A config names its template with `template`, relative to itself; without it the folder is searched on. */
async function fromConfig(path: string): Promise<Result<Target, Problem>> {
  const folder = dirname(path)
  const document = await readDocument(path, basename(path))
  if (!document.ok) return document
  const { root } = document.value
  const parameters = member(root, 'parameters')
  const config: ConfigChoices = {
    parameters: new Map([...(parameters?.kind === 'map' ? parameters.entries : [])].map(([key, node]) => [key, sourceOf(node) ?? ''])),
    account: sourceOf(member(root, 'account')),
    region: sourceOf(member(root, 'region')),
  }
  const template = sourceOf(member(root, 'template'))
  if (template === null) {
    const lookedFor = KINDS.flatMap(({ names }) => names)
    const found = (await firstOf(KINDS, folder)) ?? fail(unreadFolder({ folder, files: [], templates: [], lookedFor, sources: [] }))
    return found.ok && found.value.kind !== 'source' ? ok({ ...found.value, config }) : found
  }
  const named = resolve(folder, template)
  const kind = await kindOf(named)
  const inNamed = kind === 'folder' ? await firstOf(KINDS, named) : null
  if (inNamed?.ok && inNamed.value.kind !== 'source') return ok({ ...inNamed.value, folder, config })
  if (kind !== 'file')
    return fail({
      code: 'app/file-missing',
      message: `\`${template}\` does not exist`,
      hint: 'correct `template` in the config',
      at: member(root, 'template')?.at ?? null,
    })
  const found = await namedFile(named)
  return found.ok && found.value.kind !== 'source' ? ok({ ...found.value, folder, config }) : found
}

const unsupported = (name: string, what: string): Problem => ({
  code: 'app/unsupported',
  message: `\`${name}\`: ${what}`,
  hint: 'what can be read: SAM and CloudFormation templates, serverless.yml, synthesised CDK apps (cdk.out), and source files',
  at: null,
})

async function kindOf(path: string): Promise<'file' | 'folder' | null> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file'
  } catch (error) {
    // A link in a circle is there, and reading it says what is wrong with it.
    return (error as NodeJS.ErrnoException).code === 'ELOOP' ? 'file' : null
  }
}

function commonFolder(paths: readonly string[]): string {
  let folder = dirname(paths[0] ?? '')
  while (!paths.every((path) => path.startsWith(folder === '/' ? folder : `${folder}/`)) && dirname(folder) !== folder)
    folder = dirname(folder)
  return folder
}
