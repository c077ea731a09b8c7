/**
 * Resources as patterns: object keys, executions and log streams are told apart no further than a policy would. Names that
 * are made anew each time become `*`, and so does a place below which many names stand.
 *
 * INVARIANT: what a tree holds depends only on which texts it was given, not on their order, nor on how they were spread
 * over trees that were put together afterwards: a place is `*` if and only if a varying name or more than `NAMES_LISTED`
 * names were seen there.
 */

/** So many names are listed at one place of a path; with one more they are `*`. */
export const NAMES_LISTED = 10
/** Paths are told apart to this many names. */
export const NAMES_DEEP = 3
const RECENT = 64
/** Names of tables, functions, queues: these are few, and a policy lists them. */
const FIRST_NAMES_LISTED = 200

const SLASH = 0x2f
const COLON = 0x3a

const DIGIT = 1
const HEX = 2
const DASH = 4
const TIME = 8
/** A date and an hour have so many. */
const TIME_DIGITS = 10
const CLASS = new Uint8Array(256)
for (const [chars, bits] of [
  ['0123456789', DIGIT | HEX | DASH],
  ['abcdefABCDEF', HEX],
  ['-', HEX | DASH],
  ['.:_', DASH],
  ['TZ', TIME],
] as const) {
  for (const char of chars) CLASS[char.charCodeAt(0)] = (CLASS[char.charCodeAt(0)] as number) | bits
}

/**
 * Whether a name is one of those that are made anew each time: numbers, dates and times, and names that hold a long number, a
 * UUID or a hash.
 */
export function isVarying(bytes: Uint8Array, from: number, to: number): boolean {
  let digits = 0
  let digitRun = 0
  let hexRun = 0
  let hexDigits = 0
  let onlyNumber = true
  let onlyTime = true
  for (let i = from; i < to; i++) {
    const bits = CLASS[bytes[i] as number] as number
    if ((bits & DASH) === 0) onlyNumber = false
    if ((bits & (DASH | TIME)) === 0) onlyTime = false
    if ((bits & DIGIT) !== 0) {
      digits++
      if (++digitRun >= 6) return true
    } else digitRun = 0
    if ((bits & HEX) !== 0) {
      hexRun++
      if ((bits & DIGIT) !== 0) hexDigits++
      if (hexRun >= 12 && hexDigits >= 3) return true
    } else {
      hexRun = 0
      hexDigits = 0
    }
  }
  return (onlyNumber && digits > 0) || (onlyTime && digits >= TIME_DIGITS)
}

const encoder = new TextEncoder()
/** Three bytes a character; of a longer name its begin. */
const encoded = new Uint8Array(3 * 1024)
export const isVaryingText = (name: string): boolean => isVarying(encoded, 0, encoder.encodeInto(name, encoded).written)

interface Place {
  /** Null: nothing stands below, or all that does is `*`. */
  below: Map<string, Place> | null
  isOpen: boolean
  /** Whether a text ended here. */
  ends: boolean
}

const place = (): Place => ({ below: null, isOpen: false, ends: false })

/** Where names of a resource (or of any text) begin at which it is told apart: behind an ARN's account, of S3 behind the bucket. */
interface Start {
  readonly at: number
  readonly isPath: boolean
}

function startOf(resource: string): Start {
  const at = (resource.startsWith('arn:') ? nthColon(resource, 5) : -1) + 1
  const isPath = at > 0 && resource.startsWith(':s3:::', resource.indexOf(':', 4))
  return { at: isPath ? endOfName(resource, at) : at, isPath }
}

/** A name ends with the mark that stands behind it: `table/items/index/byDate` is `table/`, `items/`, … */
function endOfName(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const c = text.charCodeAt(at)
    if (c === SLASH || c === COLON) return at + 1
  }
  return text.length
}

function nthColon(text: string, count: number): number {
  let at = -1
  for (let i = 0; i < count; i++) {
    at = text.indexOf(':', at + 1)
    if (at < 0) return -1
  }
  return at
}

/** Resources of one action of one role. */
export class Patterns {
  /** Texts that were added lately: many events have the same. */
  private readonly recent = new Set<string>()
  private readonly heads = new Map<string, { readonly isPath: boolean; readonly root: Place }>()

  /** @returns the pattern that stands for the resource now */
  add(resource: string): string {
    if (this.recent.has(resource)) return this.of(resource)
    if (this.recent.size >= RECENT) this.recent.clear()
    this.recent.add(resource)
    const start = startOf(resource)
    const { isPath } = start
    const head = resource.slice(0, start.at)
    const tree = this.heads.get(head) ?? { isPath, root: place() }
    this.heads.set(head, tree)
    let at = tree.root
    for (let from = start.at, depth = 0; from < resource.length; depth++) {
      if (at.isOpen) return `${resource.slice(0, from)}*`
      const end = endOfName(resource, from)
      const name = resource.slice(from, end)
      const known = at.below?.get(name)
      if (known === undefined) {
        const isDeep = isPath || depth > 1
        const plain = name.endsWith('/') || name.endsWith(':') ? name.slice(0, -1) : name
        const varies = plain === '*' || (isDeep && isVaryingText(plain))
        const isFull = (at.below?.size ?? 0) >= (isDeep ? NAMES_LISTED : FIRST_NAMES_LISTED)
        if (varies || isFull || depth >= (isPath ? NAMES_DEEP : NAMES_DEEP + 2)) {
          at.below = null
          at.isOpen = true
          return `${resource.slice(0, from)}*`
        }
        const next = place()
        at.below ??= new Map()
        at.below.set(name, next)
        at = next
      } else at = known
      from = end
    }
    at.ends = true
    return at.isOpen ? `${resource}*` : resource
  }

  /** @returns the pattern that stands for a resource that was added */
  of(resource: string): string {
    const start = startOf(resource)
    let at = this.heads.get(resource.slice(0, start.at))?.root
    for (let from = start.at; from < resource.length; ) {
      if (at === undefined || at.isOpen) return `${resource.slice(0, from)}*`
      const end = endOfName(resource, from)
      at = at.below?.get(resource.slice(from, end))
      from = end
    }
    return at?.isOpen === true ? `${resource}*` : resource
  }

  /** Every pattern, sorted. What another one covers is left out. */
  list(): readonly string[] {
    const out: string[] = []
    const walk = (at: Place, text: string): void => {
      if (at.isOpen) {
        out.push(`${text}*`)
        if (at.ends && !text.endsWith('/') && !text.endsWith(':')) out.push(text)
        return
      }
      if (at.ends) out.push(text)
      for (const [name, next] of at.below ?? []) walk(next, text + name)
    }
    for (const [head, { root }] of this.heads) walk(root, head)
    return [...new Set(out)].sort()
  }
}
