/** A function's code settings, from properties, metadata and layers, to where its handler is. */
import { basename, dirname, resolve } from 'node:path'
import type { Place } from '../../outcome/index.js'
import { printSym } from '../../policy/index.js'
import { publishedAsset } from '../assets.js'
import { unwrappedHandler } from '../code/handler.js'
import { imageSettings } from '../code/image.js'
import type { Located, Locator } from '../code/locate.js'
import { member, type Node, soleKey } from '../document/node.js'
import { refersTo } from '../resolve.js'
import type { PlacedResource } from '../stack/resources.js'
import type { Language, Value } from '../types.js'
import { entry, items, literal, textOf, texts } from '../values.js'
import type { Settings } from './settings.js'
import type { World } from './world.js'

export interface ReadCode extends Located {
  /** The handler that runs in the end, a wrapper's put aside. */
  readonly handler: string | null
  readonly runtime: string | null
  readonly language: Language
}

export function readCode(placed: PlacedResource, settings: Settings, world: World, locator: Locator): ReadCode {
  const { resource, stack } = placed
  const id = world.functionKeys.get(resource.id) ?? resource.id
  const variable = (name: string): string | null => world.assumed(settings.environment.get(name) ?? null)[0] ?? null
  const written = world.assumed(settings.handler)[0] ?? null
  const runtime = world.assumed(settings.runtime)[0] ?? null
  const handler = written === null ? null : unwrappedHandler(written, variable)
  const at = settings.codeUri?.at ?? settings.handler?.at ?? resource.at
  if (settings.inline !== null)
    return { ...inlineCode(placed, settings.inline, handler ?? 'index.handler'), handler, runtime, language: languageOf(runtime, null) }

  const image = settings.image === null ? null : imageSettings(placed, settings, world)
  const language = image?.language ?? languageOf(runtime, resource.metadata)
  const called = image === null ? handler : (image.handler ?? null)
  if (image !== null && (image.roots.length === 0 || called === null))
    return { ...absent(id, image.why, at), handler: called, runtime, language }
  if (language === 'other')
    return {
      ...absent(id, `runs on \`${runtime ?? 'an unknown runtime'}\`, which is not analysed`, at),
      handler,
      runtime,
      language,
    }

  const roots = image?.roots ?? codeRoots(placed, settings, world)
  const base = { functionId: id, at, language, handler: called, layers: layersOf(settings.layers, world) }
  const logicalId = resource.id.slice(resource.id.lastIndexOf('/') + 1)
  const names = [constructName(resource.metadata), ...world.assumed(settings.name), id === resource.id ? logicalId : id].flatMap(
    (name) => name ?? [],
  )
  const located = locator.locate({
    ...base,
    roots: [...(roots.length > 0 ? roots : [sourceFolder(stack.folder)]), ...builtBySam(placed, settings, world)],
    entryPoints: entryPointsOf(resource.metadata, world),
    archives: archivesOf(resource.properties, world),
    names,
  })
  return { ...located, handler: called, runtime, language }
}

/** The Serverless Framework packs the folder of its own file, and leaves the template it made one folder further down. */
const sourceFolder = (folder: string): string => (basename(folder) === '.serverless' ? dirname(folder) : folder)

/** A runtime of one's own (`provided`) that is built with esbuild runs JavaScript; so, most likely, does one that is not known. */
function languageOf(runtime: string | null, metadata: Value | null): Language {
  if (runtime === null || runtime.startsWith('nodejs') || literal(entry(metadata, 'BuildMethod')) === 'esbuild') return 'javascript'
  return runtime.startsWith('python') ? 'python' : 'other'
}

/** `CodeUri` or `Code` where they are paths, and the folder that a synthesised template names in its metadata. */
function codeRoots(placed: PlacedResource, settings: Settings, world: World): readonly string[] {
  const { resource, stack } = placed
  const asset = world.assumed(entry(resource.metadata, 'aws:asset:path'))
  const local = world.assumed(settings.codeUri).filter((uri) => !/^(s3|https?):/.test(uri))
  const named = [...asset, ...local].map((path) => resolve(stack.folder, path))
  const published = archivesOf(resource.properties, world).flatMap((key) => publishedAsset(key, stack.folder, world.files) ?? [])
  return [...named, ...published.filter((path) => !named.includes(path))]
}

