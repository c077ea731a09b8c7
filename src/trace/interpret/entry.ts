/** One handler: its module is loaded, its export is called with an event, and what was found is put in order. */
import type { Link, Trace } from '../types.js'
import { ANY_NUMBER, givenValue, optionsOf, UNDEFINED, unknownValue, type Value } from '../values.js'
import { closureIn } from './closures.js'
import { callWithAnything } from './escape.js'
import type { Interpreter } from './interpreter.js'
import { current, takeJoined } from './lattice.js'
import { isLibrary, noLibraryCalls } from './library-calls.js'
import { type Instance, type ModuleTable, topLevelActivation } from './modules.js'
import { addAll, addProblem, answerOf, noFindings } from './record.js'
import type { Activation, Later, Run } from './run.js'
import { runUnheard } from './unheard.js'
import { Spent } from './within-steps.js'
import { keep, mark, readCell, undo, write } from './world.js'

/** Steps for one handler: some seconds. The largest real ones take a sixth. */
export const MAX_STEPS = 1_000_000
const MAX_RUNS = 3
const MAX_LATER_ROUNDS = 3

export interface EntryCode {
  readonly instance: Instance
  /** Empty: the module is a program, which is loaded and not called. */
  readonly exportName: string
}

export function traceEntry(interpreter: Interpreter, modules: ModuleTable, entry: EntryCode, maxSteps: number): Trace {
  const { run } = interpreter
  const findings = noFindings()
  run.findings = findings
  takeJoined()
  run.budget = { steps: 0, maxSteps, outerSteps: maxSteps }
  run.libraryCalls = noLibraryCalls()
  run.apart = 0
  run.later = []
  run.given = new Map()
  run.escaped = new Set()
  run.contexts = new Map()
  run.recursion = new Map()
  run.dispatches.length = 0
  run.loading = false
  run.world.dead = false
  modules.touched.clear()
  interpreter.resetGlobals()
  run.started = entry.exportName === '' ? entry.instance.file : null
  const layer = mark(run.world)
  let handler: Link | null = null
  try {
    modules.ensure(entry.instance)
    handler = entry.exportName === '' ? runProgram(run, modules, entry.instance) : runHandler(run, modules, entry)
  } catch (error) {
    if (!(error instanceof Spent) && !(error instanceof RangeError)) throw error
    const why = error instanceof Spent ? `it takes more than ${error.limit} steps to follow` : 'it is nested too deeply to follow'
    addProblem(findings, {
      code: 'trace/budget',
      message: `the trail of \`${entry.exportName || entry.instance.place(0).file}\` ends: ${why}`,
      hint: 'what was found until then is in the answer; split the function, or add what is missing by hand',
      at: entry.instance.place(0),
    })
  } finally {
    const [first] = run.world.marks
    undo(run.world, first ?? layer)
    run.world.marks.length = 0
    run.world.dead = false
    run.world.owner = 0
    run.loading = false
    run.findings = findings
  }
  const root = handler === null ? [] : [handler]
  for (const each of modules.touched) addAll(findings, each.found, root)
  const files = [...modules.touched].filter((each) => !each.file.startsWith('[')).map((each) => each.place(0).file)
  return { ...answerOf(findings), files: [...new Set(files)].sort() }
}

function runHandler(run: Run, modules: ModuleTable, entry: EntryCode): Link | null {
  const { instance, exportName } = entry
  const act = topLevelActivation(run, instance)
  run.here.act = act
  const handler = handlerOf(run, modules, instance, exportName, act)
  if (handler === null) return null
  const place = definedAt(handler.value, act)
  for (const each of modules.touched) run.later.push(...each.later.filter((later) => !handler.takes.includes(later)))
  const root: Activation = { ...act, name: exportName, calledAt: place, atLoad: false }
  runLater(run, root)
  for (let n = 0; n < MAX_RUNS; n++) {
    const journal = run.world.journal.length
    const before = run.findings.calls.size
    const since = mark(run.world)
    callHandler(run, handler.value, root, place)
    runLater(run, root)
    if (run.findings.calls.size === 0) {
      runUnheard(run, root, place)
      runLater(run, root)
    }
    forgetCounts(run, since.at)
    keep(run.world, since)
    // What an invocation leaves behind, the next one finds: a cached client, a setting that was read.
    if (run.world.journal.length === journal || (n > 0 && run.findings.calls.size === before)) break
  }
  return { name: exportName, at: instance.place(place) }
}

/** What the program left for later: callbacks of timers, of events and of libraries. */
function runProgram(run: Run, modules: ModuleTable, instance: Instance): Link {
  const act = topLevelActivation(run, instance)
  run.here.act = act
  for (const each of modules.touched) run.later.push(...each.later)
  runLater(run, act)
  const at = instance.place(0)
  return { name: at.file, at }
}

interface Handler {
  readonly value: Value
  /** What would run as a callback of a library, and is taken for what the library's handler calls. */
  readonly takes: readonly Later[]
}

