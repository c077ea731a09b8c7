/**
 * The state that a program runs in, abstractly: frames of variables and objects. It is one mutable state with a journal,
 * so that a branch can be run, taken back, and joined with the other. Reads cost nothing extra; a branch costs what it
 * writes.
 *
 * INVARIANT: a thing that was made after a mark cannot be seen by anything that runs from the state at the mark, so its
 * writes need no journal, are not taken back, and simply stay.
 */
import { type AbstractObject, type Code, type ListContent, type Property, UNDEFINED, type Value } from '../values.js'
import { current, join, joinAll } from './lattice.js'

export interface Frame {
  readonly kind: 'frame'
  readonly birth: number
  /** The module whose top level was running when it was made; 0 while a handler runs. */
  readonly owner: number
  readonly slots: Value[]
  readonly parent: Frame | null
}

type Target = Frame | AbstractObject
/** A slot, a member, or a field of the object itself. */
type Key = number | string | symbol

export const LIST = Symbol('list')
export const COMPUTED = Symbol('computed')
export const OPEN = Symbol('open')
export const INNER = Symbol('inner')
export const BRAND = Symbol('brand')
export const PROTO = Symbol('proto')
export const MANY = Symbol('many')
export const FORWARD = Symbol('forward')
export const VIRTUAL = Symbol('virtual')

interface Entry {
  readonly target: Target
  readonly key: Key
  readonly old: unknown
}

export interface Mark {
  readonly at: number
  readonly birth: number
}

/** What a stretch of code left behind: the last value of every cell that it wrote. */
export type Changes = ReadonlyMap<Target, ReadonlyMap<Key, unknown>>

export interface World {
  births: number
  /** Code after a `throw`, an endless loop or a call that never returns is not reached. */
  dead: boolean
  /** The module whose top level is running; 0: a handler. */
  owner: number
  readonly journal: Entry[]
  readonly marks: Mark[]
}

export const newWorld = (): World => ({ births: 1, dead: false, owner: 0, journal: [], marks: [] })

export function newFrame(world: World, slots: number, parent: Frame | null): Frame {
  return { kind: 'frame', birth: world.births++, owner: world.owner, slots: new Array<Value>(slots).fill(UNDEFINED), parent }
}

export function newObject(
  world: World,
  site: object,
  parts: { readonly proto?: AbstractObject | null; readonly list?: ListContent; readonly code?: Code },
): AbstractObject {
  return {
    kind: 'object',
    birth: world.births++,
    site,
    owner: world.owner,
    many: false,
    forward: null,
    props: new Map(),
    proto: parts.proto ?? null,
    computed: null,
    open: null,
    list: parts.list ?? null,
    code: parts.code ?? null,
    inner: null,
    brand: null,
    virtual: null,
  }
}

export function mark(world: World): Mark {
  const made = { at: world.journal.length, birth: world.births }
  world.marks.push(made)
  return made
}

/** Ends a mark and keeps what happened since. */
export function keep(world: World, since: Mark): void {
  popTo(world, since)
  if (world.marks.length === 0) world.journal.length = 0
}

/** What was written since the mark to things that are older than it. */
export function changesSince(world: World, since: Mark): Changes {
  const out = new Map<Target, Map<Key, unknown>>()
  const { journal } = world
  for (let i = since.at; i < journal.length; i++) {
    const { target, key } = journal[i] as Entry
    if (target.birth >= since.birth) continue
    let cells = out.get(target)
    if (cells === undefined) {
      cells = new Map()
      out.set(target, cells)
    }
    if (!cells.has(key)) cells.set(key, readCell(target, key))
  }
  return out
}

/** Like `changesSince`, with all that each cell held on the way: what a handler of errors can find. */
export function everythingSince(world: World, since: Mark): Changes {
  const out = new Map<Target, Map<Key, unknown>>()
  const { journal } = world
  for (let i = since.at; i < journal.length; i++) {
    const { target, key, old } = journal[i] as Entry
    if (target.birth >= since.birth) continue
    let cells = out.get(target)
    if (cells === undefined) {
      cells = new Map()
      out.set(target, cells)
    }
    const known = cells.has(key) ? cells.get(key) : readCell(target, key)
    cells.set(key, joinCell(world, key, known, old))
  }
  return out
}

