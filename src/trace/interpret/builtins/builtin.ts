/** The form of the built-in functions, and what many of them do. */
import { type AbstractObject, type NativeCall, UNDEFINED, unknownValue, type Value } from '../../values.js'
import { isCallable } from '../closures.js'
import { join, joinAll } from '../lattice.js'
import { oneByOne, toFixedPoint } from '../loops.js'
import type { Iterated, Run } from '../run.js'
import { newObject } from '../world.js'

export type Builtin = (run: Run, call: NativeCall) => Value
export type Builtins = Readonly<Record<string, Builtin>>

export const arg = (call: NativeCall, i: number): Value => call.args[i] ?? UNDEFINED

export function native(run: Run, name: string, builtin: Builtin): AbstractObject {
  const made = newObject(run.world, builtin, {
    proto: run.realm.prototypes.function,
    code: { kind: 'native', name, run: (_, call) => builtin(run, call) },
  })
  return made
}

/** Puts functions on an object that no branch can see yet. */
export function install(run: Run, on: AbstractObject, builtins: Builtins): AbstractObject {
  for (const [name, builtin] of Object.entries(builtins)) on.props.set(name, native(run, name, builtin))
  return on
}

export function plainObject(run: Run, members: Readonly<Record<string, Value>> = {}): AbstractObject {
  const made = newObject(run.world, run.here, { proto: run.realm.prototypes.object })
  for (const [key, value] of Object.entries(members)) made.props.set(key, value)
  return made
}

export const listOf = (run: Run, list: Iterated, site: object = run.here): AbstractObject =>
  newObject(run.world, site, { proto: run.realm.prototypes.array, list })

export const anyTextOf = (why: string): Value => ({ kind: 'text', pieces: [{ kind: 'any', why }] })

export const call = (run: Run, fn: Value, args: readonly Value[], self: Value = UNDEFINED): Value =>
  run.call(fn, self, args, run.here.act, run.here.at)

/** Runs something for each element: exactly where they are known, else until nothing grows. */
export function forElements(run: Run, list: Iterated, each: (element: Value, index: Value) => Value): Iterated {
  if ('items' in list && list.items.length <= MAX_EXACT) {
    const items: Value[] = []
    list.items.forEach((element, i) => {
      if (!run.world.dead) items.push(each(element, { kind: 'number', number: i }))
    })
    return { items }
  }
  const element = 'items' in list ? joinAll(list.items) : list.element
  let out: Value = { kind: 'never' }
  if (element.kind !== 'never') {
    toFixedPoint(run, () => {
      out = join(
        out,
        oneByOne(run, element, (one) => each(one, { kind: 'number', number: null })),
      )
    })
  }
  return { element: out }
}

const MAX_EXACT = 8_192

/** Functions among the arguments may be called, now or later, with anything; nothing else happens to the arguments. */
export const callsBack: Builtin = (run, { args }) => {
  for (const each of args) callSometime(run, each, [])
  return unknownValue('what a function of Node gives')
}

export function callSometime(run: Run, fn: Value, args: readonly Value[]): void {
  if (!isCallable(fn)) return
  const { act, at } = run.here
  const known = args.length > 0 ? args : Array<Value>(4).fill(unknownValue('an argument of a callback'))
  const go = (): void => {
    run.fork([() => run.call(fn, UNDEFINED, known, act, at), () => UNDEFINED])
  }
  if (!run.atLoad()) go()
  run.later.push({ run: go, name: 'callback' })
}

export const nothing: Builtin = () => UNDEFINED
export const unknown =
  (why: string): Builtin =>
  () =>
    unknownValue(why)
export const self: Builtin = (_, { self: value }) => value
export const passes: Builtin = (_, call_) => arg(call_, 0)
