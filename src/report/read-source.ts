/** The app's files as findings name them, and where its repository has them. */
import { existsSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { type App, readFiles } from '../app/index.js'

/** @returns the text of a file by its path as places give it; null where it cannot be read, or is none of the app's */
export function sourceReader({ folder }: App): (file: string) => string | null {
  const files = readFiles(folder)
  return (file) => files.text(resolve(folder, file))
}

/** @returns `services/shop/` where a git repository has the app there; nothing at its top, or without one */
export function repositoryPrefix(folder: string): string {
  const { boundary } = readFiles(folder)
  const path = existsSync(join(boundary, '.git')) ? relative(boundary, folder).split(sep).join('/') : ''
  return path === '' ? '' : `${path}/`
}
