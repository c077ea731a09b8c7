/**
 * Parts of bound texts: what code takes out of an ARN or a URL, or puts in place of a part of it. A symbol that stands for a
 * whole ARN or URL is spelled out first, as its service writes it.
 */
import { templatePieces } from '../catalog/index.js'
import { any, type Piece, type SymText, symbol, symText } from '../policy/index.js'
import type { TracePiece } from '../trace/index.js'
import { type Bound, unknown } from './bound.js'
import { type Declared, type DeclaredIndex, named } from './declared.js'

type Part = Extract<TracePiece, { kind: 'part' }>
type Replaced = Extract<TracePiece, { kind: 'replaced' }>

/** @returns nothing where the text has no such part */
export function partOf({ text, why }: Bound, { by, at, rest }: Part, index: DeclaredIndex): readonly Bound[] {
  const pieces = by === ',' ? text : spelled(text, index)
  const found =
    at === '*' ? eachOf(pieces, by, index) : [at < 0 ? fromEnd(pieces, by, -at, rest, index) : fromBegin(pieces, by, at, rest, index)]
  return found.flatMap((part) => (part === null ? [] : [{ text: part, why: isOpen(part) ? (why ?? 'a part of a text') : null }]))
}

const isOpen = (text: SymText): boolean => text.some(({ kind }) => kind === 'any')

const MAX_PARTS = 32

/** Lists are short, and in one that is not known in full any part can be anything. */
function eachOf(pieces: SymText, by: string, index: DeclaredIndex): readonly SymText[] {
  const out: SymText[] = []
  for (let at = 0; at < MAX_PARTS; at++) {
    const part = fromBegin(pieces, by, at, false, index)
    if (part === null) return out
    out.push(part)
    if (isOpen(part)) return out
  }
  return [[any]]
}

/** All parts up to the first piece that may itself hold more of them; that piece ends the last one, which is open. */
function fromBegin(pieces: SymText, by: string, at: number, rest: boolean, index: DeclaredIndex): SymText | null {
  let place = 0
  let part: Piece[] = []
  for (const [i, piece] of pieces.entries()) {
    if (piece.kind !== 'text') {
      if (mayHold(piece, by, index)) return place === at ? symText(...part, ...(rest ? pieces.slice(i) : [any])) : [any]
      part.push(piece)
      continue
    }
    const cuts = piece.text.split(by)
    for (const [n, cut] of cuts.entries()) {
      if (n > 0) {
        if (place === at && !rest) return symText(...part)
        place++
        part = []
        if (place === at && rest) return symText(cuts.slice(n).join(by), pieces.slice(i + 1))
      }
      part.push({ kind: 'text', text: cut })
    }
  }
  return place === at || (rest && at === 0) ? symText(...(rest && at === 0 ? pieces : part)) : null
}

function fromEnd(pieces: SymText, by: string, back: number, rest: boolean, index: DeclaredIndex): SymText | null {
  let place = 1
  let part: Piece[] = []
  for (let i = pieces.length - 1; i >= 0; i--) {
    const piece = pieces[i] as Piece
    if (piece.kind !== 'text') {
      if (mayHold(piece, by, index)) return place === back ? symText(any, ...part) : [any]
      part.unshift(piece)
      continue
    }
    const cuts = piece.text.split(by)
    for (let n = cuts.length - 1; n >= 0; n--) {
      part.unshift({ kind: 'text', text: cuts[n] ?? '' })
      if (n === 0) break
      if (place === back) return symText(...part)
      place++
      if (rest) part.unshift({ kind: 'text', text: by })
      else part = []
    }
  }
  return place === back ? symText(...part) : null
}

/** Names in which slashes are common; what separates fields of ARNs and paths stands in no other name. */
const PATHS: ReadonlySet<string> = new Set(['AWS::Logs::LogGroup', 'AWS::SSM::Parameter', 'AWS::SecretsManager::Secret'])

/** Whether what a symbol stands for may itself be cut. */
function mayHold(piece: Exclude<Piece, { kind: 'text' }>, by: string, index: DeclaredIndex): boolean {
  if (piece.kind === 'any') return true
  if (by !== ':' && by !== '/' && by !== ',') return true
  if (piece.name.startsWith('AWS::')) return false
  const own = named([piece], index)
  if (by === ',') return own === null
  return own === null || own.part !== 'name' || (by === '/' && PATHS.has(own.declared.type))
}

