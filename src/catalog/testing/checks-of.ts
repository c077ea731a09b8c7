/**
 * The checks that a call with a concrete input makes, as lines to compare: the short definition of what the rows mean.
 * `ACTION RESOURCE`, then `if KEY=VALUE` for conditions.
 */
import { printSym, type SymText, symText, text } from '../../policy/index.js'
import { elementsOf } from '../check-paths.js'
import { readForm } from '../forms.js'
import { operationFacts } from '../operation-facts.js'
import { elementOf, inputPath, templatePieces } from '../paths.js'
import type { InputTest, OperationCheck, Places, ResourceRule } from '../types.js'

type Json = unknown

/** What stands for each `X[]` and `X{}` while one element is looked at. */
type Elements = ReadonlyMap<string, { readonly value: Json; readonly key: string }>

const PLACES: Places = { partition: symText('aws'), region: symText('us-west-2'), account: symText('111122223333') }

export function checksOf(suffix: string, operation: string, input: Json): readonly string[] {
  const facts = operationFacts(suffix, operation)
  if (facts.kind !== 'checks') return [`${facts.kind}`]
  const lines = facts.checks.flatMap((check) => made(check, input).map((elements) => lineOf(check, input, elements)))
  return [...new Set(lines)].sort()
}

/** What KMS is asked for in the checks that are made. */
export function keyActionsOf(suffix: string, operation: string, input: Json): readonly string[] {
  const facts = operationFacts(suffix, operation)
  if (facts.kind !== 'checks') return []
  const asked = facts.checks.flatMap((check) =>
    made(check, input).flatMap((elements) => (holdsAll(check.kmsWhen ?? [], input, elements) ? (check.kms ?? []) : [])),
  )
  return [...new Set(asked)].sort()
}

const made = (check: OperationCheck, input: Json): readonly Elements[] =>
  // What only an earlier call names is on nothing here.
  check.resource.kind === 'one-of' && check.resource.templates.length === 0
    ? []
    : elements(elementsOf(check), input, new Map()).filter((found) => holdsAll(check.when ?? [], input, found))

function elements(prefixes: readonly string[], input: Json, known: Elements): readonly Elements[] {
  const [first, ...rest] = prefixes
  if (first === undefined) return [known]
  const collection = read(first.replace(/(\[\]|\{\})$/, ''), input, known)
  const entries = collection === undefined || collection === null ? [] : Object.entries(collection)
  return entries.flatMap(([key, value]) => elements(rest, input, new Map([...known, [first, { value, key }]])))
}

function read(path: string, input: Json, known: Elements): Json {
  const element = elementOf(path)
  const found = element === '' ? undefined : known.get(element)
  if (path.endsWith('{key}')) return found?.key
  if (element !== '' && found === undefined) return undefined
  return inputPath(path.slice(element.length)).reduce(
    (at: Json, step) => {
      if (at === undefined || at === null || step.kind !== 'member') return undefined
      return (at as Readonly<Record<string, Json>>)[step.name]
    },
    found === undefined ? input : found.value,
  )
}

const holdsAll = (tests: readonly InputTest[], input: Json, known: Elements): boolean => tests.every((test) => holds(test, input, known))

function holds(test: InputTest, input: Json, known: Elements): boolean {
  const value = read(test.member, input, known)
  if (test.is === 'set') return value !== undefined
  if (test.is === 'absent') return value === undefined
  if (value === undefined) return false
  return test.is === 'equals' ? String(value) === test.value : new RegExp(test.value ?? '', 'is').test(String(value))
}

function lineOf(check: OperationCheck, input: Json, known: Elements): string {
  const conditions = (check.conditions ?? []).map((c) => ` if ${c.key}=${c.values.join()}`)
  return `${check.action} ${resources(check.resource, input, known).join(' | ')}${conditions.join('')}`
}

function resources(rule: ResourceRule, input: Json, known: Elements): readonly string[] {
  if (rule.kind === 'any') return ['*']
  if (rule.kind === 'one-of') return rule.templates.flatMap((template) => resources({ kind: 'arn', template }, input, known))
  let heads: readonly SymText[] = [[]]
  let first = true
  for (const piece of templatePieces(rule.template)) {
    if (piece.kind === 'text') heads = heads.map((head) => symText(head, piece.text))
    else if (piece.kind === 'place') heads = heads.map((head) => symText(head, placeOf(piece.place)))
    else {
      const value = read(piece.path, input, known) ?? rule.absent?.[piece.path] ?? piece.fallback ?? undefined
      if (value === undefined) {
        if (first) return ['*']
        heads = heads.map((head) => symText(head, '*'))
        continue
      }
      first = false
      const reading = readForm(rule.forms?.[piece.path] ?? 'name-or-arn', [text(String(value))], PLACES)
      if (reading.kind === 'any') return ['*']
      if (reading.kind === 'arns') heads = reading.arns
      else heads = heads.map((head) => symText(inPlace(head, reading.region, reading.account), reading.text))
    }
  }
  return heads.map(printSym)
}

const placeOf = (place: 'P' | 'R' | 'A'): SymText => (place === 'P' ? PLACES.partition : place === 'R' ? PLACES.region : PLACES.account)

function inPlace(head: SymText, region: SymText | null, account: SymText | null): SymText {
  const parts = printSym(head).split(':')
  if (region !== null) parts[3] = printSym(region)
  if (account !== null) parts[4] = printSym(account)
  return symText(parts.join(':'))
}
