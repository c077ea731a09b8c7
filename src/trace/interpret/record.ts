/** What was found: calls with the chain that led to them, and what could not be settled. Each is kept once. */
import { comparePlaces, type Place, type Problem } from '../../outcome/index.js'
import type { Call, Handed, Link, Traced } from '../types.js'
import type { Findings, Found, NewCall } from './findings.js'
import { sameTraced } from './lattice.js'
import type { Activation } from './run.js'
import { UNKNOWN_CLIENT } from './seeming-calls.js'

export const noFindings = (): Findings => ({ calls: new Map(), problems: new Map(), handed: new Map(), byInput: new WeakMap() })

/** Calls of one place with more different inputs than this are one call with all of them. */
const MAX_INPUTS = 16
const MAX_LINKS = 40

export function addCall(findings: Findings, call: NewCall, at: Place, act: Activation, atLoad: boolean): void {
  const key = `${at.file}:${at.line}:${at.column}:${call.service}:${call.operation}:${call.origin}`
  const known = findings.calls.get(key) ?? []
  findings.calls.set(key, known)
  const via = viaOf(act)
  const handles = handlesAround(act)
  const same = known.find((each) => each.call.atLoad === atLoad && sameCall(each.call, call))
  if (same !== undefined) {
    if (via.length < same.via.length) same.via = via
    for (const each of handles) same.handles.add(each)
    remember(findings, call.input, same)
    return
  }
  if (known.length >= MAX_INPUTS) {
    const [first] = known
    if (first !== undefined) {
      known[0] = {
        ...first,
        call: { ...first.call, input: either(first.call.input, call.input), region: eitherOrNull(first.call.region, call.region) },
      }
      remember(findings, call.input, known[0])
    }
    return
  }
  const found: Found = { call: { ...call, at, atLoad }, via, handles: new Set(handles) }
  known.push(found)
  remember(findings, call.input, found)
}

const remember = (findings: Findings, input: Traced, found: Found): void => void findings.byInput.set(input, found)

const sameCall = (a: NewCall, b: NewCall): boolean =>
  sameTraced(a.input, b.input) &&
  sameTraced(a.region, b.region) &&
  sameTraced(a.endpoint, b.endpoint) &&
  sameTraced(a.assumedRole, b.assumedRole) &&
  sameTraced(a.accessKey ?? null, b.accessKey ?? null)

function either(a: Traced, b: Traced): Traced {
  const options = [a, b].flatMap((each) => (each.kind === 'union' ? each.options : [each]))
  const out: Traced[] = []
  for (const each of options) if (!out.some((one) => sameTraced(one, each))) out.push(each)
  return out.length > MAX_INPUTS ? { kind: 'unknown', why: 'one of very many inputs' } : { kind: 'union', options: out }
}

const eitherOrNull = (a: Traced | null, b: Traced | null): Traced | null =>
  a === null || b === null ? null : sameTraced(a, b) ? a : either(a, b)

/** The code of stubs is not the app's: what they do happens where the app calls them. */
const isStub = (act: Activation): boolean => act.module.file.startsWith('[')

/** Where the app's own code is, seen from code of a stub. */
export function appPlace(act: Activation, at: number): { readonly act: Activation; readonly at: number } {
  let here = act
  let place = at
  while (isStub(here) && here.caller !== null) {
    place = here.calledAt
    here = here.caller
  }
  return { act: here, at: place }
}

/** From the handler to the function that holds the call. */
export function viaOf(act: Activation): Link[] {
  const links: Link[] = []
  for (let at: Activation | null = act; at !== null; at = at.caller) {
    if ((at.code === null && at.caller !== null) || isStub(at)) continue
    // The handler goes by the name of the export.
    if (at.caller?.caller === null && at.caller.code === null && at.calledAt === at.caller.calledAt && !at.caller.atLoad) continue
    const name = at.name === '' ? 'anonymous function' : at.name
    links.push({ name, at: at.caller === null ? at.module.place(at.calledAt) : at.caller.module.place(at.calledAt) })
  }
  links.reverse()
  return links.length <= MAX_LINKS ? links : [...links.slice(0, MAX_LINKS / 2), ...links.slice(-MAX_LINKS / 2)]
}

function handlesAround(act: Activation): string[] {
  const out = new Set<string>()
  for (let at: Activation | null = act; at !== null; at = at.caller) for (const names of at.handles) for (const each of names) out.add(each)
  return [...out]
}

export function addProblem(findings: Findings, problem: Problem): void {
  const at = problem.at
  const key = `${problem.code}\n${problem.message}\n${at === null ? '' : `${at.file}:${at.line}:${at.column}`}`
  if (!findings.problems.has(key)) findings.problems.set(key, problem)
}

/** Once a place and value, with the shortest chain. */
export function addHanded(findings: Findings, handed: Handed): void {
  const key = `${handed.at.file}:${handed.at.line}:${handed.at.column} ${inputText(handed.value)}`
  const known = findings.handed.get(key)
  if (known === undefined || handed.via.length < known.via.length) findings.handed.set(key, handed)
}

export function addAll(into: Findings, from: Findings, root: readonly Link[]): void {
  for (const [key, calls] of from.calls) {
    const known = into.calls.get(key) ?? []
    into.calls.set(key, known)
    for (const each of calls) {
      const via = [...root, ...each.via]
      const same = known.find((one) => sameCall(one.call, each.call) && one.call.atLoad === each.call.atLoad)
      if (same === undefined) known.push({ call: each.call, via, handles: new Set(each.handles) })
      else {
        if (via.length < same.via.length) same.via = via
        for (const name of each.handles) same.handles.add(name)
      }
    }
  }
  for (const problem of from.problems.values()) addProblem(into, problem)
  for (const handed of from.handed.values()) addHanded(into, { ...handed, via: [...root, ...handed.via] })
}

/** Sorted, with calls that both a handler and a top level lead to taken as the handler's. */
export function answerOf(findings: Findings): { calls: readonly Call[]; unresolved: readonly Problem[]; handed: readonly Handed[] } {
  const calls: Call[] = []
  for (const found of findings.calls.values()) {
    for (const each of found) {
      if (each.call.atLoad && found.some((one) => !one.call.atLoad && sameCall(one.call, each.call))) continue
      calls.push({ ...each.call, via: each.via, handles: [...each.handles].sort() })
    }
  }
  calls.sort(
    (a, b) =>
      comparePlaces(a.at, b.at) ||
      compareText(a.operation, b.operation) ||
      compareText(viaText(a), viaText(b)) ||
      compareText(inputText(a.input), inputText(b.input)),
  )
  // Where the client is known on another way, the call is in the answer.
  const places = new Set(calls.map(({ at }) => placeText(at)))
  const problems = [...findings.problems.values()].filter(
    ({ code, at }) => code !== UNKNOWN_CLIENT || at === null || !places.has(placeText(at)),
  )
  const unresolved = problems.sort((a, b) => comparePlaces(a.at, b.at) || compareText(a.code, b.code) || compareText(a.message, b.message))
  const handed = [...findings.handed.values()].sort(
    (a, b) => comparePlaces(a.at, b.at) || compareText(inputText(a.value), inputText(b.value)),
  )
  return { calls, unresolved, handed }
}

const placeText = ({ file, line, column }: Place): string => `${file}:${line}:${column}`
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const viaText = (call: Call): string => call.via.map((each) => each.name).join('\n')
const inputText = (input: Traced): string => JSON.stringify(input, (_, value: unknown) => (value instanceof Map ? [...value] : value))
