/** The machine that native models are given: the interpreter's own means, at the place of the call that is modelled. */
import type { Pattern } from '../lower/ir.js'
import {
  type AbstractObject,
  type Brand,
  type Machine,
  type NativeClass,
  type NativeFunction,
  optionsOf,
  UNDEFINED,
  type Value,
} from '../values.js'
import { callsBack } from './builtins/builtin.js'
import { parseOne } from './builtins/json.js'
import { closureOfValue } from './closures.js'
import { current, joinAll } from './lattice.js'
import { ownMembers } from './objects.js'
import { awaited, promiseOf } from './promises.js'
import type { Run } from './run.js'
import { literalsOf } from './texts.js'
import { traced } from './traced.js'
import { BRAND, newObject, write } from './world.js'

export function machineFor(run: Run): Machine {
  const { world } = run
  const here = () => run.here.act
  const native = (name: string, does: NativeFunction): AbstractObject =>
    newObject(world, does, { proto: run.realm.prototypes.function, code: { kind: 'native', name, run: does } })

  const machine: Machine = {
    get at() {
      return run.here.act.module.place(run.here.at)
    },
    get origin() {
      const { file } = run.here.act.module
      return file.startsWith('[') ? `library:${file.slice(1, -1)}` : 'call'
    },
    get: (target, key) => run.get(target, key, here()),
    path: (target, dotted) => dotted.split('.').reduce((value, key) => run.get(value, key, here()), target),
    set: (target, key, value) => run.set(target, key, value, here()),
    call: (callee, self, args) => run.call(callee, self, args, here(), run.here.at),
    construct: (callee, args) => run.construct(callee, args, here(), run.here.at),
    either: (alternatives) => run.fork(alternatives),
    later: (does) => {
      const { act, at } = run.here
      const go = (): void => {
        const before = { ...run.here }
        run.here.act = act
        run.here.at = at
        run.fork([
          () => {
            does()
            return UNDEFINED
          },
          () => UNDEFINED,
        ])
        run.here.act = before.act
        run.here.at = before.at
      }
      run.later.push({ run: go, name: 'later' })
      if (!run.atLoad()) go()
    },
    object: (members) => {
      const made = newObject(world, siteOf(run), { proto: run.realm.prototypes.object })
      for (const [key, value] of Object.entries(members)) made.props.set(key, value)
      return made
    },
    list: (items) => newObject(world, siteOf(run), { proto: run.realm.prototypes.array, list: { items } }),
    listOf: (element) => newObject(world, siteOf(run), { proto: run.realm.prototypes.array, list: { element } }),
    native,
    nativeClass: (name, parts) => nativeClass(run, name, parts, native),
    promise: (value) => promiseOf(run, value, here()),
    awaited: (value) => awaited(run, value, here(), run.here.at),
    branded: (brand, members = {}) => {
      const made = machine.object(members)
      made.brand = brand
      return made
    },
    setBrand: (target, brand) => write(world, current(target), BRAND, brand),
    brands: <K extends Brand['kind']>(value: Value, kind: K) => {
      const out: Extract<Brand, { kind: K }>[] = []
      for (const option of optionsOf(value)) {
        const brand = option.kind === 'object' ? current(option).brand : null
        if (brand?.kind === kind) out.push(brand as Extract<Brand, { kind: K }>)
      }
      return out
    },
    items: (list) => {
      const iterated = run.iterate(list, here())
      return 'items' in iterated ? iterated.items : null
    },
    element: (list) => {
      const iterated = run.iterate(list, here())
      return 'items' in iterated ? joinAll(iterated.items) : iterated.element
    },
    members: (target) => ownMembers(run, target, here()),
    literals: literalsOf,
    parameterNames,
    traced,
    parsed: (text) => parseOne(run, text),
    record: (call) => run.recordCall(call),
    escape: (values, to) => run.escape(values, to, here(), run.here.at),
    unresolved: (code, message, hint) => run.problem(code, message, hint, here(), run.here.at),
  }
  return machine
}

function parameterNames(fn: Value): readonly string[] {
  const closure = closureOfValue(fn)
  const code = closure?.kind === 'class' ? closure.code.construct : (closure?.code ?? null)
  return code === null ? [] : code.body().params.map((each) => nameIn(each))
}

const nameIn = (pattern: Pattern): string => (pattern.op === 'default' ? nameIn(pattern.into) : pattern.op === 'local' ? pattern.name : '')

/** Objects of one call in the source may be merged in loops. */
const siteOf = (run: Run): object => {
  const { act, at } = run.here
  const module = act.module
  let sites = siteTables.get(module)
  if (sites === undefined) {
    sites = new Map()
    siteTables.set(module, sites)
  }
  let site = sites.get(at)
  if (site === undefined) {
    site = {}
    sites.set(at, site)
  }
  return site
}

const siteTables = new WeakMap<object, Map<number, object>>()

function nativeClass(
  run: Run,
  name: string,
  parts: NativeClass,
  native: (name: string, does: NativeFunction) => AbstractObject,
): AbstractObject {
  const prototype = newObject(run.world, parts, { proto: prototypeAbove(run, parts.extends) })
  const construct: NativeFunction = (machine, call) => {
    const self = call.self.kind === 'object' ? current(call.self) : null
    const made = call.made ?? self ?? newObject(run.world, parts, { proto: prototype })
    if (parts.construct !== undefined) parts.construct(machine, made, call.args)
    return made
  }
  const made = native(name, construct)
  made.props.set('prototype', prototype)
  if (parts.extends !== undefined) made.proto = parts.extends
  prototype.props.set('constructor', made)
  for (const [key, does] of Object.entries(parts.members ?? {})) prototype.props.set(key, native(key, does))
  for (const [key, does] of Object.entries(parts.statics ?? {})) made.props.set(key, native(key, does))
  if (parts.lenient === true) {
    const other = native(`a method of ${name}`, (_, call) => callsBack(run, call))
    prototype.virtual = (key) => (key.startsWith('@@') || key === 'then' || key === 'toJSON' ? null : other)
  }
  return made
}

function prototypeAbove(run: Run, parent: AbstractObject | undefined): AbstractObject {
  const found = parent?.props.get('prototype')
  return found?.kind === 'object' ? current(found) : run.realm.prototypes.object
}
