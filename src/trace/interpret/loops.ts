/**
 * Loops. As long as the test is known to hold, and over lists whose elements are known, rounds run one by one, exactly.
 * Else rounds run from a state that is widened until it no longer grows.
 */

import type { Expr, FrameSize, Stmt } from '../lower/ir.js'
import { ANY_NUMBER, type GivenPiece, NEVER, optionsOf, type Property, textValue, UNDEFINED, unknownValue, type Value } from '../values.js'
import { anyKeyOf } from './copied-keys.js'
import { joinEnds } from './fork.js'
import { commonEnds, current, join, joinAll, MAX_TEXTS, same } from './lattice.js'
import { ownMembers } from './objects.js'
import { truth } from './operators.js'
import type { Activation, Jump, Run } from './run.js'
import { textOf } from './texts.js'
import {
  type Changes,
  changesSince,
  condense,
  type Frame,
  joinCell,
  LIST,
  mark,
  newFrame,
  readCell,
  rewrite,
  undo,
  write,
} from './world.js'

const MAX_EXACT_ROUNDS = 64
const MAX_EXACT_KEYS = 8_192
const MAX_PASSES = 6

type Loop = Extract<Stmt, { op: 'loop' }>
type Each = Extract<Stmt, { op: 'each' }>

export function execLoop(run: Run, stmt: Loop, act: Activation): void {
  withLoop(run, stmt, act, (jump) => {
    if (stmt.first !== null) run.exec(stmt.first, act)
    const round = (): void => {
      oneRound(run, stmt.frame, jump, act, () => run.exec(stmt.body, act), stmt.after)
    }
    const endless = stmt.test === null || stmt.test.op === 'constant'
    if (stmt.late) round()
    if (!endless && exactRounds(run, stmt.test as Expr, act, round)) return
    if (run.world.dead) return
    const test = (): boolean | null => (stmt.test === null ? true : truth(run.eval(stmt.test, act)))
    if (endless && test() === false) return
    toFixedPoint(run, () => {
      if (test() === false) run.world.dead = true
      else round()
    })
    // The rounds ended where the test failed, and a loop without one ends by `break` alone.
    if (test() === true) run.world.dead = true
  })
}

/** @returns true where the loop ended */
function exactRounds(run: Run, test: Expr, act: Activation, round: () => void): boolean {
  for (let n = 0; n < MAX_EXACT_ROUNDS; n++) {
    const known = truth(run.eval(test, act))
    if (run.world.dead || known === false) return true
    if (known === null) return false
    round()
    if (run.world.dead) return true
  }
  return false
}

export function execEach(run: Run, stmt: Each, act: Activation): void {
  const of = run.eval(stmt.of, act)
  if (run.world.dead) return
  const over = stmt.over === 'values' ? run.iterate(of, act) : keysOf(run, of, act)
  withLoop(run, stmt, act, (jump) => {
    const round = (value: Value): void => {
      oneRound(
        run,
        stmt.frame,
        jump,
        act,
        () => {
          run.assign(stmt.into, value, act, stmt)
          run.exec(stmt.body, act)
        },
        null,
      )
    }
    const names = stmt.over === 'keys' || ('items' in over && over.items.every(isNamed))
    if ('items' in over && over.items.length <= (names ? MAX_EXACT_KEYS : MAX_EXACT_ROUNDS)) {
      for (const item of over.items) {
        if (run.world.dead) return
        round(item)
      }
      return
    }
    const element = 'items' in over ? joinAll(over.items) : over.element
    if (element.kind !== 'never') {
      toFixedPoint(run, () => {
        oneByOne(run, element, (each) => {
          round(each)
          return NEVER
        })
      })
    }
  })
}

/** A name, or a name with what stands under it: a table of the source, whose rows are not to be taken for each other. */
function isNamed(value: Value): boolean {
  if (value.kind !== 'object') return value.kind === 'text'
  const { list } = current(value)
  return list !== null && 'items' in list && list.items[0]?.kind === 'text'
}

const MAX_APART = 8
const MAX_NESTED_APART = 2

/**
 * Runs something for an element of a list of which the order is not known, each alternative of it by itself: what belongs
 * together in a round (a name and what is kept under it) stays together.
 */
