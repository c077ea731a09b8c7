/** Classes and what `new` does, for classes, plain functions and models alike. */

import type { ClassCode, ClassMember, FunctionCode, ModuleCode } from '../lower/ir.js'
import {
  type AbstractObject,
  booleanValue,
  FALSE,
  literalText,
  NEVER,
  numberValue,
  optionsOf,
  TRUE,
  textValue,
  UNDEFINED,
  unknownValue,
  type Value,
} from '../values.js'
import { callClosure, callNative, runBody } from './calls.js'
import { type ClassClosure, type Closure, closureIn, closureOfValue, type Field, type FunctionClosure, memberNames } from './closures.js'

import { current, join, joinAll } from './lattice.js'
import { metadataKey } from './metadata.js'
import { addAccessor, defineMember, getMember, openObject, setComputed } from './objects.js'
import type { Activation, Run } from './run.js'
import { newObject } from './world.js'

export function closureOf(run: Run, code: FunctionCode, act: Activation, home: AbstractObject | null): AbstractObject {
  const closure: FunctionClosure = { kind: 'function', code, frame: act.frame, module: act.module, outer: code.arrow ? act : null, home }
  return newObject(run.world, code, { proto: run.realm.prototypes.function, code: { kind: 'closure', closure } })
}

export function evalClass(run: Run, code: ClassCode, act: Activation): Value {
  const known = run.bundledClass(memberNames(code), () => code.module.text.slice(code.at, code.end))
  if (known !== null) {
    if (code.ownName !== null) run.assign(code.ownName, known, act, code)
    return known
  }
  const parent = code.parent === null ? null : run.eval(code.parent, act)
  const parentPrototype = parent === null || parent.kind === 'null' ? run.realm.prototypes.object : prototypeOf(run, parent, act)
  const prototype = newObject(run.world, code.members, { proto: parentPrototype })
  const fields: Field[] = []
  const starters: Value[] = []
  const closure: ClassClosure = { kind: 'class', code, frame: act.frame, module: act.module, parent, prototype, fields, starters }
  const parentObject = parent?.kind === 'object' ? current(parent) : run.realm.prototypes.function
  const made = newObject(run.world, code, { proto: parentObject, code: { kind: 'closure', closure } })
  if (parent !== null && parent.kind !== 'object' && parent.kind !== 'null') made.open = whyOf(parent)
  made.props.set('prototype', prototype)
  prototype.props.set('constructor', made)
  if (code.ownName !== null) run.assign(code.ownName, made, act, code)
  const parts: ClassParts = { made, prototype, fields, starters }
  for (const member of code.members) addMember(run, member, parts, act)
  return decorated(run, code, parts, act)
}

interface ClassParts {
  readonly made: AbstractObject
  readonly prototype: AbstractObject
  readonly fields: Field[]
  readonly starters: Value[]
}

const whyOf = (value: Value): string => (value.kind === 'unknown' ? value.why : 'a class that is not known')

function prototypeOf(run: Run, parent: Value, act: Activation): AbstractObject {
  const found = getMember(run, parent, 'prototype', act)
  for (const option of optionsOf(found)) if (option.kind === 'object') return current(option)
  const made = newObject(run.world, parent, { proto: run.realm.prototypes.object })
  made.open = whyOf(parent)
  return made
}

function addMember(run: Run, member: ClassMember, parts: ClassParts, act: Activation): void {
  const { made, prototype, fields } = parts
  const holder = member.isStatic ? made : prototype
  if (member.kind === 'block') {
    if (member.code !== null) runInitialiser(run, member.code, made, act)
    return
  }
  const key = typeof member.key === 'string' ? member.key : (literalText(run.eval(member.key, act)) ?? run.eval(member.key, act))
  if (member.kind === 'field') {
    const changes = decoratedField(run, member, key, parts, act)
    if (!member.isStatic) fields.push({ key, code: member.code, changes })
    else setField(run, made, key, firstValue(run, { key, code: member.code, changes }, made, act), act)
    return
  }
  if (member.code === null) return
  let fn: Value = closureOf(run, member.code, act, holder)
  for (const decorator of [...member.decorators].reverse()) fn = decoratedMethod(run, run.eval(decorator, act), member, key, fn, parts, act)
  if (member.kind !== 'method') {
    if (typeof key === 'string') addAccessor(run, holder, key, member.kind, fn)
  } else setField(run, holder, key, fn, act)
}

