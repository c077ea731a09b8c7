/** CloudFormation's JSON → YAML with the short forms of its functions: `!Sub`, `!Ref`, `!GetAtt`, `!ImportValue`. */
import { Document, isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

export const ref = (id: string): Json => ({ Ref: id })
export const sub = (text: string, variables: Readonly<Record<string, Json>>): Json => ({
  'Fn::Sub': Object.keys(variables).length === 0 ? text : [text, variables],
})

/** How nested parts are set off: as the file does that they go into. */
export interface YamlStyle {
  /** Spaces a level. */
  readonly indent: number
  /** Whether the items of a list stand further in than its key. */
  readonly indentSeq: boolean
  /** Quotes of texts that need some. */
  readonly singleQuote: boolean
}

// Written so that readers of YAML 1.1 and 1.2 see the same: a bare 2012-10-17 is a date to the first.
export function stringify(value: Json, style: YamlStyle = { indent: 2, indentSeq: true, singleQuote: true }): string {
  const document = new Document(value, { aliasDuplicateObjects: false, version: '1.1' })
  document.contents = shortened(document.contents as Node)
  return document.toString({ lineWidth: 0, ...style })
}

const SHORT: ReadonlyMap<string, string> = new Map([
  ['Ref', '!Ref'],
  ['Fn::If', '!If'],
  ['Fn::Sub', '!Sub'],
  ['Fn::GetAtt', '!GetAtt'],
  ['Fn::ImportValue', '!ImportValue'],
])

function shortened(node: Node): Node {
  if (isSeq(node)) {
    const list = node as YAMLSeq<Node>
    list.items = list.items.map(shortened)
  }
  if (!isMap(node)) return node
  const map = node as YAMLMap<Scalar<string>, Node>
  const [only] = map.items
  const tag = map.items.length === 1 ? SHORT.get(only?.key.value ?? '') : undefined
  for (const pair of map.items) if (pair.value !== null) pair.value = shortened(pair.value)
  if (tag === undefined || only?.value == null) return map
  const argument = only.value
  // A value has one tag: a function of a function stays in its long form.
  if ((argument as Scalar).tag?.startsWith('!') === true) return map
  if (tag === '!GetAtt' && isSeq(argument)) return tagged(joined(argument as YAMLSeq<Node>), tag)
  return tagged(argument, tag)
}

function tagged(node: Node, tag: string): Node {
  ;(node as Scalar).tag = tag
  return node
}

/** `[Id, Attribute]` as `Id.Attribute`. */
function joined(list: YAMLSeq<Node>): Node {
  const text = list.items.map((item) => (isScalar(item) ? String(item.value) : '')).join('.')
  return new Document(text).contents as Node
}
