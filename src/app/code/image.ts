/**
 * Container images: the command is the handler, and what the Dockerfile copies is the code, where it is plain to see.
 * Source: AWS Lambda Developer Guide, "Deploy Node.js Lambda functions with container images".
 */
import { dirname, resolve } from 'node:path'
import type { Settings } from '../functions/settings.js'
import type { World } from '../functions/world.js'
import type { PlacedResource } from '../stack/resources.js'
import type { Language } from '../types.js'
import { entry, items } from '../values.js'

export interface ImageSettings {
  readonly handler: string | null
  readonly language: Language
  /** Folders that the image's code is copied from; empty where no Dockerfile is here. */
  readonly roots: readonly string[]
  /** Why nothing was found, as the end of a sentence about the function's code. */
  readonly why: string
}

export function imageSettings(placed: PlacedResource, settings: Settings, world: World): ImageSettings {
  const { resource, stack } = placed
  const context = resolve(stack.folder, world.assumed(entry(resource.metadata, 'DockerContext'))[0] ?? '.')
  const named = world.assumed(entry(resource.metadata, 'Dockerfile'))[0] ?? 'Dockerfile'
  const dockerfile = world.files.text(resolve(context, named))
  const command = items(settings.imageCommand).flatMap((part) => world.assumed(part))[0] ?? null
  if (dockerfile === null)
    return { handler: command, language: 'other', roots: [], why: 'is a container image whose Dockerfile is not here' }
  const read = readDockerfile(dockerfile)
  return {
    handler: command ?? read.command,
    language: read.language,
    roots: [...read.copied.map((path) => resolve(context, path)), context, dirname(resolve(context, named))],
    why: 'is a container image whose command names no handler',
  }
}

interface Dockerfile {
  readonly command: string | null
  readonly language: Language
  readonly copied: readonly string[]
}

function readDockerfile(text: string): Dockerfile {
  const lines = text.replace(/\\\r?\n/g, ' ').split(/\r?\n/)
  let command: string | null = null
  let language: Language = 'other'
  const copied: string[] = []
  for (const line of lines) {
    const [, keyword = '', rest = ''] = /^\s*([A-Za-z]+)\s+(.*)$/.exec(line) ?? []
    if (/^from$/i.test(keyword)) language = /nodejs|\bnode\b/i.test(rest) ? 'javascript' : /python/i.test(rest) ? 'python' : language
    if (/^cmd$/i.test(keyword)) command = /^\[\s*"([^"]+)"/.exec(rest)?.[1] ?? rest.trim()
    if (/^(copy|add)$/i.test(keyword) && !/--from=/.test(rest))
      copied.push(
        ...rest
          .replace(/--\S+\s+/g, '')
          .trim()
          .split(/\s+/)
          .slice(0, -1)
          .filter(isFolderLike),
      )
  }
  return { command, language, copied }
}

/** `src/`, `src`, `app/*`: what a folder's code is copied with; single files add nothing to the context. */
const isFolderLike = (path: string): boolean => !/^https?:/.test(path) && !/\.[a-z0-9]+$/i.test(path) && !path.includes('*')
