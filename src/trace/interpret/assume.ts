/**
 * Lists of what is allowed: where code has asked whether a part of the event is among known texts, it is one of them on the
 * way where it is. A Boolean remembers what it says (`Said`); a branch takes it for granted, in the variables that hold the
 * part and where the event is read again.
 */
import { type GivenPiece, NEVER, type Said, textValue, UNDEFINED, type Value } from '../values.js'
import { join, same, samePiece } from './lattice.js'
import { memberName } from './objects.js'
import { saysOf } from './operators.js'
import type { Activation, Run } from './run.js'
import { type Frame, write } from './world.js'

/** Longer lists say too little to be worth the texts. */
const MAX_ALLOWED = 64

/** What a test says that finds a value among texts; any Boolean where the value or a text is not known. */
export function among(value: Value, texts: readonly (string | null)[]): Value {
  const said = value.kind === 'given' && texts.length > 0 && texts.length <= MAX_ALLOWED && texts.every((each) => each !== null)
  if (!said) return { kind: 'boolean', boolean: null }
  return { kind: 'boolean', boolean: null, says: { ifTrue: [{ of: value.piece, among: texts as readonly string[] }], ifFalse: [] } }
}

/**
 * Runs the branches of a test, each under what the test says there. Where both go on, what was known in them is forgotten;
 * where one has ended (`if (!allowed.has(name)) return`), what the other says holds from there on.
 */
export function branches(run: Run, test: Value, act: Activation, yes: () => Value, no: () => Value): Value {
  const says = saysOf(test)
  if (says === null) return run.fork([yes, no])
  const restores: (() => void)[] = []
  let ended = false
  const under =
    (said: readonly Said[], body: () => Value): (() => Value) =>
    () => {
      for (const each of said) restores.push(...narrow(run, each, act))
      const value = body()
      if (run.world.dead) ended = true
      return value
    }
  const value = run.fork([under(says.ifTrue, yes), under(says.ifFalse, no)])
  if (!ended && !run.world.dead) for (const restore of restores) restore()
  return value
}

/** Runs code that is only come to where a value is one text, and that does not go on from there. */
export function where(run: Run, value: Value, text: string | null, act: Activation, body: () => Value): Value {
  if (value.kind === 'given' && text !== null) narrow(run, { of: value.piece, among: [text] }, act)
  return body()
}

/** @returns what forgets it again, wherever nothing else was written in between */
function narrow(run: Run, { of, among: texts }: Said, act: Activation): readonly (() => void)[] {
  const now = narrowed(of, texts)
  const { world, givenWrites } = run
  const restores = holders(of, act).map(({ frame, slot }) => {
    const before = frame.slots[slot] ?? NEVER
    write(world, frame, slot, now)
    return () => {
      if (same(frame.slots[slot] ?? NEVER, join(now, before))) write(world, frame, slot, before)
    }
  })
  const name = nameOfRead(of)
  if (name === null || givenWrites.props.has(name)) return restores
  write(world, givenWrites, name, now)
  const forget = (): void => {
    const after = givenWrites.props.get(name)
    const unchanged = after !== undefined && after.kind !== 'accessor' && after.kind !== 'live' && same(after, join(now, UNDEFINED))
    if (unchanged) write(world, givenWrites, name, undefined)
  }
  return [...restores, forget]
}

/** A variable stays itself, of which the template says what it is. */
function narrowed(of: GivenPiece, texts: readonly string[]): Value {
  if (of.kind === 'env') return { kind: 'given', piece: { ...of, sets: texts } }
  return texts.length === 1 ? textValue(texts[0] as string) : { kind: 'union', options: texts.map(textValue) }
}

/** Variables around the test that hold the value. Elements of one list go by one path: of those, a variable alone. */
function holders(of: GivenPiece, act: Activation): readonly { readonly frame: Frame; readonly slot: number }[] {
  const found: { readonly frame: Frame; readonly slot: number }[] = []
  for (let frame: Frame | null = act.frame; frame !== null; frame = frame.parent) {
    for (const [slot, value] of frame.slots.entries()) if (value.kind === 'given' && samePiece(value.piece, of)) found.push({ frame, slot })
  }
  return isElement(of) && found.length > 1 ? [] : found
}

const isElement = (of: GivenPiece): boolean => of.kind !== 'env' && of.path.includes('*')

/** The member of the event, or of the context, as which the value is read again. */
function nameOfRead(of: GivenPiece): string | null {
  const last = of.kind === 'event' || of.kind === 'context' ? of.path.at(-1) : undefined
  return last === undefined || of.kind === 'env' || isElement(of) ? null : memberName({ ...of, path: of.path.slice(0, -1) }, last)
}
