/**
 * Whether the name of something that was deployed can be what the app calls by a symbol: `Shop-ItemsTable-1X2Y3Z` for
 * `${ItemsTable}`. CloudFormation makes names of stack, logical ID and random characters, cuts them to what the service
 * takes, and writes them in lower case for buckets.
 *
 * Source: CloudFormation User Guide, "Name type".
 */
import { type App, namesOf } from '../app/index.js'
import type { Piece, SymText } from '../policy/index.js'

/** `yes`: its name says so; `maybe`: nothing speaks against it. */
export type Likeness = 'yes' | 'maybe' | 'no'

const PSEUDO: ReadonlyMap<string, string> = new Map([
  ['AWS::Partition', 'aws(?:-[a-z]+)*'],
  ['AWS::Region', '[a-z]{2}(?:-[a-z]+)+-\\d'],
  // API Gateway hides all but the last four digits.
  ['AWS::AccountId', '(?:\\d{12}|\\*{8}\\d{4})'],
  ['AWS::URLSuffix', 'amazonaws\\.com(?:\\.cn)?'],
])

/** What is left of a logical ID in a name that was cut has at least this many characters, else it tells nothing. */
const MIN_ID_CHARS = 5

/**
 * @param pattern symbolic, e.g. a grant's resource; its `*` takes anything
 * @param physical an ARN or a name as AWS writes it
 */
export function likeness(pattern: SymText, physical: string, app: App): Likeness {
  const match = regexOf(pattern).exec(physical)
  if (match === null) return 'no'
  const symbols = pattern.filter((piece) => piece.kind === 'symbol' && !PSEUDO.has(piece.name))
  return symbols
    .map((piece, i) => symbolLikeness(piece, match[i + 1] ?? '', app))
    .reduce<Likeness>((all, each) => (all === 'no' || each === 'no' ? 'no' : all === 'maybe' || each === 'maybe' ? 'maybe' : 'yes'), 'yes')
}

function regexOf(pattern: SymText): RegExp {
  const source = pattern.map((piece) =>
    piece.kind === 'text'
      ? piece.text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
      : piece.kind === 'any'
        ? '.*'
        : (PSEUDO.get(piece.name) ?? '(.+?)'),
  )
  return new RegExp(`^${source.join('')}$`, 's')
}

function symbolLikeness(piece: Piece, physical: string, app: App): Likeness {
  if (piece.kind !== 'symbol') return 'maybe'
  if (piece.name === 'AWS::StackName') return 'maybe'
  const parameter = app.parameters.get(piece.name)
  const value = parameter?.value
  if (value?.kind === 'text' && value.text.every((p) => p.kind === 'text')) {
    const given = value.text.map((p) => (p.kind === 'text' ? p.text : '')).join('')
    if (given === physical) return 'yes'
    return parameter?.origin === 'override' ? 'no' : 'maybe'
  }
  const id = piece.name.split('.')[0] ?? piece.name
  return app.resources.has(id) ? resourceLikeness(id, physical, app) : 'maybe'
}

/** Whether a physical name, or the last part of an ARN, can be that of a resource of the app. */
export function resourceLikeness(id: string, physical: string, app: App): Likeness {
  const resource = app.resources.get(id)
  if (resource === undefined) return 'no'
  const name = physical.startsWith('arn:') ? (physical.split(/[:/]/).at(-1) ?? physical) : physical
  const names = namesOf(resource)
  if (names.length > 0) {
    const each = names.map((given) => (given.some((p) => p.kind === 'symbol' && p.name === id) ? 'maybe' : likeness(given, name, app)))
    return each.includes('yes') ? 'yes' : each.includes('maybe') ? 'maybe' : 'no'
  }
  return isMadeOf(id.split('/').at(-1) ?? id, name) ? 'yes' : 'maybe'
}

/** `stack-LogicalId-RANDOM`, with the logical ID cut at its end where the whole would be too long. */
function isMadeOf(id: string, name: string): boolean {
  const wanted = id.toLowerCase()
  const words = name.toLowerCase().split('-')
  if (words.length < 2) return false
  return words.some((word, i) => {
    const isLast = i === words.length - 1
    if (word === wanted) return true
    return !isLast && word.length >= MIN_ID_CHARS && word.length >= wanted.length / 2 && wanted.startsWith(word)
  })
}

/** Of several likenesses the best, with those that have it. */
export function mostAlike<T>(
  all: readonly T[],
  likenessOf: (one: T) => Likeness,
): { readonly likeness: Likeness; readonly which: readonly T[] } {
  const yes = all.filter((one) => likenessOf(one) === 'yes')
  if (yes.length > 0) return { likeness: 'yes', which: yes }
  const maybe = all.filter((one) => likenessOf(one) === 'maybe')
  return maybe.length > 0 ? { likeness: 'maybe', which: maybe } : { likeness: 'no', which: [] }
}

/** The role's name and the session's in `arn:aws:sts::111122223333:assumed-role/Role/Session`; the last part of a role's ARN. */
export function roleAndSession(principal: string): { readonly role: string | null; readonly session: string | null } {
  const [, , service, , , ...rest] = principal.split(':')
  const path = rest.join(':').split('/')
  if (service === 'sts' && path[0] === 'assumed-role') return { role: path[1] ?? null, session: path[2] ?? null }
  if (service === 'iam' && path[0] === 'role') return { role: path.at(-1) ?? null, session: null }
  return { role: null, session: null }
}
