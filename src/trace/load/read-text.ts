/** The shell that reads source: one file at a time, once, with the reasons why it could not be read. */
import { readFileSync, realpathSync, statSync } from 'node:fs'

/** Past this no handler was written by a person or a bundler; what it is would only cost time. */
export const MAX_SOURCE_BYTES = 20 * 1024 * 1024

export type TextRead = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'failed'; readonly reason: string }

export function readText(file: string): TextRead {
  try {
    const found = statSync(file)
    if (!found.isFile()) return { kind: 'failed', reason: 'it is not a file' }
    if (found.size > MAX_SOURCE_BYTES)
      return { kind: 'failed', reason: `it has ${found.size} bytes, and at most ${MAX_SOURCE_BYTES} are read` }
    const bytes = readFileSync(file)
    if (bytes.includes(0)) return { kind: 'failed', reason: 'it is a binary file' }
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch (error) {
    return { kind: 'failed', reason: reasonOf(error) }
  }
}

function reasonOf(error: unknown): string {
  const code = error !== null && typeof error === 'object' && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EACCES' || code === 'EPERM') return 'reading it is not permitted'
  if (code === 'ELOOP') return 'its links go in a circle'
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'it is not UTF-8 text'
  return 'it cannot be read'
}

export function sizeOf(file: string): number | null {
  try {
    const found = statSync(file)
    return found.isFile() ? found.size : null
  } catch {
    return null
  }
}

export function realPath(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    return file
  }
}