function setField(run: Run, object: AbstractObject, key: string | Value, value: Value, act: Activation): void {
  if (typeof key === 'string') defineMember(run, object, key, value)
  else setComputed(run, object, key, value, act)
}

function firstValue(run: Run, field: Field, self: AbstractObject, act: Activation): Value {
  let value = field.code === null ? UNDEFINED : runInitialiser(run, field.code, self, act)
  for (const change of field.changes) value = run.call(change, self, [value], act, field.code?.at ?? act.calledAt)
  return value
}

const nameValue = (key: string | Value): Value => (typeof key === 'string' ? textValue(key) : key)

const isFunction = (value: Value): boolean => value.kind === 'object' && current(value).code !== null

/** The app's own decorators are of the form that its configuration says, where they take as many arguments; others are of the old one. */
function isStandard(decorator: Value, module: ModuleCode): boolean {
  const closure = closureOfValue(decorator)
  if (module.decorators === 'legacy' || closure?.kind !== 'function' || closure.module.file.startsWith('[')) return false
  return closure.code.body().params.length <= 2
}

function contextFor(run: Run, member: ClassMember, key: string | Value, parts: ClassParts): Value {
  const { machine } = run
  const name = nameValue(key)
  return machine.object({
    kind: textValue(member.kind === 'get' ? 'getter' : member.kind === 'set' ? 'setter' : member.kind),
    name,
    static: booleanValue(member.isStatic),
    private: FALSE,
    metadata: machine.object({}),
    access: machine.object({
      get: machine.native('get', (inner, { args: [target = UNDEFINED] }) => (typeof key === 'string' ? inner.get(target, key) : UNDEFINED)),
      has: machine.native('has', () => TRUE),
    }),
    addInitializer: machine.native('addInitializer', (_, { args: [start = UNDEFINED] }) => {
      parts.starters.push(start)
      return UNDEFINED
    }),
  })
}

/**
 * A method's decorator may give another function, or change the descriptor of the old form. One that is not followed is taken
 * to wrap the method: it is still there under its name.
 */
function decoratedMethod(
  run: Run,
  decorator: Value,
  member: ClassMember,
  key: string | Value,
  fn: Value,
  parts: ClassParts,
  act: Activation,
): Value {
  if (!optionsOf(decorator).some(isFunction)) return fn
  const at = member.code?.at ?? act.calledAt
  if (member.code !== null && isStandard(decorator, member.code.module)) {
    const given = run.call(decorator, UNDEFINED, [fn, contextFor(run, member, key, parts)], act, at)
    const replaced = optionsOf(given).filter(isFunction)
    return replaced.length === 0 ? fn : replaced.reduce<Value>(join, replaced.length < optionsOf(given).length ? fn : NEVER)
  }
  const descriptor = newObject(run.world, decorator, { proto: run.realm.prototypes.object })
  const slot = member.kind === 'method' ? 'value' : member.kind
  descriptor.props.set(slot, fn)
  const holder = member.isStatic ? parts.made : parts.prototype
  const given = run.call(decorator, UNDEFINED, [holder, nameValue(key), descriptor], act, at)
  let out: Value = getMember(run, descriptor, slot, act)
  for (const option of optionsOf(given)) {
    if (option.kind !== 'object' || current(option) === descriptor) continue
    const replaced = current(option).code !== null ? option : getMember(run, option, slot, act)
    if (replaced.kind !== 'undefined') out = replaced
  }
  return out
}

/** @returns what changes the first value */
function decoratedField(run: Run, member: ClassMember, key: string | Value, parts: ClassParts, act: Activation): readonly Value[] {
  const changes: Value[] = []
  if (member.decorators.length === 0) return changes
  const holder = member.isStatic ? parts.made : parts.prototype
  if (member.type !== null && typeof key === 'string') holder.props.set(metadataKey('design:type', key), run.eval(member.type, act))
  for (const expr of [...member.decorators].reverse()) {
    const decorator = run.eval(expr, act)
    if (!optionsOf(decorator).some(isFunction)) continue
    if (act.module.code !== null && isStandard(decorator, act.module.code)) {
      const given = run.call(decorator, UNDEFINED, [UNDEFINED, contextFor(run, member, key, parts)], act, expr.at)
      changes.push(...optionsOf(given).filter(isFunction))
    } else run.call(decorator, UNDEFINED, [holder, nameValue(key), UNDEFINED], act, expr.at)
  }
  return changes
}