/** Takes everything back to the mark and ends it. */
export function undo(world: World, since: Mark): void {
  const { journal } = world
  for (let i = journal.length - 1; i >= since.at; i--) {
    const { target, key, old } = journal[i] as Entry
    if (target.birth < since.birth) writeRaw(target, key, old)
  }
  journal.length = since.at
  popTo(world, since)
}

function popTo(world: World, since: Mark): void {
  while (world.marks.length > 0) {
    if (world.marks.pop() === since) return
  }
}

export function apply(world: World, changes: Changes): void {
  for (const [target, cells] of changes) for (const [key, value] of cells) rewrite(world, target, key, value)
}

/** Where one alternative merged two objects one way and another the other way, one way is enough. */
export function rewrite(world: World, target: Target, key: Key, value: unknown): void {
  if (key === FORWARD && value !== null && current(value as AbstractObject) === target) return
  write(world, target, key, value)
}

/** Joins the states that alternatives left, each given as its changes from the state of now. */
export function merge(world: World, outcomes: readonly Changes[]): void {
  const [first, ...rest] = outcomes
  if (first === undefined) return
  if (rest.length === 0) {
    apply(world, first)
    return
  }
  const cells = new Map<Target, Map<Key, unknown[]>>()
  outcomes.forEach((outcome, n) => {
    for (const [target, changed] of outcome) {
      let keys = cells.get(target)
      if (keys === undefined) {
        keys = new Map()
        cells.set(target, keys)
      }
      for (const [key, value] of changed) {
        const values = keys.get(key)
        if (values !== undefined) values.push(value)
        // What an earlier one left as it was comes first.
        else keys.set(key, n === 0 ? [value] : [readCell(target, key), value])
      }
    }
  })
  for (const [target, keys] of cells) {
    for (const [key, values] of keys) {
      const before = readCell(target, key)
      if (values.length < outcomes.length && values[0] !== before) values.push(before)
      const joined = values.reduce((all, value) => joinCell(world, key, all, value))
      if (joined !== before) rewrite(world, target, key, joined)
    }
  }
}

export function write(world: World, target: Target, key: Key, value: unknown): void {
  const last = world.marks.at(-1)
  if (last !== undefined && target.birth < last.birth) world.journal.push({ target, key, old: readCell(target, key) })
  writeRaw(target, key, value)
}

export function readCell(target: Target, key: Key): unknown {
  if (target.kind === 'frame') return target.slots[key as number]
  if (typeof key === 'string') return target.props.get(key)
  switch (key) {
    case LIST:
      return target.list
    case COMPUTED:
      return target.computed
    case OPEN:
      return target.open
    case INNER:
      return target.inner
    case BRAND:
      return target.brand
    case PROTO:
      return target.proto
    case MANY:
      return target.many
    case VIRTUAL:
      return target.virtual
    default:
      return target.forward
  }
}

function writeRaw(target: Target, key: Key, value: unknown): void {
  if (target.kind === 'frame') target.slots[key as number] = value as Value
  else if (typeof key === 'string') {
    if (value === undefined) target.props.delete(key)
    else target.props.set(key, value as Property)
  } else if (key === LIST) target.list = value as ListContent | null
  else if (key === COMPUTED) target.computed = value as AbstractObject['computed']
  else if (key === OPEN) target.open = value as string | null
  else if (key === INNER) target.inner = value as Value | null
  else if (key === BRAND) target.brand = value as AbstractObject['brand']
  else if (key === PROTO) target.proto = value as AbstractObject | null
  else if (key === MANY) target.many = value as boolean
  else if (key === VIRTUAL) target.virtual = value as AbstractObject['virtual']
  else if (key === FORWARD) target.forward = value as AbstractObject | null
}

