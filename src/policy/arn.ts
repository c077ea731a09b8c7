/**
 * ARNs and patterns of ARNs, part by part: an ARN splits at its first five colons; a wildcard in one of the first five
 * parts stays in its part, the sixth is free; a shorter pattern is filled with `*`. One matcher for `decide` and `prove`.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Resource" and "Amazon Resource Name (ARN) condition operators".
 * Whether a wildcard may cross the first five colons is told in two ways; the reading by parts is the one that agrees
 * with the comparisons which AWS has published.
 */
import { anyGlob, type Glob, hasVariables, matchGlob, parseGlob, resolveGlob, type Token, type ValueOf } from './glob.js'

export interface Arn {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly account: string
  /** All behind the fifth colon, colons included. */
  readonly resource: string
}

/** @returns null where the text is no ARN: six parts, of which the first is `arn` */
export function splitArn(text: string): Arn | null {
  const parts = splitAtColons(text, false)
  if (parts.length < 6 || parts[0] !== 'arn') return null
  const [, partition = '', service = '', region = '', account = '', resource = ''] = parts
  return { partition, service, region, account, resource }
}

/**
 * Splits at the first five colons.
 *
 * @param variables whether `${…}` is a variable, so that a colon inside it splits nothing
 */
export function splitAtColons(text: string, variables: boolean): readonly string[] {
  const parts: string[] = []
  let from = 0
  while (parts.length < 5) {
    const at = colonIn(text, from, variables)
    if (at < 0) break
    parts.push(text.slice(from, at))
    from = at + 1
  }
  parts.push(text.slice(from))
  return parts
}

function colonIn(text: string, from: number, variables: boolean): number {
  let colon = text.indexOf(':', from)
  if (!variables) return colon
  for (let open = text.indexOf('${', from); open >= 0 && open < colon; open = text.indexOf('${', open)) {
    const close = text.indexOf('}', open)
    if (close < 0) return -1
    if (colon < close) colon = text.indexOf(':', close)
    open = close
  }
  return colon
}

export type ArnPattern =
  /** `*`: every resource, and the request resource `*` of actions that have none. */
  | { readonly kind: 'everything' }
  /** Always six parts. */
  | { readonly kind: 'parts'; readonly parts: readonly Glob[] }
  /** A condition value with variables: it is split after they got their values, which may hold colons themselves. */
  | { readonly kind: 'template'; readonly glob: Glob }

const SIX = 6

/** A member of `Resource` or `NotResource`. Variables count behind the fifth colon only; before it they are text. */
export function parseResourcePattern(text: string, variables: boolean): ArnPattern {
  if (/^\*+$/.test(text)) return { kind: 'everything' }
  return partsOf(
    splitAtColons(text, variables).map((part, i) => parseGlob(part, { wildcards: true, variables: variables && i === SIX - 1 })),
  )
}

/** A value of `ArnEquals`, `ArnLike` and their negations. */
export function parseArnValue(text: string, variables: boolean): ArnPattern {
  const glob = parseGlob(text, { wildcards: true, variables })
  return hasVariables(glob) ? { kind: 'template', glob } : partsOf(splitGlob(glob))
}

function partsOf(parts: readonly Glob[]): ArnPattern {
  return { kind: 'parts', parts: [...parts, ...Array.from({ length: SIX - parts.length }, anyGlob)] }
}

function splitGlob(glob: Glob): readonly Glob[] {
  const parts: Token[][] = [[]]
  for (const token of glob) {
    if (token.kind !== 'text') {
      parts.at(-1)?.push(token)
      continue
    }
    let rest = token.text
    for (let at = rest.indexOf(':'); at >= 0 && parts.length < SIX; at = rest.indexOf(':')) {
      if (at > 0) parts.at(-1)?.push({ kind: 'text', text: rest.slice(0, at) })
      parts.push([])
      rest = rest.slice(at + 1)
    }
    if (rest !== '') parts.at(-1)?.push({ kind: 'text', text: rest })
  }
  return parts
}

/**
 * Whether the pattern covers the resource. What is no ARN is covered by `*` alone; a variable without a value makes
 * the pattern match nothing.
 */
export function matchArnPattern(pattern: ArnPattern, resource: string, lookup: ValueOf): boolean {
  if (pattern.kind === 'everything') return true
  const texts = splitAtColons(resource, false)
  if (texts.length < SIX || texts[0] !== 'arn') return false
  const parts = pattern.kind === 'parts' ? pattern.parts.map((part) => resolveGlob(part, lookup)) : resolvedParts(pattern.glob, lookup)
  return parts?.every((part, i) => part !== null && matchGlob(part, texts[i] ?? '')) ?? false
}

function resolvedParts(glob: Glob, lookup: ValueOf): readonly Glob[] | null {
  const resolved = resolveGlob(glob, lookup)
  const pattern = resolved === null ? null : partsOf(splitGlob(resolved))
  return pattern?.kind === 'parts' ? pattern.parts : null
}