/** Decorators of the constructor's parameters come before those of the class, each kind from the last to the first. */
function decorated(run: Run, code: ClassCode, parts: ClassParts, act: Activation): Value {
  const { made } = parts
  if (code.decorators.length > 0 || code.paramDecorators.some((each) => each.length > 0)) {
    const types = code.paramTypes.map((each) => (each === null ? UNDEFINED : run.eval(each, act)))
    if (code.construct !== null) made.props.set(metadataKey('design:paramtypes', null), run.machine.list(types))
  }
  for (const [index, each] of [...code.paramDecorators.entries()].reverse()) {
    for (const expr of [...each].reverse()) {
      const decorator = run.eval(expr, act)
      if (optionsOf(decorator).some(isFunction)) run.call(decorator, UNDEFINED, [made, UNDEFINED, numberValue(index)], act, expr.at)
    }
  }
  let out: Value = made
  for (const expr of [...code.decorators].reverse()) {
    const decorator = run.eval(expr, act)
    if (!optionsOf(decorator).some(isFunction)) continue
    const context = run.machine.object({ kind: textValue('class'), name: textValue(code.name), metadata: run.machine.object({}) })
    const given = run.call(decorator, UNDEFINED, isStandard(decorator, code.module) ? [out, context] : [out], act, expr.at)
    const replaced = optionsOf(given).filter(isFunction)
    if (replaced.length > 0) out = joinAll(replaced)
  }
  return out
}

function runInitialiser(run: Run, code: FunctionCode, self: AbstractObject, act: Activation): Value {
  const closure: FunctionClosure = { kind: 'function', code, frame: act.frame, module: act.module, outer: null, home: self }
  return runBody(run, closure, self, self, [], { act, at: code.at, newTarget: null, anyArgs: false }, null)
}

/**
 * `new callee(...args)`; with `self`, the call of a class as a function on an object that is there already, as compiled
 * code does to run the parent's constructor.
 */
export function construct(
  run: Run,
  callee: AbstractObject,
  args: readonly Value[],
  act: Activation,
  at: number,
  self: AbstractObject | null,
): Value {
  return constructFor(run, callee, callee, args, act, at, self, false)
}

export function constructAny(run: Run, callee: AbstractObject, args: readonly Value[], act: Activation, at: number): Value {
  return constructFor(run, callee, callee, args, act, at, null, true)
}

function constructFor(
  run: Run,
  callee: AbstractObject,
  target: AbstractObject,
  args: readonly Value[],
  act: Activation,
  at: number,
  self: AbstractObject | null,
  anyArgs: boolean,
): Value {
  if (run.world.dead) return NEVER
  if (callee.code === null) return run.escape(args, callee.open ?? 'a class that is not known', act, at)
  if (callee.code.kind === 'native') {
    const made = self ?? instanceOf(run, target, callee, act)
    const given = callNative(run, callee, made, args, made, act, at)
    return isObjectLike(given) ? given : made
  }
  const closure = callee.code.closure as Closure
  const made = self ?? instanceOf(run, target, callee, act)
  if (closure.kind === 'function') {
    const given = callClosure(run, closure, callee, made, args, { act, at, newTarget: target, anyArgs })
    const objects = optionsOf(given).filter(isObjectLike)
    return run.world.dead ? NEVER : objects.length > 0 ? joinAll(objects) : made
  }
  return constructClosure(run, closure, callee, target, made, args, act, at, anyArgs)
}

const isObjectLike = (value: Value): boolean =>
  value.kind === 'object' || value.kind === 'unknown' || value.kind === 'given' || value.kind === 'union'

function instanceOf(run: Run, target: AbstractObject, site: AbstractObject, act: Activation): AbstractObject {
  return newObject(run.world, site.site, { proto: prototypeOf(run, target, act) })
}