/** Joins two contents of one cell. An absent member is one that reads as undefined. */
export function joinCell(world: World, key: Key, a: unknown, b: unknown): unknown {
  if (a === b) return a
  if (typeof key === 'number') return join(a as Value, b as Value)
  if (typeof key === 'string') return joinProperty(a as Property | undefined, b as Property | undefined)
  switch (key) {
    case LIST:
      return joinLists(a as ListContent | null, b as ListContent | null)
    case COMPUTED:
      return joinComputed(a as AbstractObject['computed'], b as AbstractObject['computed'])
    case INNER:
      return join((a as Value | null) ?? UNDEFINED, (b as Value | null) ?? UNDEFINED)
    case MANY:
      return true
    case FORWARD: {
      const into = (a ?? b) as AbstractObject
      return into
    }
    case PROTO:
      return deeper(a as AbstractObject | null, b as AbstractObject | null)
    case OPEN:
    case BRAND:
    case VIRTUAL:
      return a ?? b
    default:
      throw new Error(`a cell of an unknown kind in a world of ${world.births} things`)
  }
}

/** Of two prototypes the one that stands on the other. */
function deeper(a: AbstractObject | null, b: AbstractObject | null): AbstractObject | null {
  for (let at = b, n = 0; at !== null && n < 32; at = at.proto === null ? null : current(at.proto), n++) if (at === a) return b
  return a ?? b
}

export function joinProperty(a: Property | undefined, b: Property | undefined): Property {
  const one = a ?? UNDEFINED
  const other = b ?? UNDEFINED
  if (one.kind === 'accessor' && other.kind === 'accessor')
    return { kind: 'accessor', get: join(one.get, other.get), set: join(one.set, other.set) }
  // A view or a getter against a plain value: it says more.
  if (one.kind === 'live' || one.kind === 'accessor') return one
  if (other.kind === 'live' || other.kind === 'accessor') return other
  return join(one, other)
}

export function joinLists(a: ListContent | null, b: ListContent | null): ListContent | null {
  if (a === null || b === null) return a ?? b
  if ('items' in a && 'items' in b && a.items.length === b.items.length) {
    return { items: a.items.map((each, i) => join(each, b.items[i] as Value)) }
  }
  return { element: join(elementOf(a), elementOf(b)) }
}

export const elementOf = (list: ListContent): Value => {
  return 'element' in list ? list.element : joinAll(list.items)
}

export function joinComputed(a: AbstractObject['computed'], b: AbstractObject['computed']): AbstractObject['computed'] {
  if (a === null || b === null) return a ?? b
  return { key: join(a.key, b.key), value: join(a.value, b.value) }
}

/** Merges one object into another: from now on both names mean the joined one, which stands for several. */
export function mergeObjects(world: World, into: AbstractObject, from: AbstractObject): AbstractObject {
  const target = current(into)
  const source = current(from)
  if (target === source) return target
  for (const key of new Set([...target.props.keys(), ...source.props.keys()])) {
    const joined = joinProperty(target.props.get(key), source.props.get(key))
    if (joined !== target.props.get(key)) write(world, target, key, joined)
  }
  for (const key of [LIST, COMPUTED, OPEN, INNER, BRAND, PROTO, VIRTUAL] as const) {
    const mine = readCell(target, key)
    const theirs = readCell(source, key)
    if (mine !== theirs) write(world, target, key, key === INNER && mine === null ? theirs : joinCell(world, key, mine, theirs))
  }
  if (!target.many) write(world, target, MANY, true)
  write(world, source, FORWARD, target)
  return target
}

/** Merges objects of one site that stand together in a value. Functions and SDK things stay apart. */
export function condense(world: World, value: Value): Value {
  if (value.kind !== 'union') return value
  const bySite = new Map<object, AbstractObject>()
  let merged = false
  for (const each of value.options) {
    if (each.kind !== 'object' || each.code !== null || each.brand !== null) continue
    const object = current(each)
    const first = bySite.get(object.site)
    if (first === undefined) bySite.set(object.site, object)
    else if (current(first) !== object) {
      mergeObjects(world, first, object)
      merged = true
    }
  }
  return merged ? joinAll(value.options) : value
}
