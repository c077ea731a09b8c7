/**
 * A tree and the value that it should mean → the fewest stretches of text to exchange. What is equal keeps its bytes; maps
 * are gone through by key and lists by equal items; comments of what goes away stay where it stood.
 */
import type { Json } from '../yaml.js'
import { columnOf, indentAt, isBlank, type Layout, layoutOf, lineEnd, lineStart, nextLine } from './layout.js'
import { type Anchors, anchorsIn, mergedEntries, plain, sameValue } from './plain.js'
import type { Splice } from './splice.js'
import type { Entry, Item, ListTree, MapTree, SourceText, Tree } from './tree.js'
import { flowValue, jsonValue, yamlBehindKey, yamlEntry, yamlItem } from './write-value.js'

type JsonMap = { readonly [key: string]: Json }

interface Pass {
  readonly source: SourceText
  readonly anchors: Anchors
  readonly layout: Layout
  readonly splices: Splice[]
}

/** @returns one pass: where anchors were shared, what they stood for elsewhere needs another */
export function reconcile(source: SourceText, wanted: Json): readonly Splice[] {
  const pass: Pass = { source, anchors: anchorsIn(source.root), layout: layoutOf(source), splices: [] }
  if (source.root.kind === 'map' && isMap(wanted)) inMap(source.root, wanted, pass)
  return pass.splices
}

const isMap = (value: Json | undefined): value is JsonMap => typeof value === 'object' && value !== null && !Array.isArray(value)
const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** Whether the parts could be brought to the value one by one; where not, the whole must be written. */
function inParts(tree: Tree, wanted: Json, pass: Pass): boolean {
  if (tree.kind === 'alias' || tree.kind === 'scalar') return false
  if (tree.tag?.startsWith('!') && tree.tag !== '!') {
    const name = Object.keys(plain(tree, pass.anchors) as JsonMap)[0] ?? ''
    if (!isMap(wanted) || Object.keys(wanted).length !== 1 || wanted[name] === undefined) return false
    return inParts({ ...tree, tag: null }, wanted[name], pass)
  }
  if (tree.kind === 'map' && isMap(wanted)) return inMap(tree, wanted, pass)
  if (tree.kind === 'list' && isList(wanted)) return inList(tree, wanted, pass)
  return false
}

function inMap(tree: MapTree, wanted: JsonMap, pass: Pass): boolean {
  const merged = mergedEntries(tree, pass.anchors)
  const own = new Map(tree.entries.map((entry) => [entry.key, entry]))
  const gone = tree.entries.filter((entry) => entry.key !== '<<' && !Object.hasOwn(wanted, entry.key))
  const kept = tree.entries.length - gone.length
  if (kept === 0 || merged.some((entry) => !own.has(entry.key) && !Object.hasOwn(wanted, entry.key))) return false
  removeParts(tree, tree.entries, new Set(gone), pass)
  let previous: Entry | null = null
  for (const [key, value] of Object.entries(wanted)) {
    const entry = own.get(key)
    if (entry !== undefined) {
      if (!sameValue(plain(entry.value, pass.anchors), value) && !inParts(entry.value, value, pass)) replaceValue(tree, entry, value, pass)
      previous = entry
      continue
    }
    const inherited = merged.find((it) => it.key === key)
    if (inherited !== undefined && sameValue(plain(inherited.value, pass.anchors), value)) continue
    insertEntry(tree, previous, key, value, pass)
  }
  return true
}

function replaceValue(map: MapTree, entry: Entry, value: Json, pass: Pass): void {
  const { source, layout, splices } = pass
  const { text } = source
  if (map.flow) {
    splices.push({ start: entry.value.start, end: entry.end, text: inFlow(value, map, entry.start, pass) })
    return
  }
  const column = columnOf(text, entry.start)
  const written = yamlBehindKey(value, column, layout.yaml)
  const comments = commentsOf(entry.colon, entry.end, pass)
  const first = comments[0]
  const beside = first !== undefined && !text.slice(entry.colon, first.start).includes('\n') ? first : null
  const others = beside === null ? comments : comments.slice(1)
  const isBlock = written.startsWith('\n')
  const head = beside === null || !isBlock ? '' : ` ${beside.text}`
  const lines = isBlock ? others : [...(beside === null ? [] : [beside]), ...others]
  const inner = isBlock ? (/^\n( *)/.exec(written)?.[1] ?? '') : ' '.repeat(column)
  const above = lines.map((comment) => `${comment.text}\n${inner}`).join('')
  if (isBlock) splices.push({ start: entry.colon, end: entry.end, text: `${head}\n${inner}${above}${written.slice(1 + inner.length)}` })
  else {
    if (above !== '') splices.push({ start: entry.start, end: entry.start, text: above })
    splices.push({ start: entry.colon, end: entry.end, text: written })
  }
}

interface Found {
  readonly start: number
  readonly text: string
}

const commentsOf = (start: number, end: number, { source }: Pass): readonly Found[] =>
  source.comments
    .filter((c) => c.start >= start && c.end <= end)
    .map((c) => ({ start: c.start, text: source.text.slice(c.start, c.end).trimEnd() }))

