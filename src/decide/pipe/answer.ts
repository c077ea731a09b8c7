/** One line of `evaluate` in, one out: requests, and definitions of policies that later lines name. */
import { fail, ok, type Place, type Problem, type Result } from '../../outcome/index.js'
import { nodeAt, readJson } from '../../policy/index.js'
import { compile, type Engine } from '../compiled/compile.js'
import { parseRequest } from '../parse-request.js'
import { parsePoliciesNode } from '../policies-text.js'
import { type RequestError, requestError } from '../problems.js'
import type { By, Decision, RequestInput } from '../types.js'
import { engineCache } from './engine-cache.js'
import { membersOf, type Span } from './members.js'

export interface Answers {
  /** @returns the answer to a line, without its end; null for an empty line */
  readonly answer: (line: string, number: number) => string | null
  readonly counts: { decisions: number; broken: number }
}

const SOURCE = 'stdin'
const BYTE_ORDER_MARK = 0xfeff

/** @param source what places name */
export function answers(source = SOURCE): Answers {
  const engines = engineCache()
  const defined = new Map<string, Engine>()
  const counts = { decisions: 0, broken: 0 }
  const broken = (id: unknown, error: Problem): string => {
    counts.broken++
    const { code, message, hint, at } = error
    return JSON.stringify({ id: typeof id === 'string' ? id : null, error: { code, message, hint, at } })
  }
  const decide = (engine: Engine, id: unknown, request: unknown, where: Where): string => {
    if (id !== undefined && typeof id !== 'string') return broken(null, placed(badId(), where))
    const fault = requestFault(request)
    const decision = fault === null ? engine.tryDecide(request as RequestInput) : null
    if (decision === null) return broken(id, placed(inRequest(fault ?? faultOf(request)), where))
    counts.decisions++
    return printed(id, decision)
  }
  const withPolicies = (members: ReadonlyMap<string, Span>, found: Engine | Result<Engine, Problem>, where: Where): string => {
    const { line } = where
    const rest = parseRest(members, line)
    if (rest === null) return broken(null, notJson(where))
    const engine = 'ok' in found ? found : ok(found)
    if (!engine.ok) return broken(rest.id ?? rest.define, engine.error)
    if (rest.policiesRef !== undefined) return broken(rest.id, placed(bothPolicies(), where))
    if (rest.define === undefined) return decide(engine.value, rest.id, rest.request, where)
    if (typeof rest.define !== 'string')
      return broken(
        rest.id,
        placed(requestError('request/bad-shape', '`define` is not text', 'give the policies a name', ['define']), where),
      )
    defined.set(rest.define, engine.value)
    return JSON.stringify({ defined: rest.define })
  }
  const withReference = (where: Where): string => {
    const parsed = parsedLine(where.line)
    if (parsed === null) return broken(null, notJson(where))
    const { id, policiesRef, request } = parsed
    const engine = typeof policiesRef === 'string' ? defined.get(policiesRef) : undefined
    if (engine !== undefined) return decide(engine, id, request, where)
    return broken(id, placed(noPolicies(policiesRef), where))
  }
  const make = (where: Where, span: Span): Result<Engine, Problem> => {
    const made = makeEngine(where.line.slice(span.from, span.to), span.from, where)
    if (made.ok) engines.keep(where.line, span, made.value)
    return made
  }
  return {
    counts,
    answer: (written, number) => {
      // Some tools begin a file with a byte order mark.
      const line = number === 1 && written.charCodeAt(0) === BYTE_ORDER_MARK ? written.slice(1) : written
      if (line.trim() === '') return null
      const where = { line, number, source }
      if (!line.includes('"policies"')) return withReference(where)
      // The text of policies is looked up once, where the line is looked through.
      let known: Engine | null = null
      const members = membersOf(line, (span) => {
        known = engines.find(line, span)
        return known !== null
      })
      const policies = members?.get('policies')
      if (members === null || policies === undefined) return withReference(where)
      return withPolicies(members, known ?? engines.find(line, policies) ?? make(where, policies), where)
    },
  }
}

/** Statements and sentences repeat, so their JSON is made once. */
const statementTexts = new WeakMap<By, string>()
const sentenceTexts = new Map<string, string>()
const MAX_SENTENCES = 10_000

function printed(id: string | undefined, { decision, by, because }: Decision): string {
  let statements = ''
  for (const one of by) statements += statements === '' ? statementText(one) : `,${statementText(one)}`
  const written = id === undefined ? 'null' : JSON.stringify(id)
  return `{"id":${written},"decision":"${decision}","by":[${statements}],"because":${sentenceText(because)}}`
}

function statementText(by: By): string {
  const known = statementTexts.get(by)
  if (known !== undefined) return known
  const made = JSON.stringify(by)
  statementTexts.set(by, made)
  return made
}

