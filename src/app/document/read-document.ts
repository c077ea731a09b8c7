/** From a file's bytes to a document, or to the one problem that says why not and where. */
import { readFile, stat } from 'node:fs/promises'
import { fail, ok, type Place, type Problem, type Result } from '../../outcome/index.js'
import type { ReadDocument } from './node.js'
import { parseJson } from './parse-json.js'
import { duplicateKey, parseYaml } from './parse-yaml.js'

/** Twenty times what CloudFormation takes; nothing of this size was written as a template. */
const MAX_BYTES = 20_000_000
/** Source: CloudFormation User Guide, "Understand CloudFormation quotas": template body size in an S3 object. */
const CLOUDFORMATION_MAX_BYTES = 1_000_000

/**
 * @param path absolute
 * @param file the same relative to the app's folder, for places
 * @errors `app/file-missing`, `app/file-unreadable`, `app/not-text`, `app/template-too-large`, `app/yaml-syntax`, `app/json-syntax`
 */
export async function readDocument(path: string, file: string): Promise<Result<ReadDocument, Problem>> {
  const bytes = await readBytes(path, file)
  if (!bytes.ok) return bytes
  const text = decode(bytes.value, file)
  if (!text.ok) return text
  const parsed = parseDocumentText(text.value, file)
  if (!parsed.ok || bytes.value.byteLength <= CLOUDFORMATION_MAX_BYTES) return parsed
  return ok({ root: parsed.value.root, problems: [tooLarge(bytes.value.byteLength, file), ...parsed.value.problems] })
}

/** @errors `app/yaml-syntax`, `app/json-syntax` */
export function parseDocumentText(text: string, file: string): Result<ReadDocument, Problem> {
  try {
    const looksLikeJson = /^\s*[{[]/.test(text)
    if (looksLikeJson) {
      const json = parseJsonText(text, file)
      // A YAML flow map opens like JSON; only a file that is named JSON must be JSON.
      if (json.ok || file.endsWith('.json')) return json
      const yaml = parseYaml(text, file)
      return yaml.ok ? yaml : json
    }
    return parseYaml(text, file)
  } catch (error) {
    // The YAML parser recurses: a document that is nested thousands of levels deep ends its stack.
    if (!(error instanceof RangeError)) throw error
    return fail(problem('app/yaml-syntax', 'nested too deep to be read', 'a template is nested a few dozen levels at most', start(file)))
  }
}

function parseJsonText(text: string, file: string): Result<ReadDocument, Problem> {
  const problems: Problem[] = []
  const parsed = parseJson(text, placeOf(text, file), (key, at) => problems.push(duplicateKey(key, at)))
  if (parsed.ok) return ok({ root: parsed.value, problems })
  const hint = 'correct the line, or check whether the file was cut off there'
  return fail(problem('app/json-syntax', `not valid JSON: ${parsed.error.message}`, hint, parsed.error.at))
}

/** Places by offset; offsets are asked in rising order nearly always, so the search starts at the last answer. */
function placeOf(text: string, file: string): (offset: number) => Place {
  const starts = [0]
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1)
  let line = 0
  return (offset) => {
    while (line > 0 && (starts[line] ?? 0) > offset) line--
    while (line + 1 < starts.length && (starts[line + 1] ?? 0) <= offset) line++
    return { file, line: line + 1, column: offset - (starts[line] ?? 0) + 1 }
  }
}

async function readBytes(path: string, file: string): Promise<Result<Uint8Array, Problem>> {
  try {
    const stats = await stat(path)
    if (stats.isDirectory()) return fail(problem('app/file-unreadable', `\`${file}\` is a folder`, 'name the template file in it', null))
    if (stats.size > MAX_BYTES) return fail(tooLarge(stats.size, file))
    return ok(await readFile(path))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return fail(
        problem('app/file-missing', `\`${file}\` does not exist`, 'check the path, it is relative to the file that names it', null),
      )
    if (code === 'ELOOP')
      return fail(
        problem('app/file-unreadable', `\`${file}\` is a symbolic link that leads back to itself`, 'point the link at a file', null),
      )
    return fail(problem('app/file-unreadable', `\`${file}\` cannot be read (${code ?? 'unknown error'})`, 'check its permissions', null))
  }
}

/** UTF-8, with a byte order mark or without; anything else is refused with the place of the first wrong byte. */
function decode(bytes: Uint8Array, file: string): Result<string, Problem> {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    return fail(problem('app/not-text', `\`${file}\` is UTF-16`, 'save it as UTF-8', start(file)))
  const nul = bytes.indexOf(0)
  if (nul >= 0)
    return fail(problem('app/not-text', `\`${file}\` is a binary file`, 'name a template in YAML or JSON', byteAt(bytes, nul, file)))
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return fail(problem('app/not-text', `\`${file}\` is not UTF-8`, 'save it as UTF-8', byteAt(bytes, firstWrongByte(bytes), file)))
  }
}

/** Halves the range until the longest start is found that is valid or cut within a character, and drops the cut one. */
function firstWrongByte(bytes: Uint8Array): number {
  const validUpTo = (end: number, stream = true): boolean => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end), { stream })
      return true
    } catch {
      return false
    }
  }
  let low = 0
  let high = bytes.length
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (validUpTo(middle)) low = middle
    else high = middle - 1
  }
  while (low > 0 && !validUpTo(low, false)) low--
  return low
}

function byteAt(bytes: Uint8Array, offset: number, file: string): Place {
  let line = 1
  let lineStart = 0
  for (let i = 0; i < offset; i++)
    if (bytes[i] === 10) {
      line++
      lineStart = i + 1
    }
  return { file, line, column: offset - lineStart + 1 }
}

const tooLarge = (bytes: number, file: string): Problem =>
  problem(
    'app/template-too-large',
    `\`${file}\` has ${bytes} bytes, and CloudFormation takes templates of up to ${CLOUDFORMATION_MAX_BYTES}`,
    'split it into nested stacks',
    start(file),
  )

const start = (file: string): Place => ({ file, line: 1, column: 1 })
const problem = (code: string, message: string, hint: string, at: Place | null): Problem => ({ code, message, hint, at })
