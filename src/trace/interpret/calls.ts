/** Calls: which code a value stands for, and how a function of the source runs with abstract arguments. */

import { type AbstractObject, literalText, NEVER, optionsOf, UNDEFINED, unknownValue, type Value } from '../values.js'
import type { Closure, FunctionClosure } from './closures.js'
import { makeGenerator } from './generators.js'
import { callGiven } from './given-calls.js'
import { noteGiven } from './given-functions.js'
import { current, join, same, TOO_MANY_FUNCTIONS } from './lattice.js'
import { libraryCall } from './library-calls.js'
import { widenValue } from './loops.js'
import { withoutNullish } from './operators.js'
import { promiseOf } from './promises.js'
import { type Body, joinArgs, throughDispatch, throughRecursion } from './recursion.js'
import type { Activation, Contexts, Outcome, Run, Yields } from './run.js'
import { literalsOf } from './texts.js'
import { changesSince, everythingSince, keep, mark, merge, newFrame, newObject, undo, write } from './world.js'

export function callValue(run: Run, callee: Value, self: Value, args: readonly Value[], act: Activation, at: number): Value {
  if (run.world.dead) return NEVER
  const options = optionsOf(withoutNullish(callee))
  const [only] = options
  // To call nothing throws. That it is nothing may be a mistake of ours, so what it was given is not forgotten.
  if (only === undefined) return callee.kind === 'never' ? NEVER : run.escape(args, 'a function that is not known', act, at)
  if (options.length === 1) return callOne(run, only, self, args, act, at)
  const any: Body = (ownSelf, ownArgs) => run.fork(options.map((option) => () => callOne(run, option, ownSelf, ownArgs, act, at)))
  return throughDispatch(run, options, self, args, { act, at }, any)
}

function callOne(run: Run, callee: Value, self: Value, args: readonly Value[], act: Activation, at: number): Value {
  if (callee.kind !== 'object') {
    if (callee === TOO_MANY_FUNCTIONS) run.outOfBudget('it can be one of more functions than are told apart', act, at)
    if (callee.kind === 'given' || callee.kind === 'unknown')
      return run.escape(args, callee.kind === 'unknown' ? callee.why : 'a function of the event', act, at)
    return unknownValue('the call of something that is no function')
  }
  const fn = current(callee)
  if (fn.code === null) {
    return fn.open === null ? unknownValue('the call of something that is no function') : run.escape(args, fn.open, act, at)
  }
  if (fn.code.kind === 'native') return callNative(run, fn, self, args, null, act, at)
  const closure = fn.code.closure as Closure
  if (closure.kind === 'class') return run.constructObject(fn, args, act, at, self.kind === 'object' ? current(self) : null)
  return callClosure(run, closure, fn, self, args, { act, at, newTarget: null, anyArgs: false })
}

export function callNative(
  run: Run,
  fn: AbstractObject,
  self: Value,
  args: readonly Value[],
  made: AbstractObject | null,
  act: Activation,
  at: number,
): Value {
  if (fn.code?.kind !== 'native') return NEVER
  const before = { ...run.here }
  run.here.act = act
  run.here.at = at
  const value = fn.code.run(run.machine, { self, args, made })
  run.here.act = before.act
  run.here.at = before.at
  return value
}

/** A call of a member: the object is `this`, and given values have the methods of what they may be. */
export function callMethod(run: Run, object: Value, key: Value, args: readonly Value[], act: Activation, at: number): Value {
  if (run.world.dead) return NEVER
  const options = optionsOf(withoutNullish(object))
  if (options.length === 0) return object.kind === 'never' ? NEVER : run.escape(args, 'a method of undefined', act, at)
  const [only] = options
  if (options.length === 1 && only !== undefined) return callMethodOf(run, only, key, args, act, at)
  const any: Body = (self, ownArgs) =>
    run.fork(optionsOf(withoutNullish(self)).map((option) => () => callMethodOf(run, option, key, ownArgs, act, at)))
  return throughDispatch(run, methodsAmong(options, key), object, args, { act, at }, any)
}

const MAX_PROTOTYPES = 32

/** What members of the objects of many would be called; only to tell one dispatch from another. */
function methodsAmong(options: readonly Value[], key: Value): readonly Value[] {
  const name = literalText(key)
  if (name === null) return []
  return options.flatMap((option) => {
    let at = option.kind === 'object' ? current(option) : null
    for (let n = 0; at !== null && n < MAX_PROTOTYPES; n++) {
      const found = at.props.get(name)
      if (found !== undefined) return found.kind === 'object' ? [found] : []
      at = at.proto === null ? null : current(at.proto)
    }
    return []
  })
}

