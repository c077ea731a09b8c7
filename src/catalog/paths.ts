/** Paths into a call's input and the templates that hold them, as the rows of this catalog write both. */

export type PathStep =
  | { readonly kind: 'member'; readonly name: string }
  /** `[]` */
  | { readonly kind: 'element' }
  /** `{}` */
  | { readonly kind: 'value' }
  /** `{key}` */
  | { readonly kind: 'key' }

export type TemplatePiece =
  | { readonly kind: 'text'; readonly text: string }
  /** Partition, region or account. */
  | { readonly kind: 'place'; readonly place: 'P' | 'R' | 'A' }
  /** `fallback`: what stands after `|`. */
  | { readonly kind: 'member'; readonly path: string; readonly fallback: string | null }

/** `TransactItems[].Put.TableName` → its steps. */
export function inputPath(path: string): readonly PathStep[] {
  const steps: PathStep[] = []
  for (const [part] of path.matchAll(/\[\]|\{\}|\{key\}|[^.[{]+/g)) {
    if (part === '[]') steps.push({ kind: 'element' })
    else if (part === '{}') steps.push({ kind: 'value' })
    else if (part === '{key}') steps.push({ kind: 'key' })
    else steps.push({ kind: 'member', name: part })
  }
  return steps
}

/** The part of a path up to its last `[]`, `{}` or `{key}`: what paths of one check share; empty where it has none. */
export function elementOf(path: string): string {
  const match = /^.*(\[\]|\{\}|\{key\})/.exec(path)
  // A key and its value belong together.
  return match === null ? '' : match[0].replace(/\{key\}$/, '{}')
}

/** `arn:{P}:s3:::{Bucket}/{Key}` → its pieces. A member may hold braces itself: `{RequestItems{key}}`. */
export function templatePieces(template: string): readonly TemplatePiece[] {
  const pieces: TemplatePiece[] = []
  let at = 0
  while (at < template.length) {
    const open = template.indexOf('{', at)
    if (open < 0) {
      pieces.push({ kind: 'text', text: template.slice(at) })
      break
    }
    if (open > at) pieces.push({ kind: 'text', text: template.slice(at, open) })
    const close = closingBrace(template, open)
    pieces.push(heldBy(template.slice(open + 1, close)))
    at = close + 1
  }
  return pieces
}

function heldBy(written: string): TemplatePiece {
  if (written === 'P' || written === 'R' || written === 'A') return { kind: 'place', place: written }
  const bar = written.indexOf('|')
  if (bar < 0) return { kind: 'member', path: written, fallback: null }
  return { kind: 'member', path: written.slice(0, bar), fallback: written.slice(bar + 1) }
}

function closingBrace(template: string, open: number): number {
  let depth = 0
  for (let i = open; i < template.length; i++) {
    if (template[i] === '{') depth++
    if (template[i] === '}' && --depth === 0) return i
  }
  throw new Error(`bug: unclosed brace in the template ${template}`)
}

/** Whether an ARN already holds the part that the rest of its template leaves open: that of a stack ends in its ID. */
export function isWholeArn(arn: string, rest: string, template: string): boolean {
  const named = nameOf(template)
  return rest === '/*' && !named.startsWith('{') && slashes(nameOf(arn)) >= slashes(named)
}

const nameOf = (arn: string): string => arn.split(':').slice(5).join(':')
const slashes = (name: string): number => name.split('/').length
