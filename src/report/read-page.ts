/** The page's script and style, which the build puts beside this module. */
import { existsSync, readFileSync } from 'node:fs'
import type { PageParts } from './html.js'

/** Where this module runs as it was written, the last build has them. */
const FOLDERS = ['./', '../../dist/report/']

export const readPageParts = (): PageParts => ({ script: read('page.js'), style: read('page.css') })

function read(name: string): string {
  const places = FOLDERS.map((folder) => new URL(`${folder}${name}`, import.meta.url))
  return readFileSync(places.find((place) => existsSync(place)) ?? new URL(name, import.meta.url), 'utf8')
}
