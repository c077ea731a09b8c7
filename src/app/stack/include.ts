/**
 * `AWS::Include`: a part of a template that stands in a file of its own. Local files are read in; what lies in S3 stays
 * unknown. Source: CloudFormation Template Reference, "AWS::Include transform".
 */
import { resolve } from 'node:path'
import type { Place } from '../../outcome/index.js'
import { itemsOf, member, type Node, sourceOf } from '../document/node.js'
import { readDocument } from '../document/read-document.js'
import type { Loading } from './loading.js'

const MAX_DEPTH = 8

/** @param folder of the file that `root` stands in */
export async function includeFiles(root: Node, folder: string, loading: Loading, depth = 0): Promise<Node> {
  const wanted = new Map<string, Node>()
  for (const location of locationsIn(root)) {
    if (wanted.has(location.path)) continue
    const read = depth < MAX_DEPTH ? await readIncluded(location, folder, loading, depth) : null
    if (read !== null) wanted.set(location.path, read)
  }
  return wanted.size === 0 ? root : splice(root, wanted)
}

interface Location {
  readonly path: string
  readonly at: Place
}

async function readIncluded(location: Location, folder: string, loading: Loading, depth: number): Promise<Node | null> {
  const path = resolve(folder, location.path)
  if (/^(s3|https?):/.test(location.path)) return null
  if (loading.files.isOutside(path)) {
    loading.report({
      code: 'app/outside',
      message: `\`${location.path}\` lies outside the app`,
      hint: 'keep included files in the repository',
      at: location.at,
    })
    return null
  }
  const document = await readDocument(path, loading.files.show(path))
  if (!document.ok) {
    loading.report({ ...document.error, at: document.error.at ?? location.at })
    return null
  }
  loading.seen.add(path)
  for (const problem of document.value.problems) loading.report(problem)
  return includeFiles(document.value.root, folder, loading, depth + 1)
}

function locationsIn(node: Node, found: Location[] = []): readonly Location[] {
  if (node.kind === 'list') for (const item of node.items) locationsIn(item, found)
  if (node.kind !== 'map') return found
  for (const [key, value] of node.entries) {
    if (key === 'Fn::Transform' || key === 'Transform') found.push(...includesOf(value))
    if (key !== 'Transform' && value.kind !== 'scalar') locationsIn(value, found)
  }
  return found
}

function includesOf(transform: Node): readonly Location[] {
  return itemsOf(transform).flatMap((item) => {
    const location = member(member(item, 'Parameters'), 'Location')
    const path = sourceOf(location)
    return sourceOf(member(item, 'Name')) === 'AWS::Include' && path !== null && location !== undefined ? [{ path, at: location.at }] : []
  })
}

/**
 * The tree with what was read in the place of its transform. Beside other members what is included wins: templates keep
 * a stub there that only satisfies a validator.
 */
function splice(node: Node, read: ReadonlyMap<string, Node>): Node {
  if (node.kind === 'scalar') return node
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => splice(item, read)) }
  const entries = new Map<string, Node>()
  const keys = new Map<string, Place>()
  const put = (key: string, value: Node, at: Place): void => {
    entries.set(key, value)
    keys.set(key, at)
  }
  const included: Node[] = []
  for (const [key, value] of node.entries) {
    const found = key === 'Fn::Transform' || key === 'Transform' ? includesOf(value).flatMap((l) => read.get(l.path) ?? []) : []
    included.push(...found)
    const others = itemsOf(value).filter((item) => sourceOf(member(item, 'Name')) !== 'AWS::Include')
    if (found.length === 0) put(key, splice(value, read), node.keys.get(key) ?? value.at)
    else if (key === 'Transform' && others.length > 0) put(key, { kind: 'list', items: others, at: value.at }, value.at)
  }
  const [only] = included
  if (node.entries.size === 1 && only !== undefined && only.kind !== 'map') return only
  for (const part of included)
    if (part.kind === 'map') for (const [key, value] of part.entries) put(key, value, part.keys.get(key) ?? value.at)
  return { kind: 'map', entries, keys, at: node.at }
}
