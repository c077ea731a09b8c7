/**
 * Values that go to code that is not followed. What it could do with them counts as done: functions are called with
 * unknown arguments, now and later; and an SDK client, command or credential is reported, since calls may follow that
 * nobody sees.
 */
import { type AbstractObject, NEVER, optionsOf, UNDEFINED, unknownValue, type Value } from '../values.js'
import { callNative, runBody } from './calls.js'
import { constructAny } from './classes.js'
import { type Closure, closureIn } from './closures.js'
import { makeGenerator } from './generators.js'
import { current } from './lattice.js'
import { openObject } from './objects.js'
import type { Activation, Run } from './run.js'

const MAX_DEPTH = 4

export function escapeValues(run: Run, values: readonly Value[], to: string, act: Activation, at: number): Value {
  for (const value of values) escapeOne(run, value, to, act, at, 0)
  return unknownValue(to)
}

function escapeOne(run: Run, value: Value, to: string, act: Activation, at: number, depth: number): void {
  for (const option of optionsOf(value)) {
    if (option.kind === 'object') escapeObject(run, current(option), to, act, at, depth)
    else if (holdsEnv(option)) run.handedOver(option, to, act, at)
  }
}

const holdsEnv = (value: Value): boolean =>
  value.kind === 'given' ? value.piece.kind === 'env' : value.kind === 'text' && value.pieces.some((piece) => piece.kind === 'env')

function escapeObject(run: Run, object: AbstractObject, to: string, act: Activation, at: number, depth: number): void {
  const { brand } = object
  if (brand !== null && brand.kind !== 'library') {
    if (brand.kind === 'command') run.escapedCommand(object, to, act, at)
    run.problem(
      'trace/escapes',
      `a ${brand.kind} is handed to ${to}, which is not followed`,
      'say in the config (`libraries`) what it does with it, or add the permissions by hand',
      act,
      at,
    )
    return
  }
  if (run.escaped.has(object) || depth > MAX_DEPTH) return
  run.escaped.add(object)
  if (object.code !== null) {
    escapeFunction(run, object, to, act, at)
    return
  }
  if (object.list !== null) {
    escapeOne(
      run,
      'items' in object.list
        ? object.list.items.reduce<Value>(
            (all, each) => (all.kind === 'never' ? each : { kind: 'union', options: [...optionsOf(all), ...optionsOf(each)] }),
            NEVER,
          )
        : object.list.element,
      to,
      act,
      at,
      depth + 1,
    )
    return
  }
  if (object.inner !== null) escapeOne(run, object.inner, to, act, at, depth + 1)
  const instance = classOf(run, object)
  if (instance !== null) {
    for (const method of methodsOf(run, object)) callLater(run, method, object, to, act, at)
    return
  }
  for (const property of object.props.values()) {
    if (property.kind === 'live') continue
    escapeOne(run, property.kind === 'accessor' ? property.get : property, to, act, at, depth + 1)
  }
  if (object.computed !== null) escapeOne(run, object.computed.value, to, act, at, depth + 1)
  openObject(run, object, `an object that was handed to ${to}`)
}

function classOf(run: Run, object: AbstractObject): Closure | null {
  const { proto } = object
  if (proto === null || proto === run.realm.prototypes.object) return null
  const made = current(proto).props.get('constructor')
  return made?.kind === 'object' ? closureIn(current(made)) : null
}

function methodsOf(run: Run, object: AbstractObject): AbstractObject[] {
  const out = new Map<string, AbstractObject>()
  const builtin = new Set(Object.values(run.realm.prototypes))
  for (let at = object.proto; at !== null && !builtin.has(current(at)); at = current(at).proto) {
    for (const [name, property] of current(at).props) {
      if (name !== 'constructor' && !out.has(name) && property.kind === 'object' && current(property).code?.kind === 'closure')
        out.set(name, current(property))
    }
  }
  return [...out.values()]
}

function escapeFunction(run: Run, fn: AbstractObject, to: string, act: Activation, at: number): void {
  if (fn.code?.kind === 'native' && !fn.code.name.startsWith('sdk:')) return
  callLater(run, fn, UNDEFINED, to, act, at)
  const closure = closureIn(fn)
  if (closure?.kind === 'class') return
  for (const [key, property] of fn.props) {
    if (key !== 'prototype' && property.kind === 'object' && current(property).code?.kind === 'closure')
      escapeObject(run, current(property), to, act, at, MAX_DEPTH)
  }
}

/** Runs it now, as something that may happen, and notes it to be run again when the handler is done. */
function callLater(run: Run, fn: AbstractObject, self: Value, to: string, act: Activation, at: number): void {
  const go = (): void => {
    run.fork([() => callWithAnything(run, fn, self, to, act, at), () => UNDEFINED])
  }
  run.later.push({ run: go, name: to, handed: { fn, self } })
  // At a module's top level nothing is handled yet: what was handed over runs when the function is called.
  if (!run.atLoad()) go()
}

export function callWithAnything(run: Run, fn: AbstractObject, self: Value, to: string, act: Activation, at: number): Value {
  const anything = unknownValue(`an argument of a function that was handed to ${to}`)
  const closure = closureIn(fn)
  if (closure === null) return callNative(run, fn, self, [anything], null, act, at)
  if (closure.kind === 'function') {
    const site = { act, at, newTarget: null, anyArgs: true }
    if (closure.code.generator) {
      const made = makeGenerator(run, fn, true, (yields) => runBody(run, closure, fn, self, [anything], site, yields))
      run.iterate(made, act)
      return made
    }
    return run.guarded(closure.code, () => runBody(run, closure, fn, self, [anything], site, null))
  }
  const made = constructAny(run, fn, [anything], act, at)
  if (made.kind === 'object')
    for (const method of methodsOf(run, current(made))) run.fork([() => callWithAnything(run, method, made, to, act, at), () => UNDEFINED])
  return made
}
