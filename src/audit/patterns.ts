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

const DIGIT = 1
const HEX = 2
const DASH = 4
const CLASS = new Uint8Array(256)
for (const [chars, bits] of [
  ['0123456789', DIGIT | HEX | DASH],
  ['abcdefABCDEF', HEX],
  ['-', HEX | DASH],
  ['.:_', DASH],
] as const) {
  for (const char of chars) CLASS[char.charCodeAt(0)] = (CLASS[char.charCodeAt(0)] as number) | bits
}

/**
 * Whether a name is one of those that are made anew each time: numbers, dates, and names that hold a long number, a UUID or
 * a hash.
 */
export function isVarying(bytes: Uint8Array, from: number, to: number): boolean {
  let digits = 0
  let digitRun = 0
  let hexRun = 0
  let hexDigits = 0
  let onlyNumber = true
  for (let i = from; i < to; i++) {
    const bits = CLASS[bytes[i] as number] as number
    if ((bits & DASH) === 0) onlyNumber = false
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
  return onlyNumber && digits > 0
}

const encoder = new TextEncoder()
const isVaryingText = (name: string): boolean => {
  const bytes = encoder.encode(name)
  return isVarying(bytes, 0, bytes.length)
}

interface Place {
  /** Null once it is `*`. */
  below: Map<string, Place> | null
  /** Whether a text ended here. */
  ends: boolean
}

const place = (): Place => ({ below: new Map(), ends: false })

interface Parts {
  readonly head: string
  readonly names: readonly string[]
  readonly isPath: boolean
}

/** The parts of an ARN's resource (or of any text) at which it is told apart: `table/items/index/byDate` → `table/`, `items/`, … */
function partsOf(resource: string): Parts {
  const colons = resource.startsWith('arn:') ? nthColon(resource, 5) : -1
  let at = colons + 1
  const isPath = colons > 0 && resource.startsWith(':s3:::', resource.indexOf(':', 4))
  const names: string[] = []
  for (let i = at; i < resource.length; i++) {
    const c = resource.charCodeAt(i)
    if (c !== 0x2f && c !== 0x3a) continue
    names.push(resource.slice(at, i + 1))
    at = i + 1
  }
  if (at < resource.length) names.push(resource.slice(at))
  const head = resource.slice(0, colons + 1)
  return isPath ? { head: head + (names.shift() ?? ''), names, isPath } : { head, names, isPath }
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
    const { head, names, isPath } = partsOf(resource)
    const tree = this.heads.get(head) ?? { isPath, root: place() }
    this.heads.set(head, tree)
    let at = tree.root
    let text = head
    for (let depth = 0; depth < names.length; depth++) {
      const name = names[depth] as string
      if (at.below === null) return `${text}*`
      const listed = isPath || depth > 1 ? NAMES_LISTED : FIRST_NAMES_LISTED
      const known = at.below.get(name)
      if (known !== undefined) {
        at = known
        text += name
        continue
      }
      const plain = name.endsWith('/') || name.endsWith(':') ? name.slice(0, -1) : name
      const varies = plain === '*' || ((isPath || depth > 1) && isVaryingText(plain))
      if (varies || at.below.size >= listed || depth >= (isPath ? NAMES_DEEP : NAMES_DEEP + 2)) {
        at.below = null
        return `${text}*`
      }
      const next = place()
      at.below.set(name, next)
      at = next
      text += name
    }
    at.ends = true
    return at.below === null ? `${resource}*` : resource
  }

  /** @returns the pattern that stands for a resource that was added */
  of(resource: string): string {
    const { head, names } = partsOf(resource)
    let at = this.heads.get(head)?.root
    let text = head
    for (const name of names) {
      if (at === undefined || at.below === null) return `${text}*`
      text += name
      at = at.below.get(name)
    }
    return at !== undefined && at.below === null ? `${text}*` : text
  }

  /** Every pattern, sorted. What another one covers is left out. */
  list(): readonly string[] {
    const out: string[] = []
    const walk = (at: Place, text: string): void => {
      if (at.below === null) {
        out.push(`${text}*`)
        if (at.ends && !text.endsWith('/') && !text.endsWith(':')) out.push(text)
        return
      }
      if (at.ends) out.push(text)
      for (const [name, next] of at.below) walk(next, text + name)
    }
    for (const [head, { root }] of this.heads) walk(root, head)
    return [...new Set(out)].sort()
  }
}
