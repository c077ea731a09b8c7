/** `Object`, `Reflect` and what all objects have. */
import {
  type AbstractObject,
  ANY_BOOLEAN,
  FALSE,
  literalText,
  type NativeCall,
  NEVER,
  NULL,
  optionsOf,
  TRUE,
  textValue,
  UNDEFINED,
  unknownValue,
  type Value,
} from '../../values.js'
import { among } from '../assume.js'
import { copiesMember } from '../copied-keys.js'
import { spreadInto } from '../expressions.js'
import { current, join, joinAll } from '../lattice.js'
import { keysOf } from '../loops.js'
import { metadataKey } from '../metadata.js'
import { addAccessor, deleteMember, ownMember, ownMembers, setComputed } from '../objects.js'
import type { Iterated, Run } from '../run.js'
import { literalsOf } from '../texts.js'
import { COMPUTED, OPEN, PROTO, write } from '../world.js'
import { anyTextOf, arg, type Builtins, call, forElements, listOf, native, plainObject } from './builtin.js'

const objectsIn = (value: Value): AbstractObject[] => optionsOf(value).flatMap((each) => (each.kind === 'object' ? [current(each)] : []))
const here = (run: Run) => run.here.act

function assignAll(run: Run, target: Value, sources: readonly Value[]): Value {
  const [into] = objectsIn(target)
  if (into === undefined || optionsOf(target).length > 1) return joinAll([target, ...sources])
  for (const source of sources) {
    // Setters and views of the target are kept by writing through it.
    if (into.props.size === 0 && into.list === null) spreadInto(run, into, source, here(run))
    else {
      const { known, open } = ownMembers(run, source, here(run))
      const certain = optionsOf(source).length === 1
      for (const [key, value] of known) {
        const before = into.props.get(key)
        const shows = certain || before === undefined || before.kind === 'accessor' || before.kind === 'live' ? value : join(before, value)
        run.set(into, key, shows, here(run))
      }
      if (open) openLike(run, into, source)
    }
  }
  return target
}

function openLike(run: Run, into: AbstractObject, source: Value): void {
  for (const each of optionsOf(source)) {
    if (each.kind === 'unknown') write(run.world, into, OPEN, each.why)
    else if (each.kind === 'given') run.givenSpread(into, each)
    else if (each.kind === 'object') {
      const from = current(each)
      if (from.open !== null) write(run.world, into, OPEN, from.open)
      if (from.computed !== null) write(run.world, into, COMPUTED, from.computed)
    }
  }
}

function defineProperty(run: Run, target: Value, key: Value, descriptor: Value): Value {
  for (const object of objectsIn(target)) {
    const names = literalsOf(key)
    const get = run.get(descriptor, 'get', here(run))
    const set = run.get(descriptor, 'set', here(run))
    if (names === null && copiesMember(run, object, key)) continue
    if (names === null) {
      const value = get.kind === 'object' ? call(run, get, [], object) : run.get(descriptor, 'value', here(run))
      setComputed(run, object, key, value, here(run))
      continue
    }
    for (const name of names) {
      if (get.kind === 'object' || set.kind === 'object') {
        write(run.world, object, name, {
          kind: 'accessor',
          get: get.kind === 'object' ? get : UNDEFINED,
          set: set.kind === 'object' ? set : UNDEFINED,
        })
      } else write(run.world, object, name, run.get(descriptor, 'value', here(run)))
    }
  }
  return target
}

function descriptorOf(run: Run, target: Value, key: Value): Value {
  const name = literalText(key)
  const [object] = objectsIn(target)
  if (object === undefined || name === null) return unknownValue('a property descriptor')
  const found = ownMember(run, object, name)
  if (found === null) return object.open === null ? UNDEFINED : unknownValue('a property descriptor')
  const made = plainObject(run, { enumerable: TRUE, configurable: TRUE, writable: TRUE })
  if (found.kind === 'accessor') {
    addAccessorParts(run, made, found)
  } else made.props.set('value', found.kind === 'live' ? found.read() : found)
  return made
}

function addAccessorParts(run: Run, made: AbstractObject, found: { readonly get: Value; readonly set: Value }): void {
  made.props.set('get', found.get)
  made.props.set('set', found.set)
  run.step()
}

const pairs = (run: Run, value: Value): Iterated => {
  const { known, open, computed } = ownMembers(run, value, here(run))
  const pair = (key: Value, member: Value): Value => listOf(run, { items: [key, member] })
  if (computed !== null)
    return { element: [...known].map(([key, member]) => pair(textValue(key), member)).reduce(join, pair(computed.key, computed.value)) }
  if (!open && optionsOf(value).length === 1) return { items: [...known].map(([key, member]) => pair(textValue(key), member)) }
  let element: Value = [...known].map(([key, member]) => pair(textValue(key), member)).reduce(join, NEVER)
  element = join(element, pair(elementKey(run, value), openValue(run, value)))
  return { element }
}

