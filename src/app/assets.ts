/**
 * Files of a synthesised app by the keys under which they are published: what a template that says nothing of its assets
 * (`--no-asset-metadata`) leaves to know them by.
 * Source: AWS CDK, cloud assembly schema, "AssetManifest": `*.assets.json` beside the templates.
 */
import { join, resolve } from 'node:path'
import type { Files } from './read-files.js'

const known = new WeakMap<Files, Map<string, ReadonlyMap<string, string>>>()

/**
 * @param key in a bucket, or the end of a URL: only what stands behind its last slash counts
 * @param folder of the template
 * @returns the absolute path of the file or folder, null where no manifest of the folder names it
 */
export function publishedAsset(key: string, folder: string, files: Files): string | null {
  const ofFiles = known.get(files) ?? new Map<string, ReadonlyMap<string, string>>()
  known.set(files, ofFiles)
  const assets = ofFiles.get(folder) ?? assetsIn(folder, files)
  ofFiles.set(folder, assets)
  return assets.get(key.slice(key.lastIndexOf('/') + 1)) ?? null
}

function assetsIn(folder: string, files: Files): ReadonlyMap<string, string> {
  const manifests = files.list(folder).filter((name) => name.endsWith('.assets.json'))
  return new Map(manifests.flatMap((name) => entriesOf(files.text(join(folder, name)), folder)))
}

function entriesOf(text: string | null, folder: string): readonly (readonly [string, string])[] {
  return Object.values(membersOf(membersOf(parsed(text)).files)).flatMap((file) => {
    const { path } = membersOf(membersOf(file).source)
    if (typeof path !== 'string') return []
    return Object.values(membersOf(membersOf(file).destinations)).flatMap((destination) => {
      const { objectKey } = membersOf(destination)
      return typeof objectKey === 'string' ? [[objectKey.slice(objectKey.lastIndexOf('/') + 1), resolve(folder, path)] as const] : []
    })
  })
}

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}

function parsed(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text)
  } catch {
    return null
  }
}