/** A value in braces or brackets: over lines where what it goes into is. */
function inFlow(value: Json, container: Tree, at: number, { source, layout }: Pass): string {
  const { text, syntax } = source
  if (syntax === 'yaml' || !text.slice(container.start, container.end).includes('\n')) return flowValue(value)
  return jsonValue(value, indentAt(text, at), layout.jsonIndent)
}

function insertEntry(map: MapTree, after: Entry | null, key: string, value: Json, pass: Pass): void {
  const { source, layout, splices } = pass
  const { text, syntax } = source
  if (map.flow) {
    const written = (at: number): string =>
      `${syntax === 'json' || !/^[\w:.-]+$/.test(key) ? JSON.stringify(key) : key}: ${inFlow(value, map, at, pass)}`
    insertInFlow(map, after, written, pass)
    return
  }
  const first = map.entries[0]
  if (first === undefined) return
  const column = columnOf(text, first.start)
  const pad = ' '.repeat(column)
  const written = yamlEntry(key, value, column, layout.yaml)
  const isSpacious = isSpaced(map, pass)
  if (after === null) {
    splices.push({ start: first.start, end: first.start, text: `${written}\n${isSpacious ? '\n' : ''}${pad}` })
    return
  }
  const at = lineEnd(text, after.end)
  splices.push({ start: at, end: at, text: `\n${isSpacious ? '\n' : ''}${pad}${written}` })
}

/** Whether entries stand apart by blank lines. */
function isSpaced({ entries }: MapTree, { source }: Pass): boolean {
  if (entries.length < 2) return false
  const gaps = entries.slice(1).filter((entry, i) => /\n[ \t]*\r?\n/.test(source.text.slice(entries[i]?.end ?? 0, entry.start)))
  return gaps.length * 2 >= entries.length - 1
}

function insertInFlow(
  tree: MapTree | ListTree,
  after: Entry | Item | null,
  written: (at: number) => string,
  { source, layout, splices }: Pass,
): void {
  const { text, syntax } = source
  const overLines = text.slice(tree.start, tree.end).includes('\n')
  const parts = tree.kind === 'map' ? tree.entries : tree.items
  const [first] = parts
  if (after === null || first === undefined) {
    const open = tree.kind === 'map' ? '{' : '['
    const from = text.indexOf(open, tree.start) + 1
    const breaks = syntax === 'json' && text.includes('\n')
    const outer = indentAt(text, tree.start)
    const inner = `${outer}${layout.jsonIndent}`
    const body = breaks ? `\n${inner}${written(tree.start).replaceAll(`\n${outer}`, `\n${inner}`)}\n${outer}` : ` ${written(tree.start)} `
    splices.push({ start: from, end: tree.end - 1, text: body })
    return
  }
  const newLine = overLines && text.slice(tree.start, first.start).includes('\n')
  splices.push({ start: after.end, end: after.end, text: `,${newLine ? `\n${indentAt(text, first.start)}` : ' '}${written(first.start)}` })
}

function removeParts<T extends Entry | Item>(tree: MapTree | ListTree, parts: readonly T[], gone: ReadonlySet<T>, pass: Pass): void {
  const { text } = pass.source
  const [first] = parts
  const stays = parts.find((part) => !gone.has(part))
  const sharesLine = first !== undefined && !isBlank(text.slice(lineStart(text, first.start), first.start))
  if (tree.flow) {
    for (const part of gone) removeFromFlow(parts, part, gone, pass)
  } else if (sharesLine && gone.has(first) && stays !== undefined) {
    // The first member of a list's item stands behind the dash: the next that stays moves there.
    const pad = ' '.repeat(columnOf(text, first.start))
    const comments = commentsOf(first.start, stays.start, pass).map((comment) => `${comment.text}\n${pad}`)
    pass.splices.push({ start: first.start, end: stays.start, text: comments.join('') })
    for (const part of gone) if (part.start > stays.start) removeLines(part, pass)
  } else for (const part of gone) removeLines(part, pass)
}

/** With a comma: the one behind it while something stays behind it, else the one before. */
function removeFromFlow<T extends Entry | Item>(parts: readonly T[], part: T, gone: ReadonlySet<T>, { splices }: Pass): void {
  const i = parts.indexOf(part)
  const staysBehind = parts.slice(i + 1).some((it) => !gone.has(it))
  const next = parts[i + 1]
  const before = parts[i - 1]
  if (staysBehind && next !== undefined) splices.push({ start: part.start, end: next.start, text: '' })
  else splices.push({ start: before === undefined ? part.start : before.end, end: part.end, text: '' })
}