const elementKey = (run: Run, value: Value): Value => {
  const keys = keysOf(run, value, here(run))
  return 'items' in keys ? keys.items.reduce(join, anyTextOf('a key that is not known')) : keys.element
}

const openValue = (run: Run, value: Value): Value => run.getComputed(value, anyTextOf('a key that is not known'), here(run))

export const OBJECT_STATICS: Builtins = {
  keys: (run, c) => listOf(run, keysOf(run, arg(c, 0), here(run))),
  getOwnPropertyNames: (run, c) => listOf(run, namesOf(run, arg(c, 0))),
  values: (run, c) => {
    const { known, open, computed } = ownMembers(run, arg(c, 0), here(run))
    if (computed !== null) return listOf(run, { element: [...known.values()].reduce(join, computed.value) })
    if (!open && optionsOf(arg(c, 0)).length === 1) return listOf(run, { items: [...known.values()] })
    return listOf(run, {
      element: open ? join(joinAll([...known.values()]), openValue(run, arg(c, 0))) : joinAll([...known.values()]),
    })
  },
  entries: (run, c) => listOf(run, pairs(run, arg(c, 0))),
  fromEntries: (run, c) => {
    const made = plainObject(run)
    forElements(run, run.iterate(arg(c, 0), here(run)), (pair) => {
      const parts = run.iterate(pair, here(run))
      const [key, value] = 'items' in parts ? parts.items : [parts.element, parts.element]
      setComputed(run, made, key ?? UNDEFINED, value ?? UNDEFINED, here(run))
      return UNDEFINED
    })
    return made
  },
  assign: (run, c) => assignAll(run, arg(c, 0), c.args.slice(1)),
  freeze: (_, c) => arg(c, 0),
  seal: (_, c) => arg(c, 0),
  preventExtensions: (_, c) => arg(c, 0),
  isFrozen: () => ANY_BOOLEAN,
  create: (run, c) => {
    const made = plainObject(run)
    const proto = arg(c, 0)
    made.proto = proto.kind === 'object' ? current(proto) : null
    if (c.args.length > 1) defineProperties(run, made, arg(c, 1))
    return made
  },
  getPrototypeOf: (_, c) => objectsIn(arg(c, 0))[0]?.proto ?? NULL,
  setPrototypeOf: (run, c) => {
    const proto = arg(c, 1)
    for (const object of objectsIn(arg(c, 0))) {
      if (proto.kind === 'object' && current(proto) !== object) write(run.world, object, PROTO, current(proto))
      else if (proto.kind === 'unknown') write(run.world, object, OPEN, proto.why)
    }
    return arg(c, 0)
  },
  defineProperty: (run, c) => defineProperty(run, arg(c, 0), arg(c, 1), arg(c, 2)),
  defineProperties: (run, c) => {
    defineProperties(run, arg(c, 0), arg(c, 1))
    return arg(c, 0)
  },
  getOwnPropertyDescriptor: (run, c) => descriptorOf(run, arg(c, 0), arg(c, 1)),
  getOwnPropertyDescriptors: (run, c) => {
    const made = plainObject(run)
    for (const key of ownMembers(run, arg(c, 0), here(run)).known.keys()) made.props.set(key, descriptorOf(run, arg(c, 0), textValue(key)))
    return made
  },
  getOwnPropertySymbols: (run) => listOf(run, { items: [] }),
  is: () => ANY_BOOLEAN,
  hasOwn: (run, c) => hasOwn(run, arg(c, 0), arg(c, 1)),
  groupBy: (run, c) => {
    const made = plainObject(run)
    const list = run.iterate(arg(c, 0), here(run))
    const element = 'items' in list ? joinAll(list.items) : list.element
    made.computed = { key: anyTextOf('a group'), value: listOf(run, { element }) }
    return made
  },
}

/** All names, those of classes' static members and methods too. */
function namesOf(run: Run, value: Value): Iterated {
  const [object] = objectsIn(value)
  const isPrototype = object?.props.get('constructor') !== undefined
  if (object === undefined || !isPrototype) return keysOf(run, value, here(run))
  return { items: [...object.props.keys()].filter((key) => !key.startsWith('@@')).map(textValue) }
}

function defineProperties(run: Run, target: Value, descriptors: Value): void {
  for (const [key, descriptor] of ownMembers(run, descriptors, here(run)).known) defineProperty(run, target, textValue(key), descriptor)
}

export const OBJECT_METHODS: Builtins = {
  hasOwnProperty: (run: Run, c: NativeCall) => hasOwn(run, c.self, arg(c, 0)),
  propertyIsEnumerable: () => ANY_BOOLEAN,
  isPrototypeOf: () => ANY_BOOLEAN,
  toString: () => anyTextOf('an object as text'),
  toLocaleString: () => anyTextOf('an object as text'),
  valueOf: (_: Run, c: NativeCall) => c.self,
  __defineGetter__: (run, c) => {
    const name = literalText(arg(c, 0))
    for (const object of objectsIn(c.self)) if (name !== null) addAccessor(run, object, name, 'get', arg(c, 1))
    return UNDEFINED
  },
}