/** Exchanges in what is known; where something that is not known may have come first, the place is not known either. */
export function replacedBound(bound: Bound, { what, by, where }: Replaced, index: DeclaredIndex): Bound {
  const pieces = spelled(bound.text, index)
  const isEdge = where === 'start' || where === 'end'
  let open = false
  let done = false
  const out = pieces.map((piece, i): Piece => {
    if (piece.kind !== 'text') {
      if (piece.kind === 'any') open = true
      return piece
    }
    const text = isEdge ? atEdge(piece.text, what, by, where, i, pieces.length) : piece.text.replace(what, () => by)
    if (where === 'all') return { kind: 'text', text: piece.text.replaceAll(what, () => by) }
    if (done || text === piece.text) return piece
    done = true
    return open && !isEdge ? any : { kind: 'text', text }
  })
  const changed = symText(...out)
  const same = JSON.stringify(changed) === JSON.stringify(pieces)
  if (!same || bound.text.every(({ kind }) => kind === 'text')) return { ...bound, text: same ? bound.text : changed }
  // What is a parameter or an import here may hold it.
  const symbols = bound.text.filter(({ kind }) => kind === 'symbol')
  return symbols.some((piece) => piece.kind === 'symbol' && isForeign(piece, index))
    ? unknown('a text in which something was replaced')
    : bound
}

function atEdge(text: string, what: string, by: string, where: 'start' | 'end', i: number, length: number): string {
  if (where === 'start') return i === 0 && text.startsWith(what) ? by + text.slice(what.length) : text
  return i === length - 1 && text.endsWith(what) ? text.slice(0, -what.length) + by : text
}

const isForeign = (piece: Extract<Piece, { kind: 'symbol' }>, index: DeclaredIndex): boolean =>
  !piece.name.startsWith('AWS::') && named([piece], index) === null

/**
 * The ARN or URL that a resource's symbol stands for, written out; the text as it is where that is not known. A `*` in it is a
 * part that nobody knows: no name holds one.
 */
function spelled(written: SymText, index: DeclaredIndex): SymText {
  const text = symText(...written.flatMap((piece): (SymText | Piece)[] => [piece.kind === 'text' ? withAny(piece.text) : piece]))
  const found = named(text, index)
  if (found === null) return text
  const { declared, part, rest } = found
  const own = part === 'url' ? urlOf(declared) : part === 'arn' ? arnOf(declared, text[0], index) : null
  return own === null ? text : symText(own, rest)
}

const PLACES: Readonly<Record<'P' | 'R' | 'A', string>> = { P: 'AWS::Partition', R: 'AWS::Region', A: 'AWS::AccountId' }

function arnOf(declared: Declared, first: Piece | undefined, index: DeclaredIndex): SymText | null {
  const { facts, id } = declared
  if (facts === null || first?.kind !== 'symbol') return null
  const attribute = first.name.startsWith(`${id}.`) ? facts.attributes.get(first.name.slice(id.length + 1)) : undefined
  const template = typeof attribute === 'object' ? attribute.arn : facts.arn
  const name = nameOf(declared)
  if (template === null || name === null || (attribute === undefined && named([first], index)?.part !== 'arn')) return null
  return symText(
    ...templatePieces(template).map((piece): string | Piece | SymText => {
      if (piece.kind === 'place') return symbol(PLACES[piece.place])
      if (piece.kind === 'text') return withAny(piece.text)
      return piece.path === 'ref' ? name : [any]
    }),
  )
}

const withAny = (text: string): SymText =>
  symText(...text.split('*').flatMap((each, i): (string | Piece)[] => (i === 0 ? [each] : [any, each])))

/** The symbol of the resource's name: what `Ref` gives, or the attribute that is the name. */
function nameOf({ facts, id }: Declared): Piece | null {
  if (facts?.ref === 'name') return symbol(id)
  const attribute = [...(facts?.attributes ?? [])].find(([, what]) => what === 'name')?.[0]
  return attribute === undefined ? null : symbol(`${id}.${attribute}`)
}

/** Source: Amazon SQS Developer Guide, "Amazon SQS queue and message identifiers", "Queue name and URL". */
function urlOf(declared: Declared): SymText | null {
  if (declared.type !== 'AWS::SQS::Queue') return null
  const host = ['https://sqs.', symbol('AWS::Region'), '.', symbol('AWS::URLSuffix'), '/'] as const
  return symText(...host, symbol('AWS::AccountId'), '/', symbol(`${declared.id}.QueueName`))
}
