/** The text of a template → its tree. */
import { CST, isAlias, isMap, isPair, isScalar, isSeq, Lexer, type Pair, parseDocument } from 'yaml'
import { fail, ok, type Result } from '../../outcome/index.js'
import { readJsonTree } from './read-json-tree.js'
import type { Comment, Entry, Item, SourceText, Tree } from './tree.js'

const BOM = '\uFEFF'

/** @errors what is not understood, as a sentence's end */
export function readTree(source: string): Result<SourceText, string> {
  const bom = source.startsWith(BOM)
  const text = bom ? source.slice(1) : source
  const eol = (text.match(/\r\n/g)?.length ?? 0) * 2 > (text.match(/\n/g)?.length ?? 0) ? '\r\n' : '\n'
  if (/^\s*[{[]/.test(text)) {
    const root = readJsonTree(text)
    if (root.ok) return ok({ syntax: 'json', text, bom, eol, root: root.value, comments: [] })
  }
  const document = parseDocument(text, { keepSourceTokens: true, uniqueKeys: false, prettyErrors: false })
  const [error] = document.errors
  if (error !== undefined) return fail(`it is not plain YAML 1.2: ${error.message.split('\n')[0] ?? ''}`)
  if (document.contents === null) return fail('it is empty')
  return ok({ syntax: 'yaml', text, bom, eol, root: treeOf(document.contents, text, null), comments: commentsIn(text) })
}

type Token = CST.SourceToken

/** @param before the tokens between the indicator and the value: space, tag, anchor, comments */
function treeOf(node: unknown, text: string, before: readonly Token[] | null): Tree {
  const props = (before ?? []).filter((token) => token.type === 'tag' || token.type === 'anchor')
  const range = rangeOf(node)
  const tag = props.find((token) => token.type === 'tag')?.source ?? null
  const anchor = props.find((token) => token.type === 'anchor')?.source.slice(1) ?? null
  const propsEnd = props.reduce((most, token) => Math.max(most, token.offset + token.source.length), 0)
  const start = Math.min(props[0]?.offset ?? range[0], range[0])
  const spot = { start, tag, anchor }
  if (isAlias(node)) return { kind: 'alias', name: node.source, ...spot, end: range[1] }
  if (isSeq(node)) {
    const flow = node.flow === true
    const items = node.items.map((item, i) => itemOf(item, tokensOf(node, i), text, flow))
    return { kind: 'list', flow, items, ...spot, end: flow ? range[1] : (items.at(-1)?.end ?? range[1]) }
  }
  if (isMap(node)) {
    const flow = node.flow === true
    const entries = node.items.flatMap((pair) => (isPair(pair) ? [entryOfPair(pair, text)] : []))
    return { kind: 'map', flow, entries, ...spot, end: flow ? range[1] : (entries.at(-1)?.end ?? range[1]) }
  }
  const value = isScalar(node) ? (node.value as string | number | boolean | null) : null
  const source = isScalar(node) ? (typeof node.source === 'string' ? node.source : '') : ''
  const end = Math.max(propsEnd, trimmedEnd(text, range[0], range[1]))
  return { kind: 'scalar', value, source, ...spot, end }
}

const rangeOf = (node: unknown): readonly [number, number] => {
  const range = (node as { range?: readonly [number, number, number] | null } | null)?.range
  return range == null ? [0, 0] : [range[0], range[1]]
}

/** A literal block ends behind its last line feed. */
function trimmedEnd(text: string, start: number, end: number): number {
  let at = end
  while (at > start && /\s/.test(text[at - 1] ?? '')) at--
  return at
}

interface SourceItem {
  readonly start: readonly Token[]
  readonly key?: unknown
  readonly sep?: readonly Token[]
}

function tokensOf(node: unknown, i: number): SourceItem | undefined {
  const token = (node as { srcToken?: { items?: readonly SourceItem[] } }).srcToken
  return token?.items?.[i]
}

function itemOf(node: unknown, source: SourceItem | undefined, text: string, flow: boolean): Item {
  const start = source?.start ?? []
  const dash = start.findLast((token) => token.type === 'seq-item-ind')
  const before = dash === undefined ? start : start.slice(start.indexOf(dash) + 1)
  // In brackets a single pair is a map of its own: `[a: 1]`.
  const value = isPair(node) ? pairAlone(node, text) : treeOf(node, text, before)
  const at = flow || dash === undefined ? value.start : dash.offset
  return { start: at, end: Math.max(value.end, dash === undefined ? 0 : dash.offset + 1), value }
}

function pairAlone(pair: Pair, text: string): Tree {
  const entry = entryOfPair(pair, text)
  return { kind: 'map', flow: true, entries: [entry], start: entry.start, end: entry.end, tag: null, anchor: null }
}

function entryOfPair(pair: Pair, text: string): Entry {
  const source = pair.srcToken as SourceItem | undefined
  const start = rangeOf(pair.key)[0]
  const sep = source?.sep ?? []
  const colon = sep.find((token) => token.type === 'map-value-ind')
  const colonEnd = colon === undefined ? rangeOf(pair.key)[1] : colon.offset + 1
  const value =
    pair.value === null || pair.value === undefined
      ? ({ kind: 'scalar', value: null, source: '', start: colonEnd, end: colonEnd, tag: null, anchor: null } as const)
      : treeOf(pair.value, text, colon === undefined ? sep : sep.slice(sep.indexOf(colon) + 1))
  const key = isScalar(pair.key) ? (typeof pair.key.value === 'string' ? pair.key.value : String(pair.key.source ?? pair.key.value)) : ''
  const empty = value.kind === 'scalar' && value.value === null && value.source === '' && value.tag === null && value.anchor === null
  return { key, start, colon: colonEnd, end: empty ? colonEnd : value.end, value }
}

/** Marks of the lexer that stand for no text. */
const MARKS: ReadonlySet<string> = new Set([CST.DOCUMENT, CST.FLOW_END, CST.SCALAR])

function commentsIn(text: string): readonly Comment[] {
  const found: Comment[] = []
  let at = 0
  let scalarNext = false
  for (const token of new Lexer().lex(text)) {
    if (MARKS.has(token)) {
      scalarNext = token === CST.SCALAR
      continue
    }
    if (!scalarNext && token.startsWith('#')) found.push({ start: at, end: at + token.length })
    scalarNext = false
    at += token.length
  }
  return found
}