function callMethodOf(run: Run, self: Value, key: Value, args: readonly Value[], act: Activation, at: number): Value {
  if (self === TOO_MANY_FUNCTIONS) run.outOfBudget('it can be a method of more objects than are told apart', act, at)
  if (self.kind === 'given' || self.kind === 'unknown') return callGiven(run, self, key, args, act, at)
  const client = self.kind === 'object' ? current(self).brand : null
  if (client?.kind === 'client' && literalsOf(key) === null) {
    run.problem(
      'trace/dynamic-client',
      `which operation of \`${client.service}\` this calls depends on the run`,
      'call the operations by name, or list them in the config',
      act,
      at,
    )
    return { kind: 'unknown', why: 'the answer of an operation that is not known' }
  }
  const fn = run.getComputed(self, key, act)
  const options = optionsOf(withoutNullish(fn))
  const absent = options.length === 0 || options.every((each) => each.kind === 'unknown')
  // A method that is not followed can call any other method of its object.
  if (absent && self.kind === 'object' && current(self).code === null) {
    const to = options[0]?.kind === 'unknown' ? options[0].why : 'a method that is not known'
    return callGiven(
      run,
      { kind: 'unknown', why: to },
      key,
      args.length === 0 && options.length === 0 ? [] : [...args, ...(options.length === 0 ? [] : [self])],
      act,
      at,
    )
  }
  return callValue(run, fn, self, args, act, at)
}

export interface CallSite {
  readonly act: Activation
  readonly at: number
  readonly newTarget: AbstractObject | null
  /** Nothing is known of the arguments; `args` then has one value that stands for any number. */
  readonly anyArgs: boolean
}

const MAX_DEPTH = 160
/** Steps in all runs of a function, with those of the functions that it calls: past them its arguments are joined. */
const MAX_CONTEXT_STEPS = 300_000
const MIN_CONTEXTS = 6
const MAX_SUMMARIES = 4

export function callClosure(
  run: Run,
  closure: FunctionClosure,
  fn: AbstractObject,
  self: Value,
  args: readonly Value[],
  site: CallSite,
): Value {
  const { code } = closure
  const known = site.newTarget === null ? run.bundledCall(code, closure.module, args) : null
  if (known !== null) return known
  if (code.generator && site.newTarget === null) {
    const asAwait = run.isAwaiter(site.act)
    return makeGenerator(run, fn, asAwait, (yields) => runBody(run, closure, fn, self, args, site, yields))
  }
  if (site.act.depth > MAX_DEPTH) {
    run.outOfBudget('calls are nested deeper than is followed', site.act, site.at)
    return run.escape([...args], 'calls that are nested too deeply', site.act, site.at)
  }
  // Functions that one place makes over and over are others each time: a bundle has one such place for all of its modules.
  const key = site.newTarget === null ? closure : code
  noteGiven(run, closure, args)
  return libraryCall(run, closure, fn, self, args, () =>
    throughContexts(run, key, self, args, site, (ownSelf, ownArgs) =>
      throughRecursion(run, key, code, ownSelf, ownArgs, site, (innerSelf, innerArgs) =>
        runBody(run, closure, fn, innerSelf, innerArgs, site, null),
      ),
    ),
  )
}

/** Past a number of steps a function is answered with a summary of runs for the join of all arguments. */
function throughContexts(run: Run, key: object, self: Value, args: readonly Value[], site: CallSite, body: Body): Value {
  let seen = run.contexts.get(key)
  if (seen === undefined) {
    seen = { runs: 0, steps: 0, summaries: 0, args: [], self: NEVER, result: null, changes: null }
    run.contexts.set(key, seen)
  }
  seen.runs++
  if (site.newTarget !== null || !isTooOften(seen)) {
    const before = run.budget.steps
    const value = body(self, args)
    seen.steps += run.budget.steps - before
    return value
  }
  return summarised(run, seen, self, args, site, body)
}

const isTooOften = (seen: Contexts): boolean => seen.steps > MAX_CONTEXT_STEPS && seen.runs > MIN_CONTEXTS

