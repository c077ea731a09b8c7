/** Apps of tests: files written to a folder of their own, and read as a user's are. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'
import type { Problem, Result } from '../../outcome/index.js'
import { type ReadOptions, readApp } from '../read-app.js'
import type { App, AppFunction } from '../types.js'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

export type FilesOfApp = Readonly<Record<string, string | Uint8Array>>

/** @returns absolute path of a new folder, a repository of its own, that holds the files */
export function folderWith(files: FilesOfApp): string {
  const folder = mkdtempSync(join(tmpdir(), 'rolewright-app-'))
  folders.push(folder)
  mkdirSync(join(folder, '.git'))
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
  return folder
}

export const readFiles = (files: FilesOfApp, target = '.', options: ReadOptions = {}): Promise<Result<App, readonly Problem[]>> =>
  readApp(join(folderWith(files), target), options)

/** The app of a template and what stands beside it. */
export async function appOf(template: string, files: FilesOfApp = {}, options: ReadOptions = {}): Promise<App> {
  const read = await readFiles({ 'template.yaml': template, ...files }, '.', options)
  if (!read.ok) throw new Error(`the template of a test cannot be read: ${read.error[0]?.message}`)
  return read.value
}

export function functionOf(app: App, id: string): AppFunction {
  const found = app.functions.get(id)
  if (found === undefined) throw new Error(`the app of a test has no function ${id}`)
  return found
}
