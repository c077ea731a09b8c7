/** Members: read, written, listed. Reads of a union are the union of reads; writes to one are weak. */
import {
  type AbstractObject,
  ANY_NUMBER,
  type GivenPiece,
  type ListContent,
  literalText,
  NEVER,
  numberValue,
  optionsOf,
  type Property,
  UNDEFINED,
  type Value,
} from '../values.js'
import { copiesMember } from './copied-keys.js'
import { countOf, elementAt, partAt, placeFromEnd } from './cuts.js'
import { current, join, joinAll } from './lattice.js'
import { MAP_MARK } from './map-mark.js'
import type { Activation, PrototypeName, Run } from './run.js'
import { literalsOf, textOf } from './texts.js'
import { COMPUTED, elementOf, joinComputed, joinProperty, LIST, OPEN, PROTO, write } from './world.js'

const MAX_PATH = 16
const MAX_PROTOTYPES = 32

export function getMember(run: Run, target: Value, key: string, act: Activation): Value {
  switch (target.kind) {
    case 'object':
      return memberOf(run, current(target), key, target, act)
    case 'union': {
      // Reading a member of nothing throws, so what goes on has another value.
      const options = target.options.filter(({ kind }) => kind !== 'undefined' && kind !== 'null')
      return options.length === 0 ? NOTHING_READ : joinAll(options.map((option) => getMember(run, option, key, act)))
    }
    case 'given':
      return givenMember(run, target, key, act)
    case 'text':
      if (key === 'length') return lengthOf(target)
      if (/^\d+$/.test(key)) return characterOf(target, Number(key))
      return prototypeMember(run, 'string', key, target, act)
    case 'number':
      return prototypeMember(run, 'number', key, target, act)
    case 'boolean':
      return prototypeMember(run, 'boolean', key, target, act)
    case 'unknown':
      return target
    case 'undefined':
    case 'null':
      return NOTHING_READ
    case 'never':
      return NEVER
  }
}

// Such a read throws. That the value is nothing may be a mistake of ours, so the code after it still counts as reached.
const NOTHING_READ: Value = { kind: 'unknown', why: 'a member of undefined' }

const lengthOf = (text: Value): Value => {
  const literal = literalText(text)
  return literal === null ? ANY_NUMBER : numberValue(literal.length)
}

const characterOf = (text: Value, index: number): Value => {
  const literal = literalText(text)
  if (literal === null) return textOf([{ kind: 'any', why: 'a character of a text' }])
  const found = literal[index]
  return found === undefined ? UNDEFINED : textOf([{ kind: 'literal', text: found }])
}

function givenMember(run: Run, target: Extract<Value, { kind: 'given' }>, key: string, act: Activation): Value {
  const { piece } = target
  if (key === 'length') return lengthOf(target)
  if (piece.kind === 'env') return prototypeMember(run, 'string', key, target, act)
  if (piece.path.length >= MAX_PATH) return { kind: 'unknown', why: 'a part deep inside of a given value' }
  const step = /^\d+$/.test(key) ? '*' : key
  const given: Value = { kind: 'given', piece: { ...piece, path: [...piece.path, step] } }
  const written = run.givenWrites.props.get(memberName(piece, key))
  if (written === undefined || written.kind === 'accessor' || written.kind === 'live') return given
  // On a way that did not write it is what was given.
  return joinAll(optionsOf(written).map((each) => (each.kind === 'undefined' ? given : each)))
}

export const memberName = (piece: Exclude<GivenPiece, { kind: 'env' }>, key: string): string =>
  `${piece.kind}:${[...piece.path, key].join('\n')}`

/** What the app adds to the event or the context is there until the invocation ends: middlewares hand on what they made so. */
function setGiven(run: Run, { piece }: Extract<Value, { kind: 'given' }>, key: string, value: Value, weak: boolean): void {
  if (piece.kind !== 'event' && piece.kind !== 'context') return
  const several = piece.path.includes('*')
  if (several && value.kind !== 'object') return
  const name = memberName(piece, key)
  write(run.world, run.givenWrites, name, weak || several ? joinProperty(run.givenWrites.props.get(name), value) : value)
}

export const prototypeMember = (run: Run, name: PrototypeName, key: string, self: Value, act: Activation): Value =>
  memberOf(run, run.realm.prototypes[name], key, self, act)

function memberOf(run: Run, object: AbstractObject, key: string, self: Value, act: Activation): Value {
  let at: AbstractObject | null = object
  let value: Value = NEVER
  let open: string | null = null
  for (let n = 0; at !== null && n < MAX_PROTOTYPES; n++) {
    const found = ownMember(run, at, key)
    if (found !== null) {
      value = join(value, readProperty(run, found, self, act))
      return withComputed(at, key, value)
    }
    value = withComputed(at, key, value)
    open ??= at.open
    at = at.proto === null ? null : current(at.proto)
  }
  return join(value, open === null ? UNDEFINED : { kind: 'unknown', why: open })
}