/** What `sam build` left, for code whose source is not where the template says. */
const builtBySam = ({ resource }: PlacedResource, settings: Settings, { files }: World): readonly string[] =>
  settings.kind === 'sam' ? [resolve(files.folder, '.aws-sam', 'build', resource.id)].filter((path) => files.kindOf(path) === 'folder') : []

/** Keys in buckets, and the ends of URIs. A key that is a hash says nothing. */
function archivesOf(properties: Value, world: World): readonly string[] {
  const keys = ['Code.S3Key', 'CodeUri.Key'].flatMap((path) => world.assumed(entry(properties, path)))
  return [...keys, ...world.assumed(entry(properties, 'CodeUri')).filter((uri) => uri.startsWith('s3://'))]
}

/** `EntryPoints` of esbuild. Source: AWS SAM Developer Guide, "Building Node.js Lambda functions with esbuild". */
function entryPointsOf(metadata: Value | null, world: World): readonly string[] {
  return items(entry(metadata, 'BuildProperties.EntryPoints')).flatMap((entryPoint) => world.assumed(entryPoint))
}

/** `Stack/CreateItem/Resource` of a synthesised template: the construct's own name. */
function constructName(metadata: Value | null): string | null {
  const path = textOf(entry(metadata, 'aws:cdk:path'))
  return path === null
    ? null
    : (printSym(path)
        .replace(/\/Resource$/, '')
        .split('/')
        .at(-1) ?? null)
}

/** Folders of the app's own layers, in the order in which Lambda lays them over each other. */
function layersOf(layers: Value | null, world: World): readonly string[] {
  const folders = texts(layers).flatMap((layer) => {
    const id = refersTo(world, layer, 'AWS::Lambda::LayerVersion')
    const placed = world.placed.find(({ resource }) => resource.id === id)
    if (placed === undefined) return []
    const { resource, stack } = placed
    const uris = [
      entry(resource.properties, 'ContentUri'),
      entry(resource.properties, 'Content'),
      entry(resource.metadata, 'aws:asset:path'),
    ]
    const keys = world.assumed(entry(resource.properties, 'Content.S3Key'))
    return [
      ...uris.flatMap((uri) => world.assumed(uri)).map((path) => resolve(stack.folder, path)),
      ...keys.flatMap((key) => publishedAsset(key, stack.folder, world.files) ?? []),
    ]
  })
  return [...new Set(folders)].filter((folder) => world.files.kindOf(folder) === 'folder')
}

function inlineCode(placed: PlacedResource, inline: Value, handler: string): Located {
  const text = textOf(inline) ?? []
  const exportName = handler.slice(handler.indexOf('.') + 1)
  const at = blockPlace(sourceNode(placed)) ?? inline.at
  return { code: { kind: 'inline', source: printSym(text), entry: { file: at.file, exportName }, at }, note: null }
}

function sourceNode(placed: PlacedResource): Node | undefined {
  const properties = placed.source?.properties
  return member(properties, 'InlineCode') ?? member(member(properties, 'Code'), 'ZipFile')
}

/** Where a literal block's text begins, also inside `Fn::Sub`. */
function blockPlace(node: Node | undefined): Place | null {
  if (node === undefined) return null
  if (node.kind === 'scalar') return node.block === null ? node.at : { file: node.at.file, ...node.block }
  const argument = soleKey(node) === 'Fn::Sub' ? member(node, 'Fn::Sub') : undefined
  return argument?.kind === 'list' ? blockPlace(argument.items[0]) : blockPlace(argument)
}

const absent = (id: string, why: string, at: Place): Located => ({
  code: {
    kind: 'absent',
    problem: {
      code: 'app/code-not-here',
      message: `the code of \`${id}\` is not read: it ${why}`,
      hint: 'bring its source here, or say under `add` in rolewright.config.yaml what it needs',
      at,
    },
  },
  note: null,
})