/** `reflect-metadata`: kept on the target, and inherited with its members. */
const METADATA: Builtins = {
  getMetadata: (run, c) => metadataOf(run, c, 0),
  getOwnMetadata: (run, c) => metadataOf(run, c, 0),
  hasMetadata: (run, c) => (metadataOf(run, c, 0).kind === 'undefined' ? FALSE : ANY_BOOLEAN),
  hasOwnMetadata: (run, c) => (metadataOf(run, c, 0).kind === 'undefined' ? FALSE : ANY_BOOLEAN),
  defineMetadata: (run, c) => {
    const key = keyOfMetadata(arg(c, 0), arg(c, 3))
    if (key !== null) run.set(arg(c, 2), key, arg(c, 1), here(run))
    return UNDEFINED
  },
  metadata: (run, c) => {
    const [name, value] = [arg(c, 0), arg(c, 1)]
    return native(run, 'metadata', (_, inner) => {
      const key = keyOfMetadata(name, arg(inner, 1))
      if (key !== null) run.set(arg(inner, 0), key, value, here(run))
      return UNDEFINED
    })
  },
}

/** Names that are no text share one place: symbols are told apart by what they hold, which is not known. */
function keyOfMetadata(name: Value, member: Value): string | null {
  const [known, inside] = [literalText(name), member.kind === 'undefined' ? null : literalText(member)]
  return member.kind !== 'undefined' && inside === null ? null : metadataKey(known ?? 'symbol', inside)
}

function metadataOf(run: Run, c: NativeCall, first: number): Value {
  const key = keyOfMetadata(arg(c, first), arg(c, first + 2))
  return key === null ? unknownValue('metadata of a decorator') : run.get(arg(c, first + 1), key, here(run))
}

export const REFLECT: Builtins = {
  get: (run, c) => run.getComputed(arg(c, 0), arg(c, 1), here(run)),
  set: (run, c) => {
    setComputed(run, arg(c, 0), arg(c, 1), arg(c, 2), here(run))
    return TRUE
  },
  has: (run, c) => run.hasMember(arg(c, 0), arg(c, 1)),
  apply: (run, c) => {
    const args = run.iterate(arg(c, 2), here(run))
    return call(run, arg(c, 0), 'items' in args ? args.items : [args.element, args.element, args.element], arg(c, 1))
  },
  construct: (run, c) => {
    const args = run.iterate(arg(c, 1), here(run))
    return run.construct(arg(c, 0), 'items' in args ? args.items : [args.element, args.element, args.element], here(run), run.here.at)
  },
  ownKeys: (run, c) => listOf(run, keysOf(run, arg(c, 0), here(run))),
  getPrototypeOf: (_, c) => objectsIn(arg(c, 0))[0]?.proto ?? NULL,
  defineProperty: (run, c) => {
    defineProperty(run, arg(c, 0), arg(c, 1), arg(c, 2))
    return TRUE
  },
  getOwnPropertyDescriptor: (run, c) => descriptorOf(run, arg(c, 0), arg(c, 1)),
  deleteProperty: (run, c) => {
    const name = literalText(arg(c, 1))
    if (name !== null) deleteMember(run, arg(c, 0), name)
    return TRUE
  },
  ...METADATA,
}

/** Whether a value has a member of its own: exactly for objects of which all members are known. */
function hasOwn(run: Run, object: Value, key: Value): Value {
  const names = literalsOf(key)
  const [name] = names ?? []
  if (object.kind !== 'object') return ANY_BOOLEAN
  return names?.length === 1 && name !== undefined ? isOwn(run, current(object), name) : amongMembers(current(object), key)
}

/** A key of which nothing is known, where all members are. */
function amongMembers(object: AbstractObject, key: Value): Value {
  const closed = object.open === null && object.computed === null && object.virtual === null && object.list === null
  return closed
    ? among(
        key,
        [...object.props.keys()].filter((each) => !each.startsWith('@@')),
      )
    : ANY_BOOLEAN
}

function isOwn(run: Run, target: AbstractObject, name: string): Value {
  const found = ownMember(run, target, name)
  // What may be undefined may also have been put there on one way alone.
  if (found !== null) return found.kind === 'union' ? ANY_BOOLEAN : TRUE
  return target.open === null && target.computed === null && target.virtual === null ? FALSE : ANY_BOOLEAN
}

const MAX_PROTOTYPES = 32

/** `key in object`: its own members and those above it. */
export function hasMember(run: Run, object: Value, key: Value): Value {
  const names = literalsOf(key)
  const [name] = names ?? []
  if (object.kind !== 'object') return ANY_BOOLEAN
  if (names?.length !== 1 || name === undefined) return amongMembers(current(object), key)
  let at: AbstractObject | null = current(object)
  for (let n = 0; at !== null && n < MAX_PROTOTYPES; n++) {
    const own = isOwn(run, at, name)
    if (own !== FALSE) return own
    at = at.proto === null ? null : current(at.proto)
  }
  return FALSE
}
