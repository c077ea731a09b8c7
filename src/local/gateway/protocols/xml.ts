/** XML as AWS writes it: by hand, since values come from one tree; read by a parser that keeps text as text. */
import { createRequire } from 'node:module'
import type { XMLParser } from 'fast-xml-parser'
import { fail, ok, type Result } from '../../../outcome/index.js'

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ['\r', '&#xD;'],
])

export const escapeXml = (text: string): string => text.replaceAll(/[&<>"\r]/g, (char) => ESCAPES.get(char) ?? char)

/**
 * `member`: lists stand inside `<member>` each, as query protocols have it; `flat`: an element's name is repeated.
 * Maps become `<entry><key/><value/></entry>`, dates ISO 8601, bytes base64; what is null or undefined is left out.
 */
export type ListForm = 'member' | 'flat'

export function element(name: string, value: unknown, lists: ListForm): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) {
    if (lists === 'flat') return value.map((item) => element(name, item, lists)).join('')
    return `<${name}>${value.map((item) => element('member', item, lists)).join('')}</${name}>`
  }
  if (value instanceof Map) {
    const entries = [...value].map(([k, v]) => `<entry>${element('key', k, lists)}${element('value', v, lists)}</entry>`)
    return `<${name}>${entries.join('')}</${name}>`
  }
  return `<${name}>${content(value, lists)}</${name}>`
}

export const members = (value: Readonly<Record<string, unknown>>, lists: ListForm): string =>
  Object.entries(value)
    .map(([name, member]) => element(name, member, lists))
    .join('')

function content(value: unknown, lists: ListForm): string {
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (typeof value === 'object' && value !== null) return members(value as Readonly<Record<string, unknown>>, lists)
  return escapeXml(String(value))
}

const require = createRequire(import.meta.url)
let made: XMLParser | null = null

/** Loaded with the first XML that comes: most apps send none, and local AWS is ready sooner. */
function parser(): XMLParser {
  if (made !== null) return made
  const { XMLParser: Parser } = require('fast-xml-parser') as typeof import('fast-xml-parser')
  made = new Parser(SETTINGS)
  return made
}

const SETTINGS: ConstructorParameters<typeof XMLParser>[0] = {
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  processEntities: { enabled: true, maxTotalExpansions: 1_000_000, maxExpandedLength: 16_000_000 },
  isArray: () => true,
}

/** An element's text, or its children by name, each a list in the order of the document. */
export type XmlNode = string | { readonly [name: string]: readonly XmlNode[] }

/** @returns the root's children @errors `MalformedXML` */
export function parseXml(text: string): Result<XmlNode, 'MalformedXML'> {
  try {
    const document = parser().parse(text, true) as Record<string, XmlNode[]>
    const roots = Object.entries(document).filter(([name]) => name !== '#text' && !name.startsWith('?'))
    const root = roots[0]?.[1]?.[0]
    return root === undefined ? fail('MalformedXML') : ok(root)
  } catch {
    return fail('MalformedXML')
  }
}

export const childrenOf = (node: XmlNode | undefined, name: string): readonly XmlNode[] =>
  node === undefined || typeof node === 'string' ? [] : (node[name] ?? [])

export const childOf = (node: XmlNode | undefined, name: string): XmlNode | undefined => childrenOf(node, name)[0]

/** The text of a child element; null where it is not there. */
export function textIn(node: XmlNode | undefined, name: string): string | null {
  const child = childOf(node, name)
  return child === undefined ? null : ownText(child)
}

export function ownText(node: XmlNode): string {
  if (typeof node === 'string') return node
  const text = node['#text']?.[0]
  return typeof text === 'string' ? text : ''
}

/** The tree as plain values: a child that comes once is no list, unless it is named in `lists`. */
export function plain(node: XmlNode, lists: ReadonlySet<string>): unknown {
  if (typeof node === 'string') return node
  const entries = Object.entries(node).filter(([name]) => name !== '#text')
  if (entries.length === 0) return ownText(node)
  return Object.fromEntries(
    entries.map(([name, items]) => {
      const values = items.map((item) => plain(item, lists))
      return [name, lists.has(name) || values.length > 1 ? values : values[0]]
    }),
  )
}
