/**
 * Traced values → symbolic text: environment variables through the function's environment, event paths through its
 * wires, answers of earlier calls through what is declared. What stays unknown is `any`, with the reason.
 */
import { parseSym, type SymText, symbol, symText } from '../policy/index.js'
import type { Traced, TracePiece } from '../trace/index.js'
import { type Bound, distinct, known, unknown } from './bound.js'
import { optionsOf } from './input.js'
import { partOf, replacedBound } from './parts.js'
import type { Scope } from './scope.js'
import { alternatives, textOf } from './value.js'
import { readValue } from './value-path.js'

/** More alternatives than this are given up on: the value becomes `any`. */
const MAX_ALTERNATIVES = 16

/** @returns every text that the value can be; none where it is always null or undefined */
export function bind(value: Traced, scope: Scope): readonly Bound[] {
  return distinct(optionsOf(value).flatMap((option) => bindOption(option, scope)))
}

function bindOption(value: Traced, scope: Scope): readonly Bound[] {
  switch (value.kind) {
    case 'text':
      return bindPieces(value.pieces, scope)
    case 'number':
      return [value.number === null ? unknown('a number that is computed') : known(String(value.number))]
    case 'boolean':
      return [value.boolean === null ? unknown('a Boolean that is computed') : known(String(value.boolean))]
    case 'nothing':
      return []
    case 'unknown':
      return [unknown(value.why)]
    default:
      return [unknown(`${value.kind === 'list' ? 'a list' : 'an object'} where a text is wanted`)]
  }
}

export function bindPieces(pieces: readonly TracePiece[], scope: Scope): readonly Bound[] {
  let out: readonly Bound[] = [known()]
  for (const piece of pieces) {
    const next = bindPiece(piece, scope)
    out = distinct(out.flatMap((head) => next.map((tail) => joined(head, tail))))
    if (out.length > MAX_ALTERNATIVES) out = [unknown('more values than are followed')]
  }
  return out.map((bound) => ({ ...bound, text: withOneScheme(bound.text) }))
}

/** Code that takes a URL apart puts its scheme before the host again, and a variable may hold the whole URL. */
function withOneScheme(text: SymText): SymText {
  const [first, ...rest] = text
  const doubled = first?.kind === 'text' ? /^(?:https?|wss?):\/\/(?=(?:https?|wss?):\/\/)/.exec(first.text) : null
  return doubled === null || first?.kind !== 'text' ? text : symText(first.text.slice(doubled[0].length), rest)
}

const joined = (head: Bound, tail: Bound): Bound => ({
  text: symText(head.text, tail.text),
  why: head.why ?? tail.why,
  ...((head.hinted === true || tail.hinted === true) && { hinted: true }),
})

function bindPiece(piece: TracePiece, scope: Scope): readonly Bound[] {
  switch (piece.kind) {
    case 'literal':
      return [known({ kind: 'text', text: piece.text })]
    case 'env':
      return bindEnv(piece, scope)
    case 'event':
      return bindEvent(piece.path, scope)
    case 'context':
      return bindContext(piece.path, scope)
    case 'response':
      return scope.world.read.response(piece, scope)
    case 'part':
      return distinct(bindPieces(piece.of, scope).flatMap((bound) => partOf(bound, piece, scope.world.declared)))
    case 'replaced':
      return bindPieces(piece.of, scope).map((bound) => replacedBound(bound, piece, scope.world.declared))
    case 'json':
      return [unknown('a text of JSON')]
    case 'any':
      return [unknown(piece.why)]
  }
}

function bindEvent(path: readonly string[], scope: Scope): readonly Bound[] {
  if (path[0] === '()env') return bindInside(path[1] ?? '', path.slice(2), scope)
  const written = path.filter((step) => step !== '()json').join('.')
  const said = hintOf([`event.${written}`, written], scope)
  return said === null ? scope.event(path, scope) : [said]
}

