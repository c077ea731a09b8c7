/** Puts the parts together: one run that all entries of an app share. */

import { operationModel } from '../../catalog/index.js'
import type { Traced } from '../types.js'
import {
  type AbstractObject,
  ANY_BOOLEAN,
  type Brand,
  FALSE,
  givenValue,
  NEVER,
  optionsOf,
  type RecordedCall,
  TRUE,
  textValue,
  UNDEFINED,
  unknownValue,
  type Value,
} from '../values.js'
import { assign } from './assign.js'
import { installRealm, newRealm } from './builtins/globals.js'
import { hasMember } from './builtins/objects.js'
import { callValue, constructValue } from './calls.js'
import { construct } from './classes.js'
import { closureIn } from './closures.js'
import { escapeValues } from './escape.js'
import { evalArgs, evalExpr, fallback } from './expressions.js'
import { fork } from './fork.js'
import { iterate } from './iterate.js'
import { current, join, sameTraced, takeJoined } from './lattice.js'
import { metSdk, noLibraryCalls } from './library-calls.js'
import { machineFor } from './machine.js'
import { getComputed, getMember, openObject, setComputed, setMember } from './objects.js'
import { isSymbol } from './operators.js'
import { addCall, addHanded, addProblem, appPlace, noFindings, viaOf } from './record.js'
import type { Activation, ModuleInstance, Modules, Run } from './run.js'
import { execAll, execStmt } from './statements.js'
import { traced, withoutInputs } from './traced.js'
import { Spent, withinSteps } from './within-steps.js'
import { newFrame, newObject, newWorld, VIRTUAL, write } from './world.js'

/** Steps for one function of an installed package, and for its top level. */
const PACKAGE_STEPS = 150_000

/** Problems that tell of something of the SDK. */
const CODES_OF_SDK: ReadonlySet<string> = new Set(['trace/escapes', 'trace/dynamic-client'])

/** Putting so many options of large values together takes as long as a step. */
const JOINED_A_STEP = 64

export interface Interpreter {
  readonly run: Run
  /** Takes the place of the globals of the app for one entry. */
  resetGlobals(): void
}

