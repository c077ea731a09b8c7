/**
 * Reads a template with all that it includes and nests. Everything asynchronous of this room happens here; what comes
 * out is a tree of documents that is evaluated without touching the disk again.
 */
import { dirname } from 'node:path'
import { fail, ok, type Place, type Problem, type Result } from '../../outcome/index.js'
import { type MapNode, member, type Node, sourceOf } from '../document/node.js'
import { parseDocumentText, readDocument } from '../document/read-document.js'
import { includeFiles } from './include.js'
import type { Loading } from './loading.js'
import { nestedTemplate } from './nested-path.js'

export interface LoadedTemplate {
  /** Absolute. */
  readonly path: string
  /** As places name it. */
  readonly file: string
  readonly root: MapNode
  readonly children: ReadonlyMap<string, LoadedTemplate>
}

/** Templates nest this deep at most; CloudFormation itself has no lower limit, a circle has no end. */
const MAX_NESTING = 8

/** @errors what `readDocument` answers with, and `app/not-a-template` */
export async function loadTemplate(
  path: string,
  loading: Loading,
  chain: readonly string[] = [],
): Promise<Result<LoadedTemplate, Problem>> {
  const { files } = loading
  const file = files.show(path)
  const given = loading.texts?.get(path)
  const document = given === undefined ? await readDocument(path, file) : parseDocumentText(given, file)
  if (!document.ok) return document
  loading.seen.add(path)
  for (const problem of document.value.problems) loading.report(problem)
  const root = await includeFiles(document.value.root, dirname(path), loading)
  const problem = notATemplate(root, file)
  if (problem !== null || root.kind !== 'map') return fail(problem ?? wrongShape(file, root.at))
  return ok({ path, file, root, children: await loadChildren(root, path, loading, [...chain, path]) })
}

export async function loadChildren(
  root: MapNode,
  path: string,
  loading: Loading,
  chain: readonly string[],
): Promise<ReadonlyMap<string, LoadedTemplate>> {
  const children = new Map<string, LoadedTemplate>()
  const resources = member(root, 'Resources')
  if (resources?.kind !== 'map') return children
  for (const [id, resource] of resources.entries) {
    const nested = nestedTemplate(resource, dirname(path), loading.files, root)
    if (nested === null) continue
    const at = resources.keys.get(id) ?? resource.at
    if (nested.kind === 'problem') {
      loading.report({ ...nested.problem, at: nested.problem.at ?? at })
      continue
    }
    if (nested.note !== null) loading.report(nested.note)
    if (chain.includes(nested.path) || chain.length >= MAX_NESTING) {
      loading.report({
        code: 'app/cyclic-stack',
        message: `the nested stack \`${id}\` leads back to \`${loading.files.show(nested.path)}\``,
        hint: 'break the circle: a template cannot nest itself',
        at,
      })
      continue
    }
    const child = await loadTemplate(nested.path, loading, chain)
    if (child.ok) children.set(id, child.value)
    else loading.report({ ...child.error, at: child.error.at ?? at })
  }
  return children
}

function notATemplate(root: Node, file: string): Problem | null {
  if (root.kind === 'scalar' && root.value === null)
    return { code: 'app/not-a-template', message: `\`${file}\` is empty`, hint: 'name a template that has Resources', at: root.at }
  if (root.kind !== 'map') return wrongShape(file, root.at)
  const resources = member(root, 'Resources')
  if (resources === undefined)
    return {
      code: 'app/not-a-template',
      message: `\`${file}\` has no \`Resources\``,
      hint:
        sourceOf(member(root, 'service')) !== null
          ? 'it looks like a service of the Serverless Framework: read it with `--from serverless`'
          : 'name a SAM or CloudFormation template',
      at: root.at,
    }
  if (resources.kind !== 'map')
    return {
      code: 'app/not-a-template',
      message: '`Resources` is not a map',
      hint: 'write each resource under its logical ID',
      at: resources.at,
    }
  return null
}

const wrongShape = (file: string, at: Place): Problem => ({
  code: 'app/not-a-template',
  message: `\`${file}\` is not a template: it is no map`,
  hint: 'name a SAM or CloudFormation template',
  at,
})