export function oneByOne(run: Run, element: Value, body: (each: Value) => Value): Value {
  const options = optionsOf(element)
  if (options.length < 2 || options.length > MAX_APART || run.apart >= MAX_NESTED_APART) return body(element)
  run.apart++
  try {
    return run.fork(options.map((each) => () => body(each)))
  } finally {
    run.apart--
  }
}

/** What `for…in` and `Object.keys` list. */
export function keysOf(run: Run, value: Value, act: Activation): { items: readonly Value[] } | { element: Value } {
  const { known, open, computed: more } = ownMembers(run, value, act)
  const keys = [...known.keys()].map(textValue)
  if (more !== null) return { element: joinAll([more.key, ...keys]) }
  if (!open && optionsOf(value).length === 1) return { items: keys }
  let element: Value = joinAll(keys)
  for (const option of optionsOf(value)) {
    const computed = option.kind === 'object' ? current(option).computed : null
    if (computed !== null) element = join(element, computed.key)
  }
  if (!open) return { element }
  // Many names at once would be joined to any text, which no longer says whose names they are.
  return { element: keys.length >= MAX_TEXTS ? anyKeyOf(value) : join(element, anyKeyOf(value)) }
}

function withLoop(run: Run, stmt: Loop | Each, act: Activation, body: (jump: Jump) => void): void {
  const outer = act.frame
  if (stmt.frame !== null) act.frame = newFrame(run.world, stmt.frame.slots, outer)
  const since = mark(run.world)
  const jump: Jump = { kind: 'loop', labels: stmt.label, onlyLabel: false, mark: since, breaks: [], round: null, continues: [] }
  act.jumps.push(jump)
  body(jump)
  act.jumps.pop()
  joinEnds(run, since, jump.breaks)
  act.frame = outer
}

/** A round with a frame of its own, so that closures made in it keep its variables. */
function oneRound(run: Run, size: FrameSize | null, jump: Jump, act: Activation, body: () => void, after: Expr | null): void {
  const { world } = run
  const head = act.frame
  const since = mark(world)
  const outerRound = jump.round
  const outerContinues = jump.continues
  jump.round = since
  jump.continues = []
  let own: Frame | null = null
  if (size !== null) {
    own = newFrame(world, size.slots, head.parent)
    for (let i = 0; i < head.slots.length; i++) own.slots[i] = head.slots[i] ?? UNDEFINED
    act.frame = own
  }
  body()
  joinEnds(run, since, jump.continues)
  jump.round = outerRound
  jump.continues = outerContinues
  if (own !== null) {
    act.frame = head
    if (!world.dead) copySlots(run, own, head)
  }
  if (after !== null && !world.dead) run.eval(after, act)
}

function copySlots(run: Run, from: Frame, to: Frame): void {
  for (let i = 0; i < to.slots.length; i++) {
    const value = from.slots[i] ?? UNDEFINED
    if (value !== to.slots[i]) write(run.world, to, i, value)
  }
}

/** Runs rounds from a state that is widened by what each leaves, until it does not grow. */
export function toFixedPoint(run: Run, round: () => void): void {
  const { world } = run
  const born = world.births
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const since = mark(world)
    round()
    const changes = world.dead ? null : changesSince(world, since)
    undo(world, since)
    world.dead = false
    if (changes === null || !widen(run, changes, pass, born)) return
  }
}

function widen(run: Run, changes: Changes, pass: number, born: number): boolean {
  const { world } = run
  let grew = false
  for (const [target, cells] of changes) {
    for (const [key, after] of cells) {
      const before = readCell(target, key)
      const joined = widened(run, key, before, after, pass, born)
      if (!sameCell(key, before, joined, born)) grew = true
      if (joined !== before) rewrite(world, target, key, joined)
    }
  }
  return grew
}

function widened(run: Run, key: number | string | symbol, before: unknown, after: unknown, pass: number, born: number): unknown {
  const joined = joinCell(run.world, key, before, after)
  if (key === LIST) {
    const list = joined as { items: readonly Value[] } | { element: Value } | null
    if (list === null) return list
    return 'items' in list
      ? { items: list.items.map((each) => widenValue(run, each, pass, born)) }
      : { element: widenValue(run, list.element, pass, born) }
  }
  if (typeof key !== 'symbol') {
    const property = joined as Property
    return property.kind === 'accessor' || property.kind === 'live' ? property : widenValue(run, property, pass, born)
  }
  return joined
}