export function newInterpreter(settings: ReadonlyMap<string, readonly string[]>): Interpreter {
  const world = newWorld()
  const realm = newRealm(world)
  const extra = new Map<string, Value>()
  let global: AbstractObject | null = null
  const here = { act: nowhere(world), at: 0 }
  const run = {
    world,
    realm,
    settings,
    findings: noFindings(),
    loading: false,
    budget: { steps: 0, maxSteps: Number.POSITIVE_INFINITY, outerSteps: Number.POSITIVE_INFINITY },
    libraryCalls: noLibraryCalls(),
    started: null,
    builtins: [],
    later: [],
    given: new Map<AbstractObject, Value>(),
    escaped: new Set<AbstractObject>(),
    contexts: new Map(),
    recursion: new Map(),
    dispatches: [],
    givenWrites: newObject(world, {}, {}),
    apart: 0,
    here,
    chain: { short: false },
  } as unknown as Run

  const parts: Partial<Run> = {
    eval: (expr, act) => evalExpr(run, expr, act),
    exec: (stmt, act) => execStmt(run, stmt, act),
    execAll: (stmts, act) => execAll(run, stmts, act),
    assign: (pattern, value, act, site) => assign(run, pattern, value, act, site),
    args: (items, act) => evalArgs(run, items, act),
    get: (target, key, act) => getMember(run, target, key, act),
    getComputed: (target, key, act) => getComputed(run, target, key, act),
    set: (target, key, value, act) => setMember(run, target, key, value, act),
    setComputed: (target, key, value, act) => setComputed(run, target, key, value, act),
    call: (callee, self, args, act, at) => callValue(run, callee, self, args, act, at),
    construct: (callee, args, act, at) => constructValue(run, callee, args, act, at),
    constructObject: (callee, args, act, at, self) => construct(run, callee, args, act, at, self),
    iterate: (value, act) => iterate(run, value, act),
    escape: (values, to, act, at) => escapeValues(run, values, to, act, at),
    withFallback: (value, other, operator) => fallback(run, value, other, operator),
    fork: (alternatives) => fork(run, alternatives),
    step: () => {
      run.budget.steps += 1 + takeJoined() / JOINED_A_STEP
      if (run.budget.steps > run.budget.maxSteps) throw new Spent(run.budget.maxSteps)
    },
    current,
    hasMember: (object, key) => hasMember(run, object, key),
    instanceOf: (value, type, act) => instanceOf(run, value, type, act),
    importMeta: (act) => importMeta(run, act),
    regex: (source, flags, site) => {
      const made = newObject(world, site, { proto: realm.prototypes.regexp })
      const parts = new Map([['source', textValue(source)]])
      if (flags !== null) parts.set('flags', textValue(flags))
      made.brand = { kind: 'library', name: 'regex', parts }
      return made
    },
    giveHome: (fn, home) => {
      const closure = closureIn(fn)
      if (closure?.kind === 'function' && closure.home === null) closure.home = home
    },
    givenSpread: (into, value) => {
      const { piece } = value
      if (piece.kind === 'env') return
      openObject(run, into, 'a value that is given')
      write(world, into, VIRTUAL, (key: string) =>
        key.startsWith('@@') ? null : key === '*' ? value : getMember(run, value, key, run.here.act),
      )
    },
    problem: (code, message, hint, act, at) => {
      const own = appPlace(act, at)
      if (!world.dead && CODES_OF_SDK.has(code)) metSdk(run)
      if (!world.dead) addProblem(run.findings, { code, message, hint, at: own.act.module.place(own.at) })
    },
    handedOver: (value, to, act, at) => {
      const own = appPlace(act, at)
      if (!world.dead) addHanded(run.findings, { value: traced(value), to, at: own.act.module.place(own.at), via: viaOf(own.act) })
    },
    outOfBudget: (why, act, at) =>
      addProblem(run.findings, {
        code: 'trace/budget',
        message: `the trail ends here: ${why}`,
        hint: 'what is called beyond this place is not in the answer; split the function, or add its permissions by hand',
        at: act.module.place(at),
      }),
    atLoad: () => run.loading,
    recordCall: (call) => recordCall(run, call),
    sent: (client, args, act, at) => sentBy(run, client, args, act, at),
    escapedCommand: (command, to, act, at) => {
      const { brand } = command
      if (brand?.kind !== 'command') return
      run.recorder.record({ ...plainCall(brand.service, brand.operation, brand.input), origin: 'call' }, act, at)
      run.step()
      if (to === '') run.step()
    },
    settle: (object, then, act, at) => settleThenable(run, object, then, act, at),
    isAwaiter: () => false,
    guarded: (_, body) => body(),
    guardedTopLevel: (module, body) => guardedTopLevel(run, module, body),
    global: (name, act) => globalValue(run, extra, global ?? UNDEFINED, name, act),
    isGlobal: (name, act) => extra.has(name) || realm.globals.has(name) || run.modules.commonjs(act.module, name) !== null,
    assignedGlobals: () => [...extra.values()],
    isBuiltin: ({ birth }) => run.builtins.some(([from, to]) => birth >= from && birth < to),
    setGlobal: (name, value) => {
      // Globals hold whatever was ever assigned: who assigns one means it to be seen everywhere.
      extra.set(name, join(extra.get(name) ?? NEVER, value))
    },
    recorder: {
      record: (call, act, at) => {
        if (world.dead) return
        metSdk(run)
        const own = appPlace(act, at)
        addCall(run.findings, call, own.act.module.place(own.at), act, run.loading)
      },
      handles: (input, names) => {
        const found = run.findings.byInput.get(input)
        if (found !== undefined) for (const each of names) found.handles.add(each)
      },
    },
  }
  Object.assign(run, parts)
  Object.assign(run, { machine: machineFor(run) })
  run.modules = noModules
  run.bundledClass = () => null
  run.bundledCall = () => null
  installRealm(run)
  global = globalObject(run, extra)
  run.builtins.push([0, world.births])
  return { run, resetGlobals: () => extra.clear() }
}

