/** The page's script and style, which the build puts beside this module. */
import { readFileSync } from 'node:fs'
import type { PageParts } from './html.js'

export const readPageParts = (): PageParts => ({
  script: readFileSync(new URL('./page.js', import.meta.url), 'utf8'),
  style: readFileSync(new URL('./page.css', import.meta.url), 'utf8'),
})