export function widenValue(run: Run, value: Value, pass: number, born: number): Value {
  if (value.kind !== 'union') return value
  let out = newest(condense(run.world, value), born)
  if (out.kind !== 'union') return out
  const numbers = out.options.filter((each) => each.kind === 'number')
  if (numbers.length > 1) out = joinAll([...out.options.filter((each) => each.kind !== 'number'), ANY_NUMBER])
  if (pass >= 2 && out.kind === 'union') {
    const texts = out.options.filter((each) => each.kind === 'text')
    if (texts.length > 1) {
      const ends = textOf(commonEnds(texts.map((each) => each.pieces)))
      out = joinAll([...out.options.filter((each) => each.kind !== 'text'), ends])
    }
  }
  if (pass >= 2) out = widenGiven(out)
  return pass === MAX_PASSES - 1 ? join(out, unknownValue('what a loop makes of it')) : out
}

/**
 * Answers to one question are one, whatever was asked with; and beside anything no part of an answer says more. Parts of
 * one another, each round a deeper one, are any part.
 */
function widenGiven(value: Value): Value {
  const options = optionsOf(withoutDeeperParts(value))
  if (options.some(({ kind }) => kind === 'unknown')) return joinAll(options.filter((each) => !isResponse(each)))
  return joinAll(options.map((each) => (isResponse(each) ? { kind: 'given', piece: { ...each.piece, input: null } } : each)))
}

function withoutDeeperParts(value: Value): Value {
  const options = optionsOf(value)
  const paths = options.flatMap((each) => (each.kind === 'given' && each.piece.kind === 'event' ? [each.piece.path] : []))
  const isDeeper = (path: readonly string[]): boolean =>
    paths.some((other) => other.length < path.length && other.every((step, i) => step === path[i]))
  if (!paths.some(isDeeper)) return value
  return joinAll(
    options.map((each) =>
      each.kind === 'given' && each.piece.kind === 'event' && isDeeper(each.piece.path)
        ? unknownValue('a part of a part that is like it')
        : each,
    ),
  )
}

type Response = Extract<GivenPiece, { kind: 'response' }>

const isResponse = (value: Value): value is { readonly kind: 'given'; readonly piece: Response } =>
  value.kind === 'given' && value.piece.kind === 'response'

/**
 * Of functions and SDK things of one place that the loop made, the last one says all: later rounds begin with states that
 * hold those of earlier rounds.
 */
function newest(value: Value, born: number): Value {
  if (value.kind !== 'union') return value
  const bySite = new Map<object, Value>()
  const rest: Value[] = []
  for (const each of value.options) {
    if (each.kind !== 'object' || each.birth < born || (each.code === null && each.brand === null)) rest.push(each)
    else bySite.set(each.site, each)
  }
  return joinAll([...rest, ...bySite.values()])
}

function sameCell(key: number | string | symbol, a: unknown, b: unknown, born: number): boolean {
  if (a === b) return true
  if (key === LIST) {
    const one = a as { items: readonly Value[] } | { element: Value } | null
    const other = b as typeof one
    if (one === null || other === null) return one === other
    if ('items' in one && 'items' in other) {
      return one.items.length === other.items.length && one.items.every((each, i) => similar(each, other.items[i] as Value, born))
    }
    return 'element' in one && 'element' in other && similar(one.element, other.element, born)
  }
  if (typeof key === 'symbol') return false
  const one = (a ?? UNDEFINED) as Property
  const other = (b ?? UNDEFINED) as Property
  if (one.kind === 'accessor' || one.kind === 'live' || other.kind === 'accessor' || other.kind === 'live') return one.kind === other.kind
  return similar(one, other, born)
}

/** Equal, where functions and SDK things that the loop made count by their place. */
function similar(a: Value, b: Value, born: number): boolean {
  if (same(a, b)) return true
  const left = optionsOf(a)
  const right = optionsOf(b)
  if (left.length !== right.length) return false
  return right.every((each) =>
    left.some(
      (one) =>
        same(one, each) ||
        (one.kind === 'object' && each.kind === 'object' && one.birth >= born && each.birth >= born && one.site === each.site),
    ),
  )
}