/** A part of the JSON that an environment variable holds. */
function bindInside(name: string, path: readonly string[], scope: Scope): readonly Bound[] {
  const written = [name, ...path.filter((step) => step !== '()json')].join('.')
  const said = hintOf([`env.${written}`, `process.env.${written}`], scope)
  if (said !== null) return [said]
  const found = alternatives(scope.environment.get(name)).flatMap((value) => readValue(value, path))
  return found.length > 0 ? found : [unknown(`\`${written}\` of the environment, which holds JSON`)]
}

/** A person's word comes before all else. */
export function hintOf(names: readonly string[], scope: Scope): Bound | null {
  const hint = scope.hints.find((h) => names.includes(h.symbol))
  return hint === undefined ? null : { text: parseSym(hint.is), why: null, hinted: true }
}

/**
 * What Lambda sets itself.
 * Source: AWS Lambda Developer Guide, "Working with Lambda environment variables", "Defined runtime environment variables".
 */
const RESERVED = new Map<string, (scope: Scope) => SymText | null>([
  ['AWS_REGION', () => symText(symbol('AWS::Region'))],
  ['AWS_DEFAULT_REGION', () => symText(symbol('AWS::Region'))],
  ['AWS_LAMBDA_FUNCTION_NAME', ({ self }) => self?.name ?? null],
  ['AWS_LAMBDA_LOG_GROUP_NAME', ({ self }) => self?.logGroup.name ?? null],
])

function bindEnv(piece: Extract<TracePiece, { kind: 'env' }>, scope: Scope): readonly Bound[] {
  const said = hintOf([piece.name, `env.${piece.name}`, `process.env.${piece.name}`], scope)
  if (said !== null) return [said]
  const reserved = RESERVED.get(piece.name)?.(scope) ?? null
  if (reserved !== null) return [{ text: reserved, why: null }]
  const set = scope.environment.get(piece.name)
  const bound = alternatives(set).flatMap((value): readonly Bound[] => {
    if (value.kind === 'null') return []
    const text = textOf(value)
    if (text !== null && text.length === 0) return []
    return [
      text === null ? unknown(value.kind === 'unknown' ? value.reason : `\`${piece.name}\` is not a text`) : ofTemplate(text, piece.name),
    ]
  })
  const always = bound.length > 0 && bound.length === alternatives(set).length
  if (always) return bound
  const fallback = piece.fallback === null ? [] : bind(piece.fallback, scope)
  if (bound.length + fallback.length > 0) return [...bound, ...fallback]
  if (set !== undefined) return [unknown(`\`${piece.name}\` is empty`)]
  return [unknown(scope.world.app.format === 'source' ? `no template sets \`${piece.name}\`` : `the template sets no \`${piece.name}\``)]
}

const ofTemplate = (text: SymText, name: string): Bound => ({
  text,
  why: text.some((p) => p.kind === 'any') ? `the template does not say all of \`${name}\`` : null,
})

const ownArn = (name: SymText): SymText =>
  symText('arn:', symbol('AWS::Partition'), ':lambda:', symbol('AWS::Region'), ':', symbol('AWS::AccountId'), ':function:', name)

/** Source: AWS Lambda Developer Guide, "Using the Lambda context object to retrieve Node.js function information". */
function bindContext(path: readonly string[], { self: fn }: Scope): readonly Bound[] {
  if (fn === null) return [unknown(`\`context.${path.join('.')}\``)]
  if (path[0] === 'functionName') return [{ text: fn.name, why: null }]
  if (path[0] === 'logGroupName') return [{ text: fn.logGroup.name, why: null }]
  if (path[0] === 'invokedFunctionArn') return [known(ownArn(fn.name))]
  // What the library of durable functions knows of the execution. Its ARN goes on behind the function's version.
  if (path[0] === 'durableExecutionArn') return [known(ownArn(fn.name), ':*')]
  return [unknown(`\`context.${path.join('.')}\``)]
}
