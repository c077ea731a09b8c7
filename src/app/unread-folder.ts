/** What a folder without a template holds, as its files tell: what was seen, and the one command that helps. */
import { readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Problem } from '../outcome/index.js'
import type { FoundTemplate } from './templates-below.js'

interface Folder {
  readonly folder: string
  /** As `filesBelow` gives them. */
  readonly files: readonly string[]
  readonly templates: readonly FoundTemplate[]
  readonly lookedFor: readonly string[]
  /** What `readableSources` finds in it. */
  readonly sources: readonly string[]
}

/** A file that tells what made the folder. */
interface Sign {
  readonly file: RegExp
  readonly code: 'app/not-synthesised' | 'app/unsupported' | 'app/no-template'
  readonly says: (file: string) => string
  readonly hint: (file: string, sources: readonly string[]) => string
}

const inFolder = (file: string): string => (dirname(file) === '.' ? '' : ` in \`${dirname(file)}\``)
const below = (file: string, name: string): string => (dirname(file) === '.' ? name : `${dirname(file)}/${name}`)
/** @param sources files with handlers, as examples */
const handlersAlone = (_: string, sources: readonly string[]): string =>
  `to read handlers without their template, name their files: \`rolewright generate ${sources.length === 0 ? 'src/handler.ts' : sources.slice(0, MAX_EXAMPLES).join(' ')}\``
const MAX_EXAMPLES = 2

/** The first that is there tells: what makes templates comes before what lies beside it. */
const SIGNS: readonly Sign[] = [
  {
    file: /(^|\/)cdk\.json$/,
    code: 'app/not-synthesised',
    says: (file) =>
      `\`${file}\` says that this is a CDK app, and its templates aren't there: there is no \`${below(file, 'cdk.out/manifest.json')}\``,
    hint: (file) => `run \`npx cdk synth\`${inFolder(file)}, which writes them, then this command again`,
  },
  {
    file: /(^|\/)cdktf\.json$/,
    code: 'app/unsupported',
    says: (file) => `\`${file}\` says that this is a CDK for Terraform app, and Terraform isn't read yet`,
    hint: handlersAlone,
  },
  {
    file: /(^|\/)(app\.arc|\.arc|arc\.(json|ya?ml))$/,
    code: 'app/unsupported',
    says: (file) => `\`${file}\` says that this is an Architect app, which is read by the template that Architect makes of it`,
    hint: (file) => `run \`npx arc deploy --dry-run\`${inFolder(file)}, then \`rolewright generate ${below(file, 'sam.json')}\``,
  },
  {
    file: /(^|\/)sst\.config\.[cm]?[jt]s$/,
    code: 'app/unsupported',
    says: (file) => `\`${file}\` says that this is an SST app, and SST isn't read yet`,
    hint: handlersAlone,
  },
  {
    file: /(^|\/)amplify\/(backend\.[jt]s|team-provider-info\.json|\.config\/project-config\.json|backend\/backend-config\.json)$/,
    code: 'app/unsupported',
    says: (file) => `\`${file}\` says that this is an Amplify app, and Amplify isn't read yet`,
    hint: handlersAlone,
  },
  {
    file: /(^|\/)Pulumi\.ya?ml$/,
    code: 'app/unsupported',
    says: (file) => `\`${file}\` says that this is a Pulumi app, and Pulumi isn't read yet`,
    hint: handlersAlone,
  },
  {
    file: /\.(tf|tofu)(\.json)?$/,
    code: 'app/unsupported',
    says: (file) => `\`${file}\` says that this is a Terraform app, and Terraform isn't read yet`,
    hint: handlersAlone,
  },
  {
    file: /(^|\/)\.chalice\/config\.json$|(^|\/)zappa_settings\.(json|ya?ml|toml)$/,
    code: 'app/unsupported',
    says: (file) => `\`${file}\` says that this is an app of a Python framework, which isn't read yet`,
    hint: () => 'functions in Python are read with a template (SAM, CloudFormation, serverless.yml): each keeps what that declares',
  },
  {
    file: /(^|\/)(lambda_function|lambda_handler|handler|app|main)\.py$/,
    code: 'app/no-template',
    says: (file) => `\`${file}\` is Python without a template, and the calls of Python code aren't read yet`,
    hint: () => 'functions in Python are read with a template (SAM, CloudFormation, serverless.yml): each keeps what that declares',
  },
  {
    file: /(^|\/)(Dockerfile|Containerfile)$/,
    code: 'app/no-template',
    says: (file) => `\`${file}\` makes a container, and no template says where it runs`,
    hint: () => 'name the file that the container starts: `rolewright generate src/index.js`',
  },
]