function constructClosure(
  run: Run,
  closure: ClassClosure,
  callee: AbstractObject,
  target: AbstractObject,
  made: AbstractObject,
  args: readonly Value[],
  act: Activation,
  at: number,
  anyArgs: boolean,
): Value {
  const { code } = closure
  const site = { act, at, newTarget: target, anyArgs }
  if (isBundledClient(closure.parent)) return constructParent(run, closure, target, made, args, act, at, anyArgs)
  if (closure.parent === null) {
    initFields(run, closure, made, act)
    if (code.construct === null) return made
    const given = callClosure(run, constructorOf(closure, code.construct), callee, made, args, site)
    return run.world.dead ? NEVER : given.kind === 'object' ? given : made
  }
  if (code.construct === null) {
    const base = constructParent(run, closure, target, made, args, act, at, anyArgs)
    if (base.kind === 'object') initFields(run, closure, current(base), act)
    return base
  }
  // `super()` fills the object in and runs the fields; until then the same object stands for `this`.
  const given = callClosure(run, constructorOf(closure, code.construct), callee, made, args, site)
  return run.world.dead ? NEVER : given.kind === 'object' ? given : made
}

/** What a client of the SDK does when it is made is long, and says nothing. */
const isBundledClient = (parent: Value | null): boolean => {
  const brand = parent?.kind === 'object' ? current(parent).brand : null
  return brand?.kind === 'library' && brand.name === 'bundled client'
}

const constructorOf = (closure: ClassClosure, code: FunctionCode): FunctionClosure => ({
  kind: 'function',
  code,
  frame: closure.frame,
  module: closure.module,
  outer: null,
  home: closure.prototype,
})

function constructParent(
  run: Run,
  closure: ClassClosure,
  target: AbstractObject,
  made: AbstractObject,
  args: readonly Value[],
  act: Activation,
  at: number,
  anyArgs: boolean,
): Value {
  let out: Value = NEVER
  for (const parent of optionsOf(closure.parent ?? UNDEFINED)) {
    if (parent.kind === 'object') out = join(out, constructFor(run, current(parent), target, args, act, at, made, anyArgs))
    else if (parent.kind !== 'null') {
      // A parent that is not followed gets the arguments, and has members that are not known.
      run.escape(args, whyOf(parent), act, at)
      openObject(run, made, whyOf(parent))
      out = join(out, made)
    }
  }
  return out.kind === 'never' && !run.world.dead ? made : out
}

function initFields(run: Run, closure: ClassClosure, made: AbstractObject, act: Activation): void {
  const context: Activation = { ...act, frame: closure.frame, module: closure.module }
  for (const start of closure.starters) run.call(start, made, [], act, act.calledAt)
  for (const field of closure.fields) {
    if (field.code === null && typeof field.key === 'string' && hasAccessor(closure.prototype, field.key)) continue
    const value = firstValue(run, field, made, context)
    if (run.world.dead) return
    setField(run, made, field.key, value, act)
  }
}

/** A decorator that puts an accessor in a field's place does so where the field has no value of its own. */
const hasAccessor = (prototype: AbstractObject, key: string): boolean => prototype.props.get(key)?.kind === 'accessor'

export function superConstruct(run: Run, args: readonly Value[], act: Activation, at: number): Value {
  const closure = classAround(act)
  const made = act.self.value
  if (closure === null || act.newTarget === null || made.kind !== 'object')
    return run.escape(args, 'a parent class that is not known', act, at)
  const base = constructParent(run, closure, act.newTarget, current(made), args, act, at, false)
  if (base.kind === 'object') {
    act.self.value = base
    initFields(run, closure, current(base), act)
  }
  return UNDEFINED
}

/** The class whose constructor runs: the home object of its code is the class's prototype. */
function classAround(act: Activation): ClassClosure | null {
  const constructor_ = act.home?.props.get('constructor')
  const closure = constructor_?.kind === 'object' ? closureIn(current(constructor_)) : null
  return closure?.kind === 'class' ? closure : null
}

export function superMember(run: Run, key: string, act: Activation): Value {
  const parent = act.home?.proto ?? null
  if (parent === null) return unknownValue('a member of a parent class that is not known')
  const found = current(parent).props.get(key)
  if (found?.kind === 'accessor') return run.call(found.get, act.self.value, [], act, act.calledAt)
  return getMember(run, current(parent), key, act)
}