const noModules: Modules = {
  imported: () => UNDEFINED,
  load: () => UNDEFINED,
  commonjs: () => null,
}

/** Where natives are called from before anything runs. */
function nowhere(world: ReturnType<typeof newWorld>): Activation {
  const module: ModuleInstance = {
    number: 0,
    file: '',
    code: null,
    place: () => ({ file: '', line: 1, column: 1 }),
    state: newFrame(world, 1, null),
    followed: false,
  }
  return {
    code: null,
    name: '',
    module,
    frame: newFrame(world, 0, null),
    self: { value: UNDEFINED },
    home: null,
    newTarget: null,
    args: [],
    anyArgs: false,
    caller: null,
    calledAt: 0,
    atLoad: false,
    depth: 0,
    mark: { at: 0, birth: 0 },
    outcome: { value: NEVER, early: [], live: false },
    jumps: [],
    yields: null,
    handles: [],
  }
}

function globalValue(run: Run, extra: ReadonlyMap<string, Value>, whole: Value, name: string, act: Activation): Value {
  const own = extra.get(name)
  if (own !== undefined) return own
  const found = run.realm.globals.get(name)
  if (found !== undefined) return found
  const commonjs = run.modules.commonjs(act.module, name)
  if (commonjs !== null) return commonjs
  if (name === 'globalThis' || name === 'global' || name === 'self' || name === 'window') return whole
  return unknownValue(`the global \`${name}\``)
}

function globalObject(run: Run, extra: ReadonlyMap<string, Value>): AbstractObject {
  const made = newObject(run.world, extra, { proto: run.realm.prototypes.object })
  made.virtual = (key) => extra.get(key) ?? run.realm.globals.get(key) ?? null
  made.open = null
  const all = run.setGlobal
  // Members that are assigned are globals.
  made.props.set = function set(this: typeof made.props, key, value) {
    if (value.kind !== 'accessor' && value.kind !== 'live') all(key, value)
    return this
  }
  return made
}

function importMeta(run: Run, { module }: Activation): Value {
  const made = newObject(run.world, run.realm, { proto: run.realm.prototypes.object })
  const file: Value = { kind: 'text', pieces: [{ kind: 'literal', text: '/var/task/index.mjs' }] }
  made.props.set('url', file)
  made.props.set('filename', file)
  made.props.set('dirname', textValue('/var/task'))
  made.props.set('main', { kind: 'boolean', boolean: module.file === run.started })
  made.open = 'a member of `import.meta`'
  return made
}

function instanceOf(run: Run, value: Value, type: Value, act: Activation): Value {
  if (type.kind !== 'object' || current(type).code === null) return ANY_BOOLEAN
  const wanted = getMember(run, type, 'prototype', act)
  if (wanted.kind !== 'object') return ANY_BOOLEAN
  let out: Value = NEVER
  const builtin = new Set(Object.values(run.realm.prototypes))
  for (const option of optionsOf(value)) out = join(out, isInstance(option, current(wanted), builtin))
  return out.kind === 'never' ? ANY_BOOLEAN : out
}

function isInstance(value: Value, wanted: AbstractObject, builtin: ReadonlySet<AbstractObject>): Value {
  // What came as JSON or text is of no class.
  if (value.kind === 'given') return value.piece.kind === 'event' || value.piece.kind === 'env' ? FALSE : ANY_BOOLEAN
  if (value.kind === 'unknown') return ANY_BOOLEAN
  if (value.kind !== 'object' || isSymbol(current(value))) return FALSE
  let open = false
  for (
    let at: AbstractObject | null = current(value), n = 0;
    at !== null && n < 32;
    at = at.proto === null ? null : current(at.proto), n++
  ) {
    if (at.proto !== null && current(at.proto) === wanted) return TRUE
    // That there may be more members says nothing of what an object stands on.
    if (n > 0 && at.open !== null && !builtin.has(at)) open = true
  }
  return open || current(value).brand !== null ? ANY_BOOLEAN : FALSE
}