const withComputed = (object: AbstractObject, key: string, value: Value): Value => {
  const { computed } = object
  // Entries of a map are no members of it.
  if (computed === null || key.startsWith('@@') || object.props.has(MAP_MARK)) return value
  const keys = literalsOf(computed.key)
  return keys !== null && !keys.includes(key) ? value : join(value, computed.value)
}

export function ownMember(run: Run, object: AbstractObject, key: string): Property | null {
  const own = object.props.get(key)
  if (own !== undefined) return own
  if (object.list !== null) {
    const { list } = object
    if (key === 'length') return lengthOfList(list)
    if (/^\d+$/.test(key)) return 'items' in list ? (list.items[Number(key)] ?? UNDEFINED) : elementAt(list, Number(key))
  }
  if (object.virtual !== null) {
    const made = object.virtual(key)
    if (made !== null) return made
  }
  if (object.code !== null && key === 'prototype') return prototypeOf(run, object)
  return null
}

function lengthOfList(list: ListContent): Value {
  if ('items' in list) return numberValue(list.items.length)
  return list.cut?.from === 0 ? countOf('parts', list.cut.of, list.cut.by) : ANY_NUMBER
}

const isArrow = (closure: object): boolean => 'outer' in closure && closure.outer !== null

/** A plain function's `prototype` is made when it is first asked for. */
function prototypeOf(run: Run, fn: AbstractObject): Property | null {
  if (fn.code?.kind !== 'closure' || isArrow(fn.code.closure)) return null
  const made = run.realm.make(fn.site)
  made.props.set('constructor', fn)
  // It belongs to the function from the beginning, so that no branch can undo it.
  fn.props.set('prototype', made)
  return made
}

export function readProperty(run: Run, property: Property, self: Value, act: Activation): Value {
  if (property.kind === 'live') return property.read()
  if (property.kind !== 'accessor') return property
  return property.get.kind === 'undefined' ? UNDEFINED : run.call(property.get, self, [], act, act.calledAt)
}

export function getComputed(run: Run, target: Value, key: Value, act: Activation): Value {
  const keys = literalsOf(key)
  if (keys !== null) return joinAll(keys.map((each) => getMember(run, target, each, act)))
  const out = joinAll(optionsOf(target).map((option) => anyMember(run, option, key, act)))
  return out.kind === 'never' && target.kind !== 'never' ? NOTHING_READ : out
}

/** What a member of a name that is not known can be. */
function anyMember(run: Run, target: Value, key: Value, act: Activation): Value {
  switch (target.kind) {
    case 'object': {
      const object = current(target)
      const cut = object.list !== null && 'element' in object.list ? object.list.cut : undefined
      const place = cut === undefined ? null : placeFromEnd(cut, key)
      if (cut !== undefined && place !== null) return partAt(cut, place)
      const all: Value[] = object.list === null ? [] : [elementOf(object.list)]
      if (key.kind !== 'number') {
        for (const [name, property] of object.props) if (!name.startsWith('@@')) all.push(readProperty(run, property, target, act))
        if (object.computed !== null && !object.props.has(MAP_MARK)) all.push(object.computed.value)
        if (object.virtual !== null) all.push(object.virtual('*') ?? { kind: 'unknown', why: 'a member whose name is not known' })
        all.push(methodsOf(run, object, target, act))
      }
      if (object.open !== null) all.push({ kind: 'unknown', why: object.open })
      const out = joinAll(all)
      // A table is looked into with keys that it has.
      return out.kind === 'never' ? UNDEFINED : out
    }
    case 'given':
      return givenMember(run, target, '0', act)
    case 'text':
      return textOf([{ kind: 'any', why: 'a character of a text' }])
    case 'unknown':
      return target
    default:
      return NEVER
  }
}

/** Methods of the app's own classes: `this[name]()` is a common way to dispatch. */
function methodsOf(run: Run, object: AbstractObject, self: Value, act: Activation): Value {
  const all: Value[] = []
  const builtin = new Set(Object.values(run.realm.prototypes))
  for (let at = object.proto; at !== null && !builtin.has(current(at)); at = current(at).proto) {
    for (const [name, property] of current(at).props) {
      if (name !== 'constructor' && !name.startsWith('@@')) all.push(readProperty(run, property, self, act))
    }
  }
  return joinAll(all)
}

export function setMember(run: Run, target: Value, key: string, value: Value, act: Activation): void {
  const options = optionsOf(target)
  for (const option of options) {
    if (option.kind === 'object') setOwn(run, current(option), key, value, options.length > 1, act)
    else if (option.kind === 'given') setGiven(run, option, key, value, options.length > 1)
  }
}

function setOwn(run: Run, object: AbstractObject, key: string, value: Value, weak: boolean, act: Activation): void {
  const { world } = run
  const setter = setterOf(object, key)
  if (setter !== null) {
    if (setter.kind !== 'undefined') run.call(setter, object, [value], act, act.calledAt)
    return
  }
  const isWeak = weak || object.many
  if (object.list !== null && (key === 'length' || /^\d+$/.test(key))) {
    setElement(run, object, key, value, isWeak)
    return
  }
  if (key === '__proto__') {
    if (value.kind === 'object' && current(value) !== object) write(world, object, PROTO, current(value))
    return
  }
  const before = object.props.get(key)
  write(world, object, key, isWeak ? joinProperty(before, value) : value)
}

