/**
 * The IAM checks that a call with this input makes: the catalog's rows, with the values of the request in them. The same
 * rows say in `needs` what source code will be checked for.
 */
import {
  clientPrefix,
  elementOf,
  elementsOf,
  type InputTest,
  inputPath,
  isWholeArn,
  type MemberForm,
  type OperationCheck,
  operationFacts,
  type PathStep,
  type Places,
  pathsOf,
  readForm,
  templatePieces,
} from '../../catalog/index.js'
import { literalOf, printSym, text } from '../../policy/index.js'
import type { Context, Input, PlannedCheck } from '../types.js'

export interface Where {
  readonly partition: string
  readonly region: string
  readonly account: string
}

export type Plan =
  | { readonly kind: 'checks'; readonly checks: readonly PlannedCheck[] }
  | { readonly kind: 'nothing'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string }

type Planner = (input: Input, where: Where) => readonly PlannedCheck[]

interface CheckPlanner {
  readonly made: Planner
  /** The check where the input leaves out the list that it speaks of. */
  readonly open: Planner
}

const planners = new Map<string, { readonly plan: Planner } | Exclude<Plan, { kind: 'checks' }>>()

/** @param suffix client package's suffix */
export function planChecks(suffix: string, operation: string, input: Input, where: Where): Plan {
  const key = `${suffix} ${operation}`
  const known = planners.get(key) ?? learn(key, suffix, operation)
  return 'plan' in known ? { kind: 'checks', checks: known.plan(input, where) } : known
}

function learn(key: string, suffix: string, operation: string): { readonly plan: Planner } | Exclude<Plan, { kind: 'checks' }> {
  const facts = operationFacts(suffix, operation)
  if (facts.kind !== 'checks') {
    planners.set(key, facts)
    return facts
  }
  const each = facts.checks.map(plannerOf)
  // Without its list, an operation speaks of all resources: `DescribeAlarms` without names.
  const plan: Planner = (input, where) => {
    const made = each.flatMap((one) => one.made(input, where))
    return without(made.length > 0 ? made : each.flatMap((one) => one.open(input, where)))
  }
  const known = { plan }
  planners.set(key, known)
  return known
}

