/** Where a nested stack's template is on this machine. */
import { join, resolve } from 'node:path'
import type { Problem } from '../../outcome/index.js'
import { publishedAsset } from '../assets.js'
import { type MapNode, member, type Node, soleKey, sourceOf } from '../document/node.js'
import type { Files } from '../read-files.js'

export type NestedTemplate =
  | { readonly kind: 'local'; readonly path: string; readonly note: Problem | null }
  | { readonly kind: 'problem'; readonly problem: Problem }

/** @returns null for resources that nest nothing, and for applications of a registry, which have no local template */
export function nestedTemplate(resource: Node, folder: string, files: Files, root: MapNode): NestedTemplate | null {
  const type = sourceOf(member(resource, 'Type'))
  const properties = member(resource, 'Properties')
  const location =
    type === 'AWS::CloudFormation::Stack'
      ? member(properties, 'TemplateURL')
      : type === 'AWS::Serverless::Application'
        ? member(properties, 'Location')
        : undefined
  if (location === undefined || member(location, 'ApplicationId') !== undefined) return null

  // A synthesised template names its nested ones by a file beside it. Source: AWS CDK Developer Guide, "Assets".
  const asset = sourceOf(member(member(resource, 'Metadata'), 'aws:asset:path'))
  if (asset !== null && files.kindOf(resolve(folder, asset)) === 'file') return { kind: 'local', path: resolve(folder, asset), note: null }

  const written = writtenPath(location, root)
  if (written !== null && !/^(https?|s3):/.test(written)) return localPath(written, folder, files)
  const url = written ?? literalTail(location)
  const published = publishedAsset(url, folder, files)
  if (published !== null && files.kindOf(published) === 'file') return { kind: 'local', path: published, note: null }
  return publishedPath(url, folder, files, location)
}

function localPath(written: string, folder: string, files: Files): NestedTemplate {
  const path = resolve(folder, written)
  if (files.isOutside(path))
    return problem('app/outside', `the nested template \`${written}\` lies outside the app`, 'keep nested templates in the repository')
  // SAM takes a folder with a template in it, too.
  if (files.kindOf(path) === 'folder') {
    const found = ['template.yaml', 'template.yml', 'template.json']
      .map((name) => join(path, name))
      .find((each) => files.kindOf(each) === 'file')
    if (found !== undefined) return { kind: 'local', path: found, note: null }
  }
  return { kind: 'local', path, note: null }
}

/** A template that is published to a bucket usually stands in the repository under the end of its URL. */
function publishedPath(url: string, folder: string, files: Files, location: Node): NestedTemplate | null {
  const parts = (url.split(/[?#]/)[0] ?? '').split('/').filter((part) => part !== '' && part !== '.' && part !== '..')
  for (let from = 0; from < parts.length; from++) {
    const path = resolve(folder, ...parts.slice(from))
    if (!/\.(ya?ml|json|template)$/.test(path) || files.kindOf(path) !== 'file') continue
    return {
      kind: 'local',
      path,
      note: {
        code: 'app/found-by-name',
        message: `the nested template at a URL was taken to be \`${files.show(path)}\``,
        hint: 'name the local file in TemplateURL if it is another',
        at: location.at,
      },
    }
  }
  return null
}

/** The location as text where it is written out, or a parameter's default. */
function writtenPath(location: Node, root: MapNode): string | null {
  const own = sourceOf(location)
  if (own !== null) return own
  const parameter = soleKey(location) === 'Ref' ? sourceOf(member(location, 'Ref')) : null
  return parameter === null ? null : sourceOf(member(member(member(root, 'Parameters'), parameter), 'Default'))
}

/** The last text in a built URL, behind its last expression. */
function literalTail(node: Node): string {
  if (node.kind === 'scalar') return node.source.slice(node.source.lastIndexOf('}') + 1)
  const parts = node.kind === 'list' ? node.items : [...node.entries.values()]
  const [first] = parts
  const name = soleKey(node)
  if (name === 'Fn::Sub' && first !== undefined) return literalTail(first.kind === 'list' ? (first.items[0] ?? first) : first)
  const last = parts.at(-1)
  return last === undefined ? '' : literalTail(last)
}

const problem = (code: string, message: string, hint: string): NestedTemplate => ({
  kind: 'problem',
  problem: { code, message, hint, at: null },
})
