/** Values as the answer shows them, and back again where the app reads its own text (`JSON.parse(JSON.stringify(x))`). */
import type { Traced, TracePiece } from '../types.js'
import { type AbstractObject, NULL, type Property, UNDEFINED, unknownValue, type Value } from '../values.js'
import { closureIn } from './closures.js'
import { current, join, sameTraced } from './lattice.js'
import type { Realm } from './run.js'
import { newObject, type World } from './world.js'

const MAX_DEPTH = 12
const MAX_ENTRIES = 400

export function traced(value: Value): Traced {
  return tracedAt(value, [])
}

function tracedAt(value: Value, around: readonly AbstractObject[]): Traced {
  switch (value.kind) {
    case 'text':
      return { kind: 'text', pieces: value.pieces }
    case 'given':
      return { kind: 'text', pieces: [value.piece] }
    case 'number':
      return { kind: 'number', number: value.number }
    case 'boolean':
      return value
    case 'undefined':
    case 'null':
    case 'never':
      return { kind: 'nothing' }
    case 'unknown':
      return { kind: 'unknown', why: value.why }
    case 'union':
      return unionOf(value.options.map((each) => tracedAt(each, around)))
    case 'object':
      return tracedObject(current(value), around)
  }
}

function unionOf(options: readonly Traced[]): Traced {
  const out: Traced[] = []
  for (const option of options) {
    for (const each of option.kind === 'union' ? option.options : [option]) if (!out.some((one) => sameTraced(one, each))) out.push(each)
  }
  const [first] = out
  return out.length === 1 && first !== undefined ? first : { kind: 'union', options: out }
}

function tracedObject(object: AbstractObject, around: readonly AbstractObject[]): Traced {
  if (around.includes(object) || around.length > MAX_DEPTH) return { kind: 'unknown', why: 'an object inside of itself' }
  const inside = [...around, object]
  const { brand } = object
  if (brand?.kind === 'library') {
    const text = brand.parts.get('text')
    if (text !== undefined) return tracedAt(text, inside)
    if (brand.name === 'date') return { kind: 'unknown', why: 'a date' }
  } else if (brand !== null) return { kind: 'unknown', why: `a ${brand.kind} of the SDK` }
  if (object.list !== null) {
    if ('items' in object.list) return { kind: 'list', items: object.list.items.map((each) => tracedAt(each, inside)), element: null }
    return { kind: 'list', items: null, element: tracedAt(object.list.element, inside) }
  }
  if (object.code !== null) return { kind: 'unknown', why: 'a function' }
  if (object.inner !== null) return { kind: 'unknown', why: 'a promise' }
  if (isOfLibrary(object)) return { kind: 'unknown', why: 'an object of a library' }
  const entries = new Map<string, Traced>()
  for (const [key, property] of object.props) {
    if (entries.size >= MAX_ENTRIES) break
    if (key.startsWith('@@')) continue
    const member = plain(property)
    if (member !== null && member.kind !== 'undefined' && !(member.kind === 'object' && current(member).code !== null))
      entries.set(key, tracedAt(member, inside))
  }
  const { computed } = object
  return {
    kind: 'object',
    entries,
    computed: computed === null ? null : { key: tracedAt(computed.key, inside), value: tracedAt(computed.value, inside) },
    open: object.open !== null || object.virtual !== null || entries.size >= MAX_ENTRIES,
  }
}

/** Streams, emitters and what else models make: what they hold inside is not in their members. */
function isOfLibrary({ proto }: AbstractObject): boolean {
  // Plain objects stand on what has nothing above it.
  if (proto === null || current(proto).proto === null) return false
  const made = current(proto).props.get('constructor')
  if (made?.kind !== 'object') return false
  const closure = closureIn(current(made))
  return closure === null ? current(made).code?.kind === 'native' && current(made).props.has('prototype') : isStubFile(closure.module.file)
}

const isStubFile = (file: string): boolean => file.startsWith('[')

const plain = (property: Property): Value | null =>
  property.kind === 'accessor' ? unknownValue('what a getter gives') : property.kind === 'live' ? property.read() : property

/** The input that an answer remembers; answers inside of it forget theirs, or a loop would nest them without end. */
export function withoutInputs(value: Traced): Traced {
  switch (value.kind) {
    case 'text': {
      const deep = value.pieces.some(isDeep)
      return deep ? { kind: 'text', pieces: value.pieces.map((each) => pieceWithoutInput(each)) } : value
    }
    case 'union':
      return unionOf(value.options.map(withoutInputs))
    case 'list':
      return {
        kind: 'list',
        items: value.items?.map(withoutInputs) ?? null,
        element: value.element === null ? null : withoutInputs(value.element),
      }
    case 'object': {
      const { computed } = value
      const entries = new Map([...value.entries].map(([key, each]) => [key, withoutInputs(each)]))
      return {
        ...value,
        entries,
        computed: computed === null ? null : { key: withoutInputs(computed.key), value: withoutInputs(computed.value) },
      }
    }
    default:
      return value
  }
}

const isDeep = (piece: TracePiece): boolean =>
  (piece.kind === 'response' && piece.input !== null) || piece.kind === 'json' || piece.kind === 'part' || piece.kind === 'replaced'

const pieceWithoutInput = (piece: TracePiece): TracePiece =>
  piece.kind === 'response'
    ? { ...piece, input: null }
    : piece.kind === 'json'
      ? { kind: 'json', value: withoutInputs(piece.value) }
      : piece.kind === 'part' || piece.kind === 'replaced'
        ? { ...piece, of: piece.of.map(pieceWithoutInput) }
        : piece

/** The inverse, for what was written as text and is read again. */
export function untraced(world: World, realm: Realm, value: Traced, site: object): Value {
  switch (value.kind) {
    case 'text': {
      const [only] = value.pieces
      const given =
        only !== undefined &&
        value.pieces.length === 1 &&
        (only.kind === 'env' || only.kind === 'event' || only.kind === 'context' || only.kind === 'response')
      return given ? { kind: 'given', piece: only } : { kind: 'text', pieces: value.pieces }
    }
    case 'number':
    case 'boolean':
      return value
    case 'nothing':
      return NULL
    case 'unknown':
      return unknownValue(value.why)
    case 'union':
      return value.options.map((each) => untraced(world, realm, each, site)).reduce(join, UNDEFINED)
    case 'list': {
      const list =
        value.items !== null
          ? { items: value.items.map((each) => untraced(world, realm, each, site)) }
          : { element: value.element === null ? UNDEFINED : untraced(world, realm, value.element, site) }
      return newObject(world, site, { proto: realm.prototypes.array, list })
    }
    case 'object': {
      const made = newObject(world, site, { proto: realm.prototypes.object })
      for (const [key, member] of value.entries) made.props.set(key, untraced(world, realm, member, site))
      if (value.computed !== null)
        made.computed = { key: untraced(world, realm, value.computed.key, site), value: untraced(world, realm, value.computed.value, site) }
      if (value.open) made.open = 'an object that can have more members'
      return made
    }
  }
}