/** Rows with several tests may name the same check twice. */
function without(checks: readonly PlannedCheck[]): readonly PlannedCheck[] {
  if (checks.length < 2) return checks
  const seen = new Set<string>()
  return checks.filter(({ action, resource, context, item }) => {
    const key = `${action}\n${resource}\n${item ?? ''}\n${JSON.stringify(context)}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/** What `[]`, `{}` of a path stand for in one round of the check. */
type Bound = ReadonlyMap<string, { readonly value: unknown; readonly key: string; readonly index: number }>

const NOTHING_BOUND: Bound = new Map()

function plannerOf(check: OperationCheck): CheckPlanner {
  const elements = elementsOf(check).map((path) => ({ path, read: reader(path.replace(/(\[\]|\{\})$/, '')), isMap: path.endsWith('{}') }))
  const tests = (check.when ?? []).map(testOf)
  const kms = check.kms?.map((action) => (action.includes(':') ? action : `kms:${action}`))
  const kmsTests = (check.kmsWhen ?? []).map(testOf)
  const resources = resourceOf(check)
  const context = contextOf(check)
  const once = (input: Input, bound: Bound, where: Where): readonly PlannedCheck[] => {
    for (const test of tests) if (!test(input, bound)) return []
    const keys = context(input, bound)
    const item = elements.length > 0 ? [...bound.values()].at(-1)?.index : undefined
    const asksKms = kms !== undefined && kmsTests.every((test) => test(input, bound))
    return resources(input, bound, where).map((resource) => ({
      action: check.action,
      resource,
      context: keys,
      ...(asksKms ? { kms } : {}),
      ...(item === undefined ? {} : { item }),
    }))
  }
  const open: Planner = (input, where) => once(input, NOTHING_BOUND, where)
  if (elements.length === 0) return { made: open, open: () => [] }
  const made: Planner = (input, where) => {
    let rounds: readonly Bound[] = [NOTHING_BOUND]
    for (const { path, read, isMap } of elements) rounds = rounds.flatMap((bound) => spread(bound, path, read(input, bound), isMap))
    return rounds.flatMap((bound) => once(input, bound, where))
  }
  return { made, open }
}

function spread(bound: Bound, path: string, value: unknown, isMap: boolean): readonly Bound[] {
  if (isMap) {
    if (typeof value !== 'object' || value === null) return []
    return Object.entries(value).map(([key, inner], index) => new Map(bound).set(path, { value: inner, key, index }))
  }
  return Array.isArray(value)
    ? value.map((inner: unknown, index) => new Map(bound).set(path, { value: inner, key: String(index), index }))
    : []
}

type Read = (input: Input, bound: Bound) => unknown

/** Reads a path: from its element where it has one, else from the input. */
function reader(path: string): Read {
  const element = elementOf(path)
  if (element === '') return (input) => walk(input, stepsOf(path))
  const rest = stepsOf(path.slice(path.startsWith(element) ? element.length : element.length + 1))
  if (path.endsWith('{key}')) return (_, bound) => bound.get(element)?.key
  return (_, bound) => walk(bound.get(element)?.value, rest)
}

const stepsOf = (path: string): readonly PathStep[] => inputPath(path.replace(/^\./, ''))

function walk(from: unknown, steps: readonly PathStep[]): unknown {
  let value = from
  for (const step of steps) {
    if (step.kind !== 'member' || typeof value !== 'object' || value === null || !Object.hasOwn(value, step.name)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[step.name]
  }
  return value
}

function testOf({ member, is, value = '' }: InputTest): (input: Input, bound: Bound) => boolean {
  const read = reader(member)
  switch (is) {
    case 'set':
      return (input, bound) => isSet(read(input, bound))
    case 'absent':
      return (input, bound) => !isSet(read(input, bound))
    case 'equals':
      return (input, bound) => String(read(input, bound)) === value
    case 'matches': {
      const pattern = new RegExp(value, 'i')
      return (input, bound) => {
        const found = read(input, bound)
        return typeof found === 'string' && pattern.test(found)
      }
    }
  }
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== ''

function contextOf(check: OperationCheck): (input: Input, bound: Bound) => Context {
  const members = Object.entries(check.context ?? {}).map(([key, path]) => ({ key, read: reader(path) }))
  const fixed = Object.fromEntries((check.conditions ?? []).map(({ key, values }) => [key, values]))
  if (members.length === 0) return () => fixed
  return (input, bound) => {
    const keys: Record<string, readonly string[]> = { ...fixed }
    for (const { key, read } of members) {
      const value = read(input, bound)
      if (Array.isArray(value)) keys[key] = value.map(String)
      else if (value !== undefined && value !== null && typeof value !== 'object') keys[key] = [String(value)]
    }
    return keys
  }
}

type Resources = (input: Input, bound: Bound, where: Where) => readonly string[]

const ANY: readonly string[] = ['*']

function resourceOf({ resource, action }: OperationCheck): Resources {
  if (resource.kind === 'any') return () => ANY
  // Which of several shapes is meant stands nowhere in the request: only a policy for all of them is sure to allow it.
  if (resource.kind === 'one-of') return () => ANY
  const absent = resource.absent ?? {}
  const forms = resource.forms ?? {}
  const paths = new Map(pathsOf({ action, resource }).map((path) => [path, reader(path)]))
  const pieces = templatePieces(resource.template)
  return (input, bound, where) => {
    let built: readonly string[] = ['']
    let places = where
    let first = true
    // A member may say whose and where the resource is, which stands before it in the ARN.
    for (const piece of pieces) {
      if (piece.kind !== 'member') continue
      const value = paths.get(piece.path)?.(input, bound)
      if (typeof value !== 'string' || forms[piece.path] === undefined || value.startsWith('arn:')) continue
      const reading = readForm(forms[piece.path] ?? 'name-or-arn', [text(value)], symbolic(where))
      if (reading.kind !== 'text') continue
      const region = reading.region === null ? places.region : (literalOf(reading.region) ?? places.region)
      const account = reading.account === null ? places.account : (literalOf(reading.account) ?? places.account)
      places = { ...places, region, account }
    }
    for (const piece of pieces) {
      if (piece.kind === 'text') built = built.map((it) => (isWholeArn(it, piece.text, resource.template) ? it : it + piece.text))
      else if (piece.kind === 'place') built = built.map((it) => it + placeOf(piece.place, places))
      else {
        const value = paths.get(piece.path)?.(input, bound)
        const given = isSet(value) ? String(value) : (absent[piece.path] ?? piece.fallback)
        if (given === null || given === undefined) {
          if (first) return ANY
          built = built.map((it) => `${it}*`)
        } else {
          const read = readMember(forms[piece.path] ?? 'name-or-arn', given, where)
          if (read === null) return ANY
          built = read.arns ?? built.map((it) => it + read.text)
        }
        first = false
      }
    }
    return built
  }
}

const placeOf = (place: 'P' | 'R' | 'A', { partition, region, account }: Where): string =>
  place === 'P' ? partition : place === 'R' ? region : account

const symbolic = ({ partition, region, account }: Where): Places => ({
  partition: [text(partition)],
  region: [text(region)],
  account: [text(account)],
})

/** @returns null for `*` */
function readMember(
  form: MemberForm,
  value: string,
  where: Where,
): { readonly text: string; readonly arns: readonly string[] | null } | null {
  if (form === 'name-or-arn' || form === 'topic' || form === 'bucket' || form === 'state-machine' || form === 'execution')
    return value.startsWith('arn:') ? { text: '', arns: [value] } : { text: value, arns: null }
  const reading = readForm(form, [text(value)], symbolic(where))
  if (reading.kind === 'any') return null
  if (reading.kind === 'arns') return { text: '', arns: reading.arns.map((arn) => literalOf(arn) ?? printSym(arn)) }
  return { text: literalOf(reading.text) ?? printSym(reading.text), arns: null }
}

/** The source of a service's events: `logs.amazonaws.com`. */
export const eventSource = (suffix: string): string =>
  suffix === 'cloudwatch' ? 'monitoring.amazonaws.com' : `${clientPrefix(suffix) ?? suffix}.amazonaws.com`
