/**
 * YAML as CloudFormation reads it: one document, anchors and merge keys, and the short forms of intrinsic functions as
 * tags. Source: CloudFormation User Guide, "Template formats" and "Intrinsic function reference".
 */
import { type Alias, isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, type YAMLError } from 'yaml'
import { fail, ok, type Place, type Problem, type Result } from '../../outcome/index.js'
import { callNode, type MapNode, type Node, scalarNode } from './node.js'
import { CUSTOM_TAGS, functionOfTag, nearestTag } from './tags.js'

const OPTIONS = {
  customTags: [...CUSTOM_TAGS],
  merge: true,
  uniqueKeys: false,
  strict: false,
  logLevel: 'silent' as const,
  prettyErrors: false,
}

/**
 * @param mend whether quoted text that goes on without indentation is read as well
 * @errors `app/yaml-syntax`, with the first place that cannot be read
 */
export function parseYaml(text: string, file: string, mend = true): Result<{ root: Node; problems: Problem[] }, Problem> {
  const lines = new LineCounter()
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(1, line), column: Math.max(1, col) }
  }
  const document = parseDocument(text, { ...OPTIONS, lineCounter: lines })
  const error = document.errors.find((e) => e.code !== 'MULTIPLE_DOCS')
  if (error !== undefined) {
    const mended = error.code === 'MISSING_CHAR' && mend ? indentQuotedText(text) : text
    const again = mended === text ? null : parseYaml(mended, file, false)
    return again?.ok ? again : fail(syntaxProblem(error, place(openQuote(text, error) ?? error.pos[0])))
  }
  const problems: Problem[] = []
  if (document.contents === null) return ok({ root: scalarNode(null, { file, line: 1, column: 1 }), problems })
  const convert = converter(text, place, problems, (alias) => alias.resolve(document))
  return ok({ root: convert(document.contents), problems })
}

/**
 * Quoted text may go on in lines that are not indented more than its key: the YAML of CloudFormation and SAM takes that,
 * YAML 1.2 does not. Such lines are indented; lines and what stands outside the quotes stay where they are.
 */
function indentQuotedText(text: string): string {
  return text.replace(QUOTED_OVER_LINES, (whole, indent: string) => whole.replace(/\n(?=[^\n])/g, `\n${indent}  `))
}