function guardedTopLevel(run: Run, module: ModuleInstance, body: () => void): void {
  if (!module.followed) {
    body()
    return
  }
  withinSteps(run, PACKAGE_STEPS, body, () => undefined)
}

/** Members given to the client's constructor go into every input that has them. */
function bound(client: Extract<Brand, { kind: 'client' }> | null, call: RecordedCall, input: Traced): Traced {
  if (client === null || client.bound === null) return input
  const given = traced(client.bound)
  const model = operationModel(call.service, call.operation)
  if (given.kind !== 'object' || model === null || (input.kind !== 'object' && input.kind !== 'nothing')) return input
  const entries = new Map(input.kind === 'object' ? input.entries : [])
  for (const [key, value] of given.entries) if (model.input.has(key) && !entries.has(key)) entries.set(key, value)
  return { kind: 'object', entries, computed: input.kind === 'object' ? input.computed : null, open: input.kind === 'object' && input.open }
}

const plainCall = (service: string, operation: string, input: Value) => ({
  service,
  operation,
  input: traced(input),
  region: null,
  endpoint: null,
  assumedRole: null,
})

function recordCall(run: Run, call: RecordedCall): Value {
  const { act, at } = run.here
  const clients = call.client === null ? [] : run.machine.brands(call.client, 'client')
  const input = traced(call.input)
  const configs = clients.length === 0 ? [null] : clients
  for (const client of configs) {
    if (client !== null && client.assumedRole !== null) assumeFor(run, client.assumedRole, client.assumes ?? null)
    run.recorder.record(
      {
        service: call.service,
        operation: call.operation,
        input: bound(client, call, input),
        region: client?.region ?? null,
        endpoint: client?.endpoint ?? null,
        assumedRole: client?.assumedRole ?? null,
        accessKey: client?.accessKey ?? null,
        origin: call.origin,
      },
      act,
      at,
    )
  }
  return givenValue({ kind: 'response', service: call.service, operation: call.operation, path: [], input: withoutInputs(input) })
}

/** A client with credentials of another role has them fetched before it sends, unless the app did so itself. */
function assumeFor(run: Run, role: Traced, assumes: Traced | null): void {
  const { act, at } = run.here
  const input: Traced = assumes ?? { kind: 'object', entries: new Map([['RoleArn', role]]), computed: null, open: false }
  const asked = (found: Traced): boolean => found.kind !== 'object' || sameTraced(found.entries.get('RoleArn') ?? null, role)
  for (const found of run.findings.calls.values())
    if (found.some(({ call }) => call.service === 'sts' && call.operation.startsWith('AssumeRole') && asked(call.input))) return
  run.recorder.record(
    { service: 'sts', operation: 'AssumeRole', input, region: null, endpoint: null, assumedRole: null, origin: 'library:credentials' },
    act,
    at,
  )
}

function sentBy(run: Run, client: Value, args: readonly Value[], act: Activation, at: number): Value | null {
  const [command = UNDEFINED] = args
  const commands = run.machine.brands(command, 'command')
  if (commands.length === 0) return null
  let answer: Value = NEVER
  for (const each of commands) {
    const before = { ...run.here }
    run.here.act = act
    run.here.at = at
    answer = join(answer, recordCall(run, { service: each.service, operation: each.operation, input: each.input, client, origin: 'call' }))
    run.here.act = before.act
    run.here.at = before.at
  }
  return run.machine.promise(answer)
}

function settleThenable(run: Run, object: AbstractObject, then: Value, act: Activation, at: number): Value {
  let given: Value = NEVER
  const resolve = run.machine.native('resolve', (_, { args }) => {
    given = join(given, args[0] ?? UNDEFINED)
    return UNDEFINED
  })
  run.call(then, object, [resolve, run.machine.native('reject', () => UNDEFINED)], act, at)
  return given.kind === 'never' ? unknownValue('what a promise settles with') : given
}