function summarised(run: Run, seen: Contexts, self: Value, args: readonly Value[], site: CallSite, body: Body): Value {
  const born = run.world.births
  const joined = joinArgs(seen.args, args).map((each) => widenValue(run, each, seen.summaries, born))
  const joinedSelf = widenValue(run, join(seen.self, self), seen.summaries, born)
  const covered =
    same(joinedSelf, seen.self) && joined.length === seen.args.length && joined.every((each, i) => same(each, seen.args[i] as Value))
  if (seen.result !== null && (covered || seen.summaries >= MAX_SUMMARIES)) {
    if (seen.changes !== null) merge(run.world, [new Map(), seen.changes])
    if (covered) return seen.result
    // Nothing that can be called is forgotten, though it is no longer known with what it is called.
    return join(
      seen.result,
      run.escape(args.filter(isTelling), 'a function that is called too often to follow each call', site.act, site.at),
    )
  }
  seen.args = joined
  seen.self = joinedSelf
  seen.summaries++
  const since = mark(run.world)
  const result = body(joinedSelf, joined)
  seen.result = seen.result === null ? result : join(seen.result, result)
  seen.changes = run.world.dead ? null : changesSince(run.world, since)
  keep(run.world, since)
  return seen.result
}

const isTelling = (value: Value): boolean =>
  optionsOf(value).some(
    (each) => literalText(each) !== null || (each.kind === 'object' && (current(each).code !== null || current(each).brand !== null)),
  )

export function runBody(
  run: Run,
  closure: FunctionClosure,
  fn: AbstractObject,
  self: Value,
  args: readonly Value[],
  site: CallSite,
  yields: Yields | null,
): Value {
  const { world } = run
  const { code, outer } = closure
  const body = code.body()
  const since = mark(world)
  const outcome: Outcome = { value: NEVER, early: [], live: false }
  const act: Activation = {
    code,
    name: code.name,
    module: closure.module,
    frame: newFrame(world, body.frame.slots, closure.frame),
    self: outer !== null ? outer.self : { value: self },
    home: outer !== null ? outer.home : closure.home,
    newTarget: outer !== null ? outer.newTarget : site.newTarget,
    args: outer !== null ? outer.args : args,
    anyArgs: outer !== null ? outer.anyArgs : site.anyArgs,
    caller: site.act,
    calledAt: site.at,
    atLoad: false,
    depth: site.act.depth + 1,
    mark: since,
    outcome,
    jumps: [],
    yields,
    handles: [],
  }
  run.step()
  if (body.ownName !== null) write(world, act.frame, body.ownName, fn)
  body.params.forEach((pattern, i) => {
    run.assign(pattern, args[i] ?? (site.anyArgs ? (args[0] ?? UNDEFINED) : UNDEFINED), act, pattern)
  })
  if (body.rest !== null) {
    const list = site.anyArgs ? { element: args[0] ?? UNDEFINED } : { items: args.slice(body.params.length) }
    run.assign(body.rest, newObject(world, body.rest, { proto: run.realm.prototypes.array, list }), act, body.rest)
  }
  for (const kept of body.kept) run.set(act.self.value, kept.name, run.eval(kept.from, act), act)
  run.execAll(body.body, act)
  const value = finish(run, act)
  return code.asynchronous && yields === null ? settled(run, value, since, act) : value
}

/** The value and the state that a body leaves, whichever way it ended. */
export function finish(run: Run, act: Activation): Value {
  const { world } = run
  const { outcome } = act
  const alive = outcome.live || !world.dead
  let value = outcome.live ? outcome.value : world.dead ? NEVER : UNDEFINED
  if (outcome.early.length === 0) {
    if (outcome.live) world.dead = false
    // A failed asynchronous function still needs its mark.
    if (alive || act.code?.asynchronous !== true || act.yields !== null) keep(world, act.mark)
    return value
  }
  const ends = outcome.early.map((each) => each.changes)
  if (alive) ends.push(changesSince(world, act.mark))
  undo(world, act.mark)
  world.dead = false
  merge(world, ends)
  for (const each of outcome.early) value = join(value, each.value)
  return value
}

/** An asynchronous function gives a promise, also where it fails: the caller goes on until it awaits. */
function settled(run: Run, value: Value, since: ReturnType<typeof mark>, act: Activation): Value {
  const { world } = run
  if (world.dead) {
    const left = everythingSince(world, since)
    undo(world, since)
    world.dead = false
    merge(world, [left])
    return promiseOf(run, NEVER, act)
  }
  return promiseOf(run, value, act)
}

export function constructValue(run: Run, callee: Value, args: readonly Value[], act: Activation, at: number): Value {
  if (run.world.dead) return NEVER
  const options = optionsOf(withoutNullish(callee))
  const [only] = options
  if (only === undefined) return run.escape(args, 'a class that is not known', act, at)
  const one = (option: Value): Value => {
    if (option.kind !== 'object') return run.escape(args, option.kind === 'unknown' ? option.why : 'a class that is not known', act, at)
    return run.constructObject(current(option), args, act, at, null)
  }
  return options.length === 1 ? one(only) : run.fork(options.map((option) => () => one(option)))
}