export function deleteMember(run: Run, target: Value, key: string): void {
  const options = optionsOf(target)
  for (const option of options) {
    if (option.kind !== 'object') continue
    const object = current(option)
    const before = object.props.get(key)
    if (before === undefined) continue
    write(run.world, object, key, options.length > 1 || object.many ? joinProperty(before, UNDEFINED) : undefined)
  }
}

function setterOf(object: AbstractObject, key: string): Value | null {
  let at: AbstractObject | null = object
  for (let n = 0; at !== null && n < MAX_PROTOTYPES; n++) {
    const found = at.props.get(key)
    if (found?.kind === 'accessor') return found.set
    if (found !== undefined) return null
    at = at.proto === null ? null : current(at.proto)
  }
  return null
}

const MAX_ITEMS = 1_024

function setElement(run: Run, object: AbstractObject, key: string, value: Value, weak: boolean): void {
  const list = object.list
  if (list === null) return
  if (key === 'length') {
    const length = value.kind === 'number' ? value.number : null
    if (!weak && length !== null && 'items' in list && length <= list.items.length)
      write(run.world, object, LIST, { items: list.items.slice(0, length) })
    else if ('items' in list) write(run.world, object, LIST, { element: elementOf(list) })
    return
  }
  const index = Number(key)
  if ('items' in list && index <= list.items.length && index < MAX_ITEMS) {
    if (!weak || index < list.items.length) {
      const items = [...list.items]
      items[index] = weak ? join(items[index] ?? UNDEFINED, value) : value
      write(run.world, object, LIST, { items })
      return
    }
  }
  write(run.world, object, LIST, { element: join(elementOf(list), value) })
}

export function setComputed(run: Run, target: Value, key: Value, value: Value, act: Activation): void {
  const keys = literalsOf(key)
  const [only] = keys ?? []
  if (keys !== null && keys.length === 1 && only !== undefined) {
    setMember(run, target, only, value, act)
    return
  }
  for (const option of optionsOf(target)) {
    if (option.kind !== 'object') continue
    const object = current(option)
    if (keys === null && copiesMember(run, object, key)) continue
    if (keys !== null) {
      for (const each of keys) setOwn(run, object, each, value, true, act)
    } else if (object.list !== null && key.kind !== 'text') {
      write(run.world, object, LIST, { element: join(elementOf(object.list), value) })
    } else write(run.world, object, COMPUTED, joinComputed(object.computed, { key, value }))
  }
}

export function defineMember(run: Run, object: AbstractObject, key: string, property: Property): void {
  write(run.world, object, key, object.many ? joinProperty(object.props.get(key), property) : property)
}

export function openObject(run: Run, object: AbstractObject, why: string): void {
  if (object.open === null) write(run.world, object, OPEN, why)
}

/**
 * Own enumerable members; methods and accessors of classes are not among them. `open`: there can be more of them;
 * `computed`: the names of those that there can be, where it is known what they are built of.
 */
export function ownMembers(
  run: Run,
  target: Value,
  act: Activation,
): { known: Map<string, Value>; open: boolean; computed: { readonly key: Value; readonly value: Value } | null } {
  const known = new Map<string, Value>()
  let open = false
  let computed: { readonly key: Value; readonly value: Value } | null = null
  const options = optionsOf(target)
  for (const option of options) {
    if (option.kind === 'given' || option.kind === 'unknown') open = true
    if (option.kind !== 'object') continue
    const object = current(option)
    if (object.list !== null) {
      if ('items' in object.list)
        object.list.items.forEach((each, i) => void known.set(String(i), join(known.get(String(i)) ?? NEVER, each)))
      else open = true
    }
    for (const [key, property] of object.props) {
      if (key.startsWith('@@') || (object.code !== null && key === 'prototype') || key === 'constructor') continue
      known.set(key, join(known.get(key) ?? NEVER, readProperty(run, property, option, act)))
    }
    if (object.open !== null || object.virtual !== null) open = true
    computed = joinComputed(computed, object.computed)
    if (object.proto !== null && current(object.proto).virtual !== null && object.code === null && classless(object)) open = true
  }
  return open || computed === null ? { known, open, computed: null } : { known, open: true, computed }
}

export function addAccessor(run: Run, object: AbstractObject, key: string, kind: 'get' | 'set', fn: Value): void {
  const before = object.props.get(key)
  const both = before?.kind === 'accessor' ? before : { kind: 'accessor' as const, get: UNDEFINED, set: UNDEFINED }
  write(run.world, object, key, { ...both, [kind]: fn })
}

/** Not an instance of a class: its prototype is another object that it was copied from. */
const classless = (object: AbstractObject): boolean => object.proto !== null && !current(object.proto).props.has('constructor')