export function unreadFolder({ folder, files, templates, lookedFor, sources }: Folder): Problem {
  // Where the functions are comes first.
  const sorted = [...templates].sort((a, b) => Number(b.hasFunctions || b.hasStacks) - Number(a.hasFunctions || a.hasStacks))
  if (sorted.length > 0) return severalTemplates(sorted.map(({ path }) => path))
  for (const { file, code, says, hint } of SIGNS) {
    const found = files.find((each) => file.test(each))
    if (found !== undefined) return { code, message: says(found), hint: hint(found, sources), at: null }
  }
  return {
    code: 'app/nothing-found',
    message: `no app found in \`${folder}\`. Looked for ${lookedFor.map((name) => `\`${name}\``).join(', ')}`,
    hint: 'name the template file, or source files to read them without a template: `rolewright generate src/handler.ts`',
    at: null,
  }
}

/** So many are named. */
const MAX_NAMED = 5

function severalTemplates(paths: readonly string[]): Problem {
  const named = paths.slice(0, MAX_NAMED).map((path) => `\`${path}\``)
  const more = paths.length > MAX_NAMED ? ` and ${paths.length - MAX_NAMED} more` : ''
  return {
    code: 'app/several-templates',
    message: `there are ${paths.length} templates below this folder: ${named.join(', ')}${more}`,
    hint: `name the one to read: \`rolewright generate ${paths[0]}\``,
    at: null,
  }
}

const SOURCE = /\.([cm]?[jt]s|[jt]sx)$/
const NO_ENTRY = /\.d\.[cm]?ts$|\.(test|spec|config|stories)\.\w+$|(^|\/)(tests?|__tests__|__mocks__|scripts)\//
const CALLS_AWS = /['"](@aws-sdk\/|aws-sdk['"/]|@aws-lambda-powertools\/)/
const EXPORTS_HANDLER = /^(export\s+(const|let|async\s+function|function)\s+|(module\.)?exports\.)(handler|lambdaHandler)\b/m
const MAX_READ = 300
const MAX_BYTES = 500_000

/**
 * Source that can be read without a template: what `package.json` starts, else the files that export a handler.
 *
 * @returns none where no file calls AWS
 */
export async function readableSources(folder: string, files: readonly string[]): Promise<readonly string[]> {
  const sources = files.filter((file) => SOURCE.test(file) && !NO_ENTRY.test(file)).slice(0, MAX_READ)
  const texts = new Map(await Promise.all(sources.map(async (file) => [file, await textOf(join(folder, file))] as const)))
  if (![...texts.values()].some((text) => CALLS_AWS.test(text))) return []
  const started = startedBy(await textOf(join(folder, 'package.json'))).filter((file) => texts.has(file))
  return started.length > 0 ? started : sources.filter((file) => EXPORTS_HANDLER.test(texts.get(file) ?? ''))
}

async function textOf(path: string): Promise<string> {
  try {
    return (await stat(path)).size > MAX_BYTES ? '' : await readFile(path, 'utf8')
  } catch {
    return ''
  }
}

/** `node src/job.js`, `tsx --env-file=.env src/job.ts`. */
const STARTS = /\b(?:node|tsx|ts-node|bun|deno run)\s+(?:-\S+\s+)*(\S+\.[cm]?[jt]s)\b/g

/** The files that a `package.json` names as what is started, relative to it. */
function startedBy(manifest: string): readonly string[] {
  let read: unknown
  try {
    read = JSON.parse(manifest)
  } catch {
    return []
  }
  if (typeof read !== 'object' || read === null) return []
  const { bin, main, module, scripts } = read as Readonly<Record<string, unknown>>
  const commands = typeof scripts === 'object' && scripts !== null ? Object.values(scripts) : []
  const named = [
    ...(typeof bin === 'object' && bin !== null ? Object.values(bin) : [bin]),
    ...commands.flatMap((command) => [...String(command).matchAll(STARTS)].map(([, file]) => file)),
    main,
    module,
  ]
  return [...new Set(named.flatMap((file) => (typeof file === 'string' ? [file.replace(/^\.\//, '')] : [])))].sort()
}