function sentenceText(because: string): string {
  const known = sentenceTexts.get(because)
  if (known !== undefined) return known
  if (sentenceTexts.size >= MAX_SENTENCES) sentenceTexts.clear()
  const made = JSON.stringify(because)
  sentenceTexts.set(because, made)
  return made
}

interface Where {
  readonly line: string
  readonly number: number
  readonly source: string
}

interface Line {
  readonly id?: unknown
  readonly define?: unknown
  readonly request?: unknown
  readonly policiesRef?: unknown
}

function parsedLine(text: string): Line | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

/** The members but `policies`. */
function parseRest(members: ReadonlyMap<string, Span>, line: string): Line | null {
  const parts: string[] = []
  for (const [key, { from, to }] of members) if (key !== 'policies') parts.push(`${JSON.stringify(key)}:${line.slice(from, to)}`)
  return parsedLine(`{${parts.join(',')}}`)
}

const REQUEST_MEMBERS = new Set([
  ...['principal', 'action', 'resource', 'resourceAccount', 'context', 'managementAccount', 'federatedBy', 'canonicalUser'],
])

/** A member that no request has might be a mistyped limit. */
function requestFault(request: unknown): RequestError | null {
  if (typeof request !== 'object' || request === null || Array.isArray(request))
    return requestError('request/bad-shape', 'the line has no `request` object', 'see the shape of `evaluate` in the documentation')
  for (const key in request)
    if (!REQUEST_MEMBERS.has(key))
      return requestError('request/bad-shape', `a request has no member \`${key}\``, `members: ${[...REQUEST_MEMBERS].join(', ')}`, [key])
  return null
}

function faultOf(request: unknown): RequestError {
  const parsed = parseRequest(request)
  return parsed.ok
    ? requestError('request/bad-shape', 'the request cannot be judged', 'see the shape of `evaluate` in the documentation')
    : parsed.error
}

const badId = (): RequestError => requestError('request/bad-shape', '`id` is not text', 'put it in double quotes', ['id'])

const bothPolicies = (): RequestError =>
  requestError('request/bad-shape', 'the line has `policies` and `policiesRef`', 'keep one of the two', ['policiesRef'])

function noPolicies(reference: unknown): RequestError {
  if (reference === undefined)
    return requestError(
      'request/unknown-policies',
      'the line has neither `policies` nor `policiesRef`',
      'add `policies`, or name policies that a `define` line stored',
    )
  return requestError(
    'request/unknown-policies',
    `no policies are defined as \`${String(reference)}\``,
    'send a line `{"define": NAME, "policies": {…}}` before',
    ['policiesRef'],
  )
}

/** Adds the place, by reading the line once more with places. */
function placed(error: RequestError, where: Where): Problem {
  const node = readJson(where.line)
  return { ...error, at: placeIn(where)(node.ok ? nodeAt(node.value, error.path).at : 0) }
}

/** An error of the request itself, seen from the line. */
const inRequest = (error: RequestError): RequestError => ({ ...error, path: ['request', ...error.path] })

const placeIn =
  ({ source, number }: Where) =>
  (at: number): Place | null =>
    at < 0 ? null : { file: source, line: number, column: at + 1 }

function notJson(where: Where): Problem {
  const read = readJson(where.line)
  const fault = read.ok ? { at: 0, message: 'it is not an object' } : read.error
  return requestError(
    'request/not-json',
    `the line is not a JSON object: ${fault.message}`,
    'write one JSON object a line',
    [],
    placeIn(where)(fault.at),
  )
}

function makeEngine(text: string, offset: number, where: Where): Result<Engine, Problem> {
  const node = readJson(text)
  const place = placeIn(where)
  if (!node.ok)
    return fail(
      requestError(
        'request/not-json',
        `the policies are not JSON: ${node.error.message}`,
        'correct the text at this place',
        [],
        place(offset + node.error.at),
      ),
    )
  if (node.value.kind !== 'object')
    return fail(
      requestError(
        'request/bad-shape',
        '`policies` is not an object',
        'see the shape of `evaluate` in the documentation',
        [],
        place(offset),
      ),
    )
  const set = parsePoliciesNode(node.value, (at) => (at < 0 ? null : place(offset + at)), 'policies')
  if (set.ok) return ok(compile(set.value))
  const [first] = set.error
  const more = set.error.length - 1
  if (first === undefined)
    return fail(requestError('request/bad-shape', '`policies` cannot be read', 'see the shape of `evaluate` in the documentation'))
  const at = first.at ?? place(offset + ('path' in first ? nodeAt(node.value, first.path).at : 0))
  return fail(more === 0 ? { ...first, at } : { ...first, at, message: `${first.message}, and ${more} more` })
}