const QUOTED_OVER_LINES = /^( *)(?:- +)*[\w'":./-]*:? *(?:"(?:[^"\\\n]|\\.)*\n(?:[^"\\]|\\[\s\S])*"|'[^'\n]*\n[^']*')[ \t]*(?:#.*)?$/gm

/** A quote that is never closed is missed at the end of the file; what helps is where it opens. */
function openQuote(text: string, error: YAMLError): number | null {
  const quote = /closing (["'])quote/.exec(error.message)?.[1]
  if (quote === undefined) return null
  const before = text.slice(0, error.pos[0])
  const opened = [...before.matchAll(new RegExp(`(?:^|[:\\-,[{]) *(${quote})[^${quote}\\n]*$`, 'gm'))].at(-1)
  return opened === undefined ? null : opened.index + opened[0].indexOf(quote)
}

function syntaxProblem(error: YAMLError, at: Place): Problem {
  const hints: Partial<Record<YAMLError['code'], string>> = {
    TAB_AS_INDENT: 'indent with spaces, YAML takes no tabs',
    BAD_ALIAS: 'define the anchor with & above the line that uses it',
    BAD_INDENT: 'indent it like its neighbours',
    MISSING_CHAR: 'close the quote or bracket that stands open, or check whether the file was cut off',
    BLOCK_AS_IMPLICIT_KEY: 'check the indentation of this line and the one above, and quote values that hold `: `',
    MULTILINE_IMPLICIT_KEY: 'add the `:` behind the key, or check whether the file was cut off',
  }
  const message = error.message.replace(/\s+/g, ' ').replace(/\.$/, '')
  return {
    code: 'app/yaml-syntax',
    message: `not valid YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`,
    hint: hints[error.code] ?? 'correct the line, or check whether the file was cut off there',
    at,
  }
}

/** Aliases may stand for this many values together: those that refer to each other can stand for more than there are atoms. */
const MAX_ALIASED = 200_000

const tooManyAliases = (at: Place): Problem => ({
  code: 'app/too-deep',
  message: 'aliases stand for more than can be read: anchors refer to each other over and over',
  hint: 'write the repeated part out, or split the template',
  at,
})

type Convert = (node: unknown) => Node

function converter(text: string, place: (offset: number) => Place, problems: Problem[], resolve: (alias: Alias) => unknown): Convert {
  const done = new Map<unknown, Node>()
  const sizes = new Map<Node, number>()
  let aliased = 0
  const sizeOf = (node: Node): number => {
    const known = sizes.get(node)
    if (known !== undefined) return known
    const parts = node.kind === 'list' ? node.items : node.kind === 'map' ? [...node.entries.values()] : []
    const size = parts.reduce((sum, part) => sum + sizeOf(part), 1)
    sizes.set(node, size)
    return size
  }

  function convert(node: unknown): Node {
    const known = done.get(node)
    if (known !== undefined) return known
    const made = convertTagged(node)
    done.set(node, made)
    return made
  }

  function convertTagged(node: unknown): Node {
    if (isAlias(node)) {
      const target = resolve(node)
      const at = startOf(node)
      if (target !== undefined) {
        const shared = convert(target)
        aliased += sizeOf(shared)
        if (aliased <= MAX_ALIASED) return shared
        if (!problems.some(({ code }) => code === 'app/too-deep')) problems.push(tooManyAliases(at))
        return scalarNode(null, at)
      }
      problems.push({
        code: 'app/unknown-anchor',
        message: `no anchor \`&${node.source}\` stands before its alias`,
        hint: 'define the anchor above the line, or correct its name',
        at,
      })
      return scalarNode(null, at)
    }
    const made = convertPlain(node)
    const tag = isMap(node) || isSeq(node) || isScalar(node) ? node.tag : undefined
    if (tag === undefined || !tag.startsWith('!') || tag === '!') return made
    const known = functionOfTag(tag)
    if (known !== null) return callNode(known, made, made.at)
    problems.push({
      code: 'app/unknown-tag',
      message: `\`${tag}\` is not a function of CloudFormation`,
      hint: nearestTag(tag) ?? 'the value behind it is read as if it were unknown',
      at: made.at,
    })
    return callNode(`Fn::${tag.slice(1)}`, made, made.at)
  }

  function convertPlain(node: unknown): Node {
    const at = startOf(node)
    if (isSeq(node)) return { kind: 'list', items: node.items.map(convert), at }
    if (isMap(node)) return convertMap(node.items, at)
    if (!isScalar(node)) return scalarNode(null, at)
    const source = typeof node.value === 'string' ? node.value : (node.source ?? '')
    const value = scalarValue(node.value, source)
    const block = node.type === 'BLOCK_LITERAL' && node.range ? blockStart(text, node.range[0], place) : null
    return { kind: 'scalar', value, source, at, block }
  }

  function convertMap(pairs: readonly unknown[], at: Place): MapNode {
    const entries = new Map<string, Node>()
    const keys = new Map<string, Place>()
    const merged: Node[] = []
    for (const pair of pairs) {
      if (!isPair(pair)) continue
      const key = isScalar(pair.key) ? (typeof pair.key.value === 'string' ? pair.key.value : (pair.key.source ?? '')) : null
      const keyAt = startOf(pair.key)
      if (key === null) {
        problems.push({ code: 'app/key-not-text', message: 'a key that is not plain text', hint: 'write a plain key', at: keyAt })
        continue
      }
      const value = pair.value === null ? scalarNode(null, keyAt) : convert(pair.value)
      if (key === '<<') merged.push(...(value.kind === 'list' ? value.items : [value]))
      else {
        if (entries.has(key)) problems.push(duplicateKey(key, keyAt))
        entries.set(key, value)
        keys.set(key, keyAt)
      }
    }
    // Keys of the map itself win over merged ones, and earlier merged maps over later. Source: YAML merge key type.
    for (const from of merged) {
      if (from.kind !== 'map') continue
      for (const [key, value] of from.entries) {
        if (entries.has(key)) continue
        entries.set(key, value)
        keys.set(key, from.keys.get(key) ?? value.at)
      }
    }
    return { kind: 'map', entries, keys, at }
  }

  const startOf = (node: unknown): Place => {
    const range = (node as { range?: readonly [number, number, number] | null } | null)?.range
    return place(range?.[0] ?? 0)
  }

  return convert
}

export const duplicateKey = (key: string, at: Place): Problem => ({
  code: 'app/duplicate-key',
  message: `the key \`${key}\` stands twice in one map, the last one counts`,
  hint: 'remove one of the two, CloudFormation refuses the template',
  at,
})

/** Digits that a number would change (a leading zero, more than 2^53) stay text: they are account IDs and the like. */
function scalarValue(value: unknown, source: string): string | number | boolean | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean' || typeof value === 'string') return value
  if (
    typeof value === 'number' &&
    (!/^[+-]?0\d/.test(source) || !/^\d+$/.test(source)) &&
    (!Number.isInteger(value) || Number.isSafeInteger(value))
  )
    return value
  return source
}

function blockStart(text: string, offset: number, place: (offset: number) => Place): { line: number; column: number } | null {
  const eol = text.indexOf('\n', offset)
  const content = eol < 0 ? null : /^( *)\S/m.exec(text.slice(eol + 1, eol + 4_097))
  return content === null ? null : { line: place(offset).line + 1, column: (content[1] ?? '').length + 1 }
}