function handlerOf(run: Run, modules: ModuleTable, instance: Instance, exportName: string, act: Activation): Handler | null {
  const [first = '', ...rest] = exportName.split('.')
  let value = modules.exportOf(instance, first)
  if (value.kind === 'undefined') {
    // Bundlers and compilers leave handlers behind a default export.
    const whole = modules.exportOf(instance, 'default')
    if (whole.kind === 'object') value = run.get(whole, first, act)
  }
  for (const key of rest) value = run.get(value, key, act)
  const callable = optionsOf(value).some((each) => each.kind === 'object' && current(each).code !== null)
  if (callable) return { value, takes: [] }
  if (instance.loaded.kind === 'failed') return null
  const behind = value.kind === 'unknown' ? handlerBehind(run, modules, instance, value.why) : null
  const known = modules.exportNames(instance)
  const unknown = value.kind === 'unknown' ? value.why : ''
  run.problem(
    unknown === '' ? 'trace/no-handler' : behind === null ? 'trace/opaque-handler' : 'trace/opaque-wrapper',
    unknown === ''
      ? `\`${instance.place(0).file}\` has no function \`${exportName}\``
      : `\`${exportName}\` comes from ${unknown}, which is not followed`,
    unknown === ''
      ? `correct the handler's name; the file exports ${known.length === 0 ? 'nothing' : `\`${[...known].sort().join('`, `')}\``}`
      : behind === null
        ? 'install the package, or say in the config (`libraries`) what it does with what it is given'
        : 'the functions that it was given count as called with the event; install the package, or say in the config (`libraries`) what it does with them',
    act,
    behind === null ? 0 : placeOfHanded(behind, act),
  )
  return behind
}

function placeOfHanded(handler: Handler, act: Activation): number {
  for (const { handed } of handler.takes) {
    const place = handed === undefined ? 0 : definedAt(handed.fn, act)
    if (place > 0) return place
  }
  return 0
}

/** A handler that a package made which is not followed: it is taken to call what the package was given. */
function handlerBehind(run: Run, modules: ModuleTable, instance: Instance, why: string): Handler | null {
  const handed = [...modules.touched].flatMap((each) => each.later.filter((later) => later.handed !== undefined && later.name === why))
  const takes = handed.length > 0 ? handed : instance.later.filter((later) => later.handed !== undefined)
  if (takes.length === 0) return null
  const value = run.machine.native('the handler that a package made', (machine, { args }) => {
    for (const { handed: given } of takes) {
      if (given === undefined) continue
      const { act, at } = run.here
      const calls = (): Value =>
        closureIn(given.fn)?.kind === 'class'
          ? callWithAnything(run, given.fn, given.self, why, act, at)
          : machine.call(given.fn, given.self, args)
      machine.either([calls, () => UNDEFINED])
    }
    return unknownValue(why)
  })
  return { value, takes }
}

/** Where the handler's code is; where a library wraps it, where the app has it wrapped. */
function definedAt(handler: Value, act: Activation): number {
  const [only] = optionsOf(handler)
  const closure = only?.kind === 'object' ? closureIn(current(only)) : null
  if (closure === null) return 0
  if (closure.module === act.module) return closure.code.at
  for (let maker = closure.kind === 'function' ? closure.outer : null; maker !== null; maker = maker.caller) {
    if (maker.caller?.module === act.module) return maker.calledAt
  }
  return 0
}

/** A number that an invocation changes is another one at each. */
function forgetCounts(run: Run, from: number): void {
  const { world } = run
  for (const { target, key, old } of world.journal.slice(from)) {
    if (typeof key === 'symbol') continue
    const before = old as Value | undefined
    const after = readCell(target, key) as Value | undefined
    if (before?.kind === 'number' && after?.kind === 'number' && before.number !== after.number) write(world, target, key, ANY_NUMBER)
  }
}

function callHandler(run: Run, handler: Value, act: Activation, place: number): void {
  const event = givenValue({ kind: 'event', path: [] })
  const context = givenValue({ kind: 'context', path: [] })
  const done = run.machine.native('callback', () => UNDEFINED)
  // Each invocation has an event and a context of its own.
  for (const name of [...run.givenWrites.props.keys()]) write(run.world, run.givenWrites, name, undefined)
  run.here.act = act
  run.here.at = place
  const given = run.call(handler, UNDEFINED, [event, context, done], act, place)
  if (isLibrary(act.module) && neverEnds(run, given)) sayNoEnd(run, act, place)
  run.world.dead = false
}

/** A promise of nothing is one that can only fail. */
const neverEnds = (run: Run, given: Value): boolean =>
  run.world.dead ||
  optionsOf(given).every((each) => each.kind === 'never' || (each.kind === 'object' && current(each).inner?.kind === 'never'))

function sayNoEnd(run: Run, act: Activation, place: number): void {
  run.world.dead = false
  run.problem(
    'trace/no-end',
    `\`${act.name}\` fails on every way that is followed through this bundle, and what it calls later is not seen`,
    'point the function at its source, or keep packages out of the bundle (`External` in the build settings)',
    act,
    place,
  )
}

function runLater(run: Run, act: Activation): void {
  for (let n = 0; n < MAX_LATER_ROUNDS; n++) {
    const all = [...new Set(run.later)]
    const journal = run.world.journal.length
    const count = run.later.length
    for (const each of all) {
      run.here.act = act
      each.run()
      run.world.dead = false
    }
    if (run.world.journal.length === journal && run.later.length === count) return
  }
}
