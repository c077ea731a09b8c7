/**
 * What a mapping template says about the request that it makes. Templates are programs that only the service runs: members
 * with constant values are read from their text, the rest is any.
 * Source: API Gateway Developer Guide, "Mapping template transformations".
 */
import type { Value } from '../../app/index.js'
import type { Place } from '../../outcome/index.js'
import { parseSym, printSym, type SymText } from '../../policy/index.js'
import { ANY } from '../target.js'
import { textsAt } from '../value.js'
import { readTemplateJson } from './template-json.js'

/** Members by name, of JSON (`"TableName": "x"`) and of the query form (`TopicArn=x`). The first that is given counts. */
export function membersOfTemplates(templates: readonly SymText[], at: Place): ReadonlyMap<string, Value> {
  const out = new Map<string, Value>()
  for (const template of templates) for (const [key, value] of membersOf(printSym(template), at)) if (!out.has(key)) out.set(key, value)
  return out
}

function membersOf(written: string, at: Place): ReadonlyMap<string, Value> {
  const made = readTemplateJson(written, at, constant)
  if (made?.kind === 'map') return made.entries
  const out = new Map<string, Value>()
  const add = (key: string, value: string): void => {
    if (!out.has(key)) out.set(key, { kind: 'text', text: constant(value), at })
  }
  for (const [, key = '', value = ''] of written.matchAll(/"(\w+)"\s*:\s*"((?:[^"\\]|\\.)*)"/g)) add(key, value)
  if (!/^\s*[\w.]+=/.test(written)) return out
  for (const pair of written.split('&')) {
    const mark = pair.indexOf('=')
    if (mark > 0) add(pair.slice(0, mark).trim(), unwrapped(pair.slice(mark + 1).trim()))
  }
  return out
}

/** `$util.urlEncode('x')` → `x`. */
const unwrapped = (written: string): string => /^\$util\.\w+\(\s*['"](.*)['"]\s*\)$/.exec(written)?.[1] ?? written

/** A value with a reference of the template language in it is not known; `${Symbol}` is CloudFormation's. */
function constant(written: string): SymText {
  return /\$(?!\{)[\w!]/.test(written) || /^#/.test(written) ? ANY : parseSym(written)
}

/** `integration.request.path.bucket: "'name'"`, by the last part of the key; what is mapped from the request is any. */
export function mappedParameters(parameters: ReadonlyMap<string, Value>): ReadonlyMap<string, SymText> {
  const out = new Map<string, SymText>()
  for (const [key, value] of parameters) {
    const name = key.split('.').at(-1)
    const [text] = textsAt(value)
    if (name === undefined || text === undefined) continue
    const quoted = /^'(.*)'$/s.exec(printSym(text))?.[1]
    out.set(name, quoted === undefined ? ANY : parseSym(quoted))
  }
  return out
}
