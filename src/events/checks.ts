/**
 * What IAM checks when an operation is called with a concrete input: the catalog's rows, with the resource of each check
 * filled in. Local AWS asks it for a request, `audit` for a recorded event.
 */
import {
  elementsOf,
  type InputTest,
  inputPath,
  isWholeArn,
  type OperationCheck,
  operationFacts,
  type PathStep,
  type Places,
  readForm,
  type TemplatePiece,
  templatePieces,
} from '../catalog/index.js'
import { printSym, type SymText, symText, text as textPiece } from '../policy/index.js'
import { type Input, type InputValue, memberOf } from './parameters.js'

/** One check of a request. */
export interface RequestCheck {
  /** `dynamodb:PutItem` */
  readonly action: string
  /** An ARN; `*` in place of a part that the input does not say, and for actions without a resource. */
  readonly resource: string
  /** Values of condition keys that the request carries, sorted by key. */
  readonly context: Readonly<Record<string, readonly string[]>>
}

/** `none`: the operation needs no permission; `unknown`: no mapping is known. */
export type RequestChecks =
  | { readonly kind: 'checks'; readonly checks: readonly RequestCheck[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' }

export interface CallPlace {
  /** `aws`, `aws-cn`, … */
  readonly partition: string
  readonly region: string
  readonly account: string
}

/**
 * @param client the client package's suffix, e.g. `dynamodb`
 * @param input members in the API's names, or as CloudTrail writes them
 * @returns checks in the order of the catalog's rows; several for one call where AWS makes several
 */
export function requestChecks(client: string, operation: string, input: Input, place: CallPlace): RequestChecks {
  const facts = operationFacts(client, operation)
  if (facts.kind === 'nothing') return { kind: 'none' }
  if (facts.kind === 'unknown') return { kind: 'unknown' }
  const places: Places = {
    partition: [textPiece(place.partition)],
    region: symText(place.region),
    account: symText(place.account),
  }
  const bound = facts.checks.flatMap((check) => boundChecks(check, input, places))
  return { kind: 'checks', checks: distinct(bound) }
}

function distinct(checks: readonly RequestCheck[]): readonly RequestCheck[] {
  if (checks.length < 2) return checks
  return [...new Map(checks.map((check) => [`${check.action} ${check.resource}`, check])).values()]
}

/** What is read of a check's text, once. */
interface Prepared {
  readonly elements: readonly string[]
  readonly pieces: readonly TemplatePiece[]
}

const preparedChecks = new WeakMap<OperationCheck, Prepared>()

function prepared(check: OperationCheck): Prepared {
  const known = preparedChecks.get(check)
  if (known !== undefined) return known
  const pieces = check.resource.kind === 'arn' ? templatePieces(check.resource.template) : []
  const made = { elements: elementsOf(check), pieces }
  preparedChecks.set(check, made)
  return made
}

const paths = new Map<string, readonly PathStep[]>()

function stepsOf(path: string): readonly PathStep[] {
  const known = paths.get(path)
  if (known !== undefined) return known
  const made = inputPath(path)
  paths.set(path, made)
  return made
}

function boundChecks(check: OperationCheck, input: Input, places: Places): readonly RequestCheck[] {
  let focused: readonly Input[] = [input]
  for (const element of prepared(check).elements) focused = focused.flatMap((one) => focus(one, element))
  return focused
    .filter((one) => (check.when ?? []).every((test) => holds(one, test)))
    .flatMap((one) =>
      resourcesOf(check, one, places).map((resource) => ({ action: check.action, resource, context: contextOf(check, one, places) })),
    )
}

/** Every value at a path. */
function valuesAt(input: InputValue | undefined, path: string): readonly InputValue[] {
  let found: readonly InputValue[] = input === undefined ? [] : [input]
  for (const step of stepsOf(path)) found = found.flatMap((value) => stepInto(value, step))
  return found
}

function stepInto(value: InputValue, step: PathStep): readonly InputValue[] {
  if (step.kind === 'member') {
    const member = memberOf(value, step.name)
    return member === undefined || member === null ? [] : [member]
  }
  if (step.kind === 'element') return Array.isArray(value) ? value : []
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return step.kind === 'key' ? Object.keys(value) : Object.values(value)
}

/** The input once for each element at a path, with that element alone in it; as it is where there is none. */
function focus(input: Input, path: string): readonly Input[] {
  const found = focusSteps(input, stepsOf(path))
  return found.length === 0 ? [input] : (found as readonly Input[])
}

function focusSteps(value: InputValue, [step, ...rest]: readonly PathStep[]): readonly InputValue[] {
  if (step === undefined) return [value]
  if (step.kind === 'element')
    return Array.isArray(value) ? value.flatMap((one: InputValue) => focusSteps(one, rest)).map((one) => [one]) : []
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  const object = value as Input
  if (step.kind !== 'member') return Object.entries(object).flatMap(([key, one]) => focusSteps(one, rest).map((it) => ({ [key]: it })))
  const member = memberOf(object, step.name)
  if (member === undefined || member === null) return []
  const lower = step.name.toLowerCase()
  const others = Object.fromEntries(Object.entries(object).filter(([key]) => key.toLowerCase() !== lower))
  return focusSteps(member, rest).map((one) => ({ ...others, [step.name]: one }))
}

const plain = (value: InputValue): string | null => (typeof value === 'object' ? null : String(value))

function holds(input: Input, test: InputTest): boolean {
  const values = valuesAt(input, test.member)
  if (test.is === 'set') return values.length > 0
  if (test.is === 'absent') return values.length === 0
  const texts = values.flatMap((value) => plain(value) ?? [])
  if (test.is === 'equals') return texts.some((one) => one === test.value)
  return texts.some((one) => pattern(test.value ?? '').test(one))
}

const patterns = new Map<string, RegExp>()
function pattern(source: string): RegExp {
  const known = patterns.get(source)
  if (known !== undefined) return known
  const made = new RegExp(source, 'iu')
  patterns.set(source, made)
  return made
}

function resourcesOf(check: OperationCheck, input: Input, places: Places): readonly string[] {
  const { resource } = check
  if (resource.kind === 'any') return ['*']
  // The input does not tell which of the shapes is meant.
  if (resource.kind === 'one-of') return ['*']
  return fill(resource, prepared(check).pieces, input, places)
}

type ArnRule = Extract<OperationCheck['resource'], { kind: 'arn' }>

/** A whole ARN in a member replaces the template up to it; what follows is put after each. */
function fill(rule: ArnRule, pieces: readonly TemplatePiece[], input: Input, places: Places): readonly string[] {
  let heads: readonly SymText[] = [[]]
  let region = places.region
  let account = places.account
  const readings = pieces.map((piece) => (piece.kind === 'member' ? readMember(rule, piece, input, places) : null))
  for (const reading of readings) {
    if (reading?.kind !== 'text') continue
    region = reading.region ?? region
    account = reading.account ?? account
  }
  const isFirst = pieces.findIndex((piece) => piece.kind === 'member')
  for (const [at, piece] of pieces.entries()) {
    if (piece.kind === 'text')
      heads = heads.map((head) => (isWholeArn(printSym(head), piece.text, rule.template) ? head : symText(head, [textPiece(piece.text)])))
    else if (piece.kind === 'place') {
      const value = piece.place === 'P' ? places.partition : piece.place === 'R' ? region : account
      heads = heads.map((head) => symText(head, value))
    } else {
      const reading = readings[at] ?? null
      if (reading === null && at === isFirst) return ['*']
      if (reading?.kind === 'any') return ['*']
      if (reading?.kind === 'arns') heads = reading.arns
      else heads = heads.map((head) => symText(head, reading?.text ?? '*'))
    }
  }
  return heads.map(printSym)
}

function readMember(
  rule: ArnRule,
  { path, fallback }: { readonly path: string; readonly fallback: string | null },
  input: Input,
  places: Places,
) {
  const value = valuesAt(input, path).flatMap((one) => nameIn(one) ?? [])[0]
  const absent = rule.absent?.[path] ?? fallback
  if (value === undefined) return absent === null || absent === undefined ? null : filled(absent)
  return readForm(rule.forms?.[path] ?? 'name-or-arn', [textPiece(value)], places)
}

/** Names in the path of a request may be encoded, and CloudTrail writes them as they came: `arn%3Aaws%3Akafka%3A…`. */
function nameIn(value: InputValue): string | null {
  const text = plain(value)
  if (text === null || text === '') return null
  return /^arn%3A/i.test(text) ? decoded(text) : text
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const filled = (written: string) => ({ kind: 'text' as const, text: symText(written), region: null, account: null })

function contextOf(check: OperationCheck, input: Input, places: Places): Readonly<Record<string, readonly string[]>> {
  const entries: [string, readonly string[]][] = []
  for (const [key, path] of Object.entries(check.context ?? {})) {
    const values = valuesAt(input, path).flatMap((value) => plain(value) ?? [])
    if (values.length > 0) entries.push([key, values])
  }
  for (const { key, values } of check.conditions ?? []) {
    entries.push([key, values.map((value) => value.replaceAll('{R}', printSym(places.region)).replaceAll('{A}', printSym(places.account)))])
  }
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}