/** Whole lines; comments among them stay, and of two blank lines that meet one goes. */
function removeLines(part: Entry | Item, pass: Pass): void {
  const { source, splices } = pass
  const { text } = source
  const begin = lineStart(text, part.start)
  const pad = ' '.repeat(columnOf(text, part.start))
  const end = lineEnd(text, part.end)
  const comments = commentsOf(part.start, end, pass)
  if (begin === 0) {
    const kept = comments.map((comment) => `${pad}${comment.text}\n`).join('')
    splices.push({ start: 0, end: nextLine(text, part.end), text: kept })
    return
  }
  // The line feed before goes, not the one behind: what is put behind the part has its place there.
  const before = lineStart(text, begin - 1)
  const after = nextLine(text, part.end)
  const meetBlank = isBlank(text.slice(before, begin)) && (after >= text.length || isBlank(text.slice(after, nextLine(text, after))))
  const start = lineEnd(text, meetBlank && comments.length === 0 && before > 0 ? lineStart(text, before - 1) : before)
  splices.push({ start, end, text: comments.map((comment) => `\n${pad}${comment.text}`).join('') })
}

function inList(tree: ListTree, wanted: readonly Json[], pass: Pass): boolean {
  const values = tree.items.map((item) => plain(item.value, pass.anchors))
  const pairs = paired(values, wanted)
  const gone = new Set(tree.items.filter((_, i) => !pairs.some((pair) => pair.old === i)))
  if (gone.size === tree.items.length) return false
  removeParts(tree, tree.items, gone, pass)
  let previous: Item | null = null
  for (const [i, value] of wanted.entries()) {
    const pair = pairs.find((it) => it.next === i)
    const item = pair === undefined ? undefined : tree.items[pair.old]
    if (item === undefined) {
      insertItem(tree, previous, value, pass)
      continue
    }
    if (!sameValue(values[pair?.old ?? 0], value) && !inParts(item.value, value, pass)) replaceItem(tree, item, value, pass)
    previous = item
  }
  return true
}

interface Paired {
  readonly old: number
  readonly next: number
}

/** Items that stay, in order: the longest row of equal ones, then alike ones between them. */
function paired(old: readonly Json[], next: readonly Json[]): readonly Paired[] {
  const rank = (a: Json, b: Json): number => (sameValue(a, b) ? 1_000 : isAlike(a, b) ? 1 : 0)
  const best: number[][] = Array.from({ length: old.length + 1 }, () => new Array<number>(next.length + 1).fill(0))
  const at = (i: number, j: number): number => best[i]?.[j] ?? 0
  for (let i = old.length - 1; i >= 0; i--) {
    const row = best[i] ?? []
    for (let j = next.length - 1; j >= 0; j--) {
      const score = rank(old[i] ?? null, next[j] ?? null)
      row[j] = Math.max(at(i + 1, j), at(i, j + 1), score > 0 ? score + at(i + 1, j + 1) : 0)
    }
  }
  const pairs: Paired[] = []
  for (let i = 0, j = 0; i < old.length && j < next.length; ) {
    const score = rank(old[i] ?? null, next[j] ?? null)
    if (score > 0 && at(i, j) === score + at(i + 1, j + 1)) pairs.push({ old: i++, next: j++ })
    else if (at(i, j) === at(i + 1, j)) i++
    else j++
  }
  return pairs
}

/** The same policy or statement by its name, with another text. */
const isAlike = (a: Json, b: Json): boolean =>
  isMap(a) &&
  isMap(b) &&
  (['PolicyName', 'Sid'].some((key) => a[key] !== undefined && a[key] === b[key]) || (isDocument(a) && isDocument(b)))

const isDocument = (value: JsonMap): boolean => value.Statement !== undefined

function replaceItem(list: ListTree, item: Item, value: Json, pass: Pass): void {
  const { source, layout, splices } = pass
  if (list.flow) {
    splices.push({ start: item.value.start, end: item.end, text: inFlow(value, list, item.start, pass) })
    return
  }
  const column = columnOf(source.text, item.start)
  const comments = commentsOf(item.start, item.end, pass).map((comment) => `${comment.text}\n${' '.repeat(column)}`)
  splices.push({ start: item.start, end: item.end, text: `${comments.join('')}${yamlItem(value, column, layout.yaml)}` })
}

/** @param after null: before all that are there */
function insertItem(list: ListTree, after: Item | null, value: Json, pass: Pass): void {
  const { source, layout, splices } = pass
  const { text } = source
  const [first] = list.items
  if (list.flow || first === undefined) {
    const written = (at: number): string => inFlow(value, list, at, pass)
    if (after !== null || first === undefined) insertInFlow(list, after, written, pass)
    else {
      const newLine = text.slice(list.start, first.start).includes('\n')
      splices.push({
        start: first.start,
        end: first.start,
        text: `${written(first.start)},${newLine ? `\n${indentAt(text, first.start)}` : ' '}`,
      })
    }
    return
  }
  const column = columnOf(text, first.start)
  const written = yamlItem(value, column, layout.yaml)
  const begin = lineStart(text, first.start)
  const isFirstOfLine = isBlank(text.slice(begin, first.start))
  if (after === null && isFirstOfLine && begin > 0) {
    const at = lineEnd(text, lineStart(text, begin - 1))
    splices.push({ start: at, end: at, text: `\n${' '.repeat(column)}${written}` })
  } else if (after === null) splices.push({ start: first.start, end: first.start, text: `${written}\n${' '.repeat(column)}` })
  else splices.push({ start: lineEnd(text, after.end), end: lineEnd(text, after.end), text: `\n${' '.repeat(column)}${written}` })
}
