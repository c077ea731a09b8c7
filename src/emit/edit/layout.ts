/** How a file is set out: what edits must look like to fit in, and where its lines are. */
import type { YamlStyle } from '../yaml.js'
import { childrenOf } from './plain.js'
import { entriesIn, itemsIn, type SourceText, type Tree } from './tree.js'

export interface Layout {
  readonly yaml: YamlStyle
  /** One level of JSON: spaces or a tab. */
  readonly jsonIndent: string
}

export function layoutOf({ text, root, syntax }: SourceText): Layout {
  const steps: number[] = []
  const seqSteps: number[] = []
  const quotes: string[] = []
  const walk = (tree: Tree): void => {
    if (tree.kind === 'map' && !tree.flow)
      for (const entry of tree.entries) {
        const own = columnOf(text, entry.start)
        const [first] = [...entriesIn(entry.value), ...itemsIn(entry.value)]
        if (first === undefined || ('flow' in entry.value && entry.value.flow) || lineOf(text, first.start) === lineOf(text, entry.start))
          continue
        if (entry.value.kind === 'map') steps.push(columnOf(text, first.start) - own)
        else seqSteps.push(columnOf(text, first.start) - own)
      }
    const first = tree.kind === 'scalar' ? text[tree.end - 1] : undefined
    if (first === '"' || first === "'") quotes.push(first)
    for (const child of childrenOf(tree)) walk(child)
  }
  if (syntax === 'yaml') walk(root)
  const indent = mostOf(steps.filter((step) => step > 0)) ?? 2
  return {
    yaml: { indent, indentSeq: (mostOf(seqSteps) ?? indent) >= indent, singleQuote: (mostOf(quotes) ?? "'") === "'" },
    jsonIndent: /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ',
  }
}

function mostOf<T>(values: readonly T[]): T | null {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null
}

export const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1

/** Offset of the line feed that ends the line (before a carriage return), or the end of the text. */
export function lineEnd(text: string, at: number): number {
  const found = text.indexOf('\n', at)
  const end = found < 0 ? text.length : found
  return text[end - 1] === '\r' && end > at ? end - 1 : end
}

/** Offset of the next line's first character. */
export function nextLine(text: string, at: number): number {
  const found = text.indexOf('\n', at)
  return found < 0 ? text.length : found + 1
}

export const columnOf = (text: string, at: number): number => at - lineStart(text, at)

const lineOf = (text: string, at: number): number => lineStart(text, at)

/** The white space that the line of an offset begins with. */
export const indentAt = (text: string, at: number): string => /^[ \t]*/.exec(text.slice(lineStart(text, at), at))?.[0] ?? ''

export const isBlank = (line: string): boolean => /^\s*$/.test(line)
