/** Arrays. */
import {
  ANY_BOOLEAN,
  ANY_NUMBER,
  booleanValue,
  literalText,
  type NativeCall,
  NEVER,
  numberValue,
  optionsOf,
  textValue,
  UNDEFINED,
  type Value,
} from '../../values.js'
import { among } from '../assume.js'
import { elementAt, joined, partAt, withoutFirst } from '../cuts.js'
import { current, join, joinAll } from '../lattice.js'
import { toFixedPoint } from '../loops.js'
import { equality, truth } from '../operators.js'
import type { Iterated, Run } from '../run.js'
import { concat, piecesOf, textOf } from '../texts.js'
import { joinLists, LIST, write } from '../world.js'
import { anyTextOf, arg, type Builtins, call, forElements, listOf, self } from './builtin.js'

const MAX_ITEMS = 256

const contents = (run: Run, value: Value): Iterated => run.iterate(value, run.here.act)
const anyElement = (list: Iterated): Value => ('items' in list ? joinAll(list.items) : list.element)

/** Replaces the contents of the list; of a union or a list that stands for many, adds to them. */
function change(run: Run, value: Value, how: (before: Iterated) => Iterated): void {
  const options = optionsOf(value).filter((each) => each.kind === 'object')
  for (const option of options) {
    const object = current(option)
    if (object.list === null) continue
    const after = how(object.list)
    const list = 'items' in after && after.items.length > MAX_ITEMS ? { element: anyElement(after) } : after
    write(run.world, object, LIST, options.length > 1 || object.many ? joinLists(object.list, list) : list)
  }
}

const adds = (run: Run, value: Value, added: readonly Value[], where: 'end' | 'begin'): Value => {
  change(run, value, (before) => {
    if (!('items' in before)) return { element: joinAll([before.element, ...added]) }
    return { items: where === 'end' ? [...before.items, ...added] : [...added, ...before.items] }
  })
  return ANY_NUMBER
}

export const LIST_METHODS: Builtins = {
  map: (run, c) =>
    listOf(
      run,
      forElements(run, contents(run, c.self), (each, i) => call(run, arg(c, 0), [each, i, c.self])),
    ),
  forEach: (run, c) => {
    forElements(run, contents(run, c.self), (each, i) => call(run, arg(c, 0), [each, i, c.self]))
    return UNDEFINED
  },
  filter: (run, c) => {
    const kept: Value[] = []
    let exact = true
    const list = contents(run, c.self)
    forElements(run, list, (each, i) => {
      const known = truth(call(run, arg(c, 0), [each, i, c.self]))
      if (known !== false) kept.push(each)
      if (known === null) exact = false
      return UNDEFINED
    })
    if (c.self.kind === 'given') return c.self
    if (!('items' in list)) return listOf(run, kept.length === 0 ? { items: [] } : { element: joinAll(kept) })
    return listOf(run, exact ? { items: kept } : { element: joinAll(kept) })
  },
  find: (run, c) => findIn(run, c.self, arg(c, 0)),
  findLast: (run, c) => findIn(run, c.self, arg(c, 0)),
  findIndex: (run, c) => {
    findIn(run, c.self, arg(c, 0))
    return ANY_NUMBER
  },
  some: (run, c) => holds(run, c, true),
  every: (run, c) => holds(run, c, false),
  flatMap: (run, c) =>
    flatten(
      run,
      forElements(run, contents(run, c.self), (each, i) => call(run, arg(c, 0), [each, i, c.self])),
    ),
  flat: (run, c) => flatten(run, contents(run, c.self)),
  reduce: (run, c) => reduce(run, c.self, arg(c, 0), c.args.length > 1 ? arg(c, 1) : null, false),
  reduceRight: (run, c) => reduce(run, c.self, arg(c, 0), c.args.length > 1 ? arg(c, 1) : null, true),
  push: (run, c) => adds(run, c.self, c.args, 'end'),
  unshift: (run, c) => adds(run, c.self, c.args, 'begin'),
  pop: (run, c) => takes(run, c.self, 'end'),
  shift: (run, c) => takes(run, c.self, 'begin'),
  splice: (run, c) => {
    const before = contents(run, c.self)
    change(run, c.self, () => ({ element: c.args.slice(2).reduce(join, anyElement(before)) }))
    return listOf(run, { element: anyElement(before) })
  },
  slice: (run, c) => {
    const list = contents(run, c.self)
    const from = bound(arg(c, 0), 0)
    const to = c.args.length > 1 ? bound(arg(c, 1), null) : undefined
    if ('items' in list && from !== null && to !== null) return listOf(run, { items: list.items.slice(from, to) })
    if (from !== null && to === undefined && c.self.kind !== 'given') return listOf(run, withoutFirst(list, from))
    return c.self.kind === 'given' ? c.self : listOf(run, { element: anyElement(list) })
  },
  concat: (run, c) => {
    let all = contents(run, c.self)
    for (const each of c.args) all = append(all, isList(each) ? contents(run, each) : { items: [each] })
    return listOf(run, all)
  },
  join: (run, c) => {
    const list = contents(run, c.self)
    const separator = c.args.length === 0 ? textValue(',') : arg(c, 0)
    const whole = 'element' in list && list.cut !== undefined ? joined(list.cut, literalText(separator) ?? '') : null
    if (whole !== null) return whole
    if (!('items' in list) || list.items.length > 32) return anyTextOf('a list that was joined')
    return concat(list.items.flatMap((each, i) => (i === 0 ? [each] : [separator, each])))
  },
  includes: (run, c) => {
    const list = contents(run, c.self)
    if ('items' in list && list.items.every((each) => truth(equality(each, arg(c, 0), false)) === false))
      return { kind: 'boolean', boolean: false }
    if ('items' in list && list.items.some((each) => truth(equality(each, arg(c, 0), false)) === true))
      return { kind: 'boolean', boolean: true }
    return 'items' in list ? among(arg(c, 0), list.items.map(literalText)) : ANY_BOOLEAN
  },
  indexOf: (run, c) => indexIn(contents(run, c.self), arg(c, 0), (texts, text) => texts.indexOf(text)),
  lastIndexOf: (run, c) => indexIn(contents(run, c.self), arg(c, 0), (texts, text) => texts.lastIndexOf(text)),
  sort: (run, c) => {
    const list = contents(run, c.self)
    const element = anyElement(list)
    if (arg(c, 0).kind !== 'undefined') toFixedPoint(run, () => void call(run, arg(c, 0), [element, element]))
    change(run, c.self, (before) => sorted(before, arg(c, 0)))
    return c.self
  },
  toSorted: (run, c) => listOf(run, sorted(contents(run, c.self), arg(c, 0))),
  reverse: (run, c) => {
    change(run, c.self, (before) => reversed(before))
    return c.self
  },
  toReversed: (run, c) => {
    const list = contents(run, c.self)
    return listOf(run, reversed(list))
  },
  fill: (run, c) => {
    const whole = c.args.length < 2
    change(run, c.self, (before) =>
      'items' in before
        ? { items: before.items.map((each) => (whole ? arg(c, 0) : join(each, arg(c, 0)))) }
        : { element: whole ? arg(c, 0) : join(before.element, arg(c, 0)) },
    )
    return c.self
  },
  at: (run, c) => at(run, c.self, arg(c, 0)),
  keys: (run, c) => {
    const list = contents(run, c.self)
    return listOf(run, 'items' in list ? { items: list.items.map((_, i) => numberValue(i)) } : { element: ANY_NUMBER })
  },
  values: (run, c) => listOf(run, contents(run, c.self)),
  entries: (run, c) => {
    const list = contents(run, c.self)
    const pair = (i: Value, each: Value): Value => listOf(run, { items: [i, each] })
    return listOf(
      run,
      'items' in list ? { items: list.items.map((each, i) => pair(numberValue(i), each)) } : { element: pair(ANY_NUMBER, list.element) },
    )
  },
  toString: (_: Run, c: NativeCall) => textOf(piecesOf(c.self)),
  copyWithin: self,
  with: (run, c) => listOf(run, { element: join(anyElement(contents(run, c.self)), arg(c, 1)) }),
}

const reversed = (list: Iterated): Iterated => ('items' in list ? { items: [...list.items].reverse() } : { element: list.element })

/** Known texts are sorted as they are without a comparison of one's own; any other order is not known. */
function sorted(list: Iterated, compare: Value): Iterated {
  if ('items' in list && list.items.length < 2) return list
  const texts = 'items' in list ? list.items.map(literalText) : [null]
  if (compare.kind !== 'undefined' || texts.includes(null)) return { element: anyElement(list) }
  return { items: (texts as string[]).sort().map(textValue) }
}

function indexIn(list: Iterated, wanted: Value, find: (texts: readonly (string | null)[], text: string) => number): Value {
  const text = literalText(wanted)
  const texts = 'items' in list ? list.items.map(literalText) : [null]
  return text === null || texts.includes(null) ? ANY_NUMBER : numberValue(find(texts, text))
}

const isList = (value: Value): boolean =>
  optionsOf(value).some(
    (each) => each.kind === 'given' || each.kind === 'unknown' || (each.kind === 'object' && current(each).list !== null),
  )

const append = (a: Iterated, b: Iterated): Iterated =>
  'items' in a && 'items' in b ? { items: [...a.items, ...b.items] } : { element: join(anyElement(a), anyElement(b)) }

const bound = (value: Value, missing: number | null): number | null =>
  value.kind === 'number' && value.number !== null ? value.number : value.kind === 'undefined' ? missing : null

function findIn(run: Run, list: Value, test: Value): Value {
  const elements = contents(run, list)
  let found: Value = NEVER
  let certain = false
  forElements(run, elements, (each, i) => {
    if (certain) return UNDEFINED
    const known = truth(call(run, test, [each, i, list]))
    if (known !== false) found = join(found, each)
    if (known === true && 'items' in elements) certain = true
    return UNDEFINED
  })
  return certain || found.kind !== 'never' ? found : UNDEFINED
}

/** Whether any element passes (`some`), or fails (`every`): which it is for is what one such element makes the answer. */
function holds(run: Run, c: NativeCall, ends: boolean): Value {
  const elements = contents(run, c.self)
  let known = 'items' in elements
  let ended = false
  forElements(run, elements, (each, i) => {
    if (ended) return UNDEFINED
    const one = truth(call(run, arg(c, 0), [each, i, c.self]))
    if (one === null) known = false
    else if (one === ends && known) ended = true
    return UNDEFINED
  })
  return ended ? booleanValue(ends) : known ? booleanValue(!ends) : ANY_BOOLEAN
}

function flatten(run: Run, list: Iterated): Value {
  if (!('items' in list)) return listOf(run, { element: isList(list.element) ? anyElement(contents(run, list.element)) : list.element })
  let all: Iterated = { items: [] }
  for (const each of list.items) all = append(all, isList(each) ? contents(run, each) : { items: [each] })
  return listOf(run, all)
}

function reduce(run: Run, list: Value, fn: Value, start: Value | null, backwards: boolean): Value {
  const elements = contents(run, list)
  if ('items' in elements && elements.items.length <= 64) {
    const items = backwards ? [...elements.items].reverse() : elements.items
    const rest = start === null ? items.slice(1) : items
    let all = start ?? items[0] ?? UNDEFINED
    rest.forEach((each, i) => {
      all = call(run, fn, [all, each, numberValue(i), list])
    })
    return all
  }
  const element = anyElement(elements)
  let all = start ?? element
  for (let n = 0; n < 4; n++) {
    const before = all
    toFixedPoint(run, () => {
      all = join(all, call(run, fn, [before, element, ANY_NUMBER, list]))
    })
    if (all === before) break
  }
  return all
}

function takes(run: Run, list: Value, where: 'end' | 'begin'): Value {
  const before = contents(run, list)
  change(run, list, (now) => {
    if (where === 'begin') return withoutFirst(now, 1)
    return 'items' in now ? { items: now.items.slice(0, -1) } : { element: now.element }
  })
  if (!('items' in before)) {
    const taken = elementAt(before, where === 'end' ? -1 : 0)
    // A list of any length is empty at some time: `while ((job = jobs.shift()))` ends.
    return truth(taken) === true ? join(taken, UNDEFINED) : taken
  }
  return (where === 'end' ? before.items.at(-1) : before.items[0]) ?? UNDEFINED
}

function at(run: Run, list: Value, index: Value): Value {
  const elements = contents(run, list)
  if ('items' in elements && index.kind === 'number' && index.number !== null) return elements.items.at(index.number) ?? UNDEFINED
  const cut = 'element' in elements ? elements.cut : undefined
  return cut !== undefined && index.kind === 'number' && index.number !== null ? partAt(cut, index.number) : anyElement(elements)
}

export const LIST_STATICS: Builtins = {
  isArray: (_, c) => {
    const known = optionsOf(arg(c, 0)).map((each) =>
      each.kind === 'object' ? current(each).list !== null : each.kind === 'given' || each.kind === 'unknown' ? null : false,
    )
    const [first] = known
    return first !== null && first !== undefined && known.every((each) => each === first)
      ? { kind: 'boolean', boolean: first }
      : ANY_BOOLEAN
  },
  of: (run, c) => listOf(run, { items: c.args }),
  from: (run, c) => {
    const source = arg(c, 0)
    const object = source.kind === 'object' ? current(source) : null
    let list = contents(run, source)
    // `Array.from({ length: 3 })`
    if (object !== null && object.list === null && object.props.has('length')) {
      const length = object.props.get('length')
      const n = length?.kind === 'number' ? length.number : null
      list = n !== null && n <= 64 ? { items: Array<Value>(n).fill(UNDEFINED) } : { element: UNDEFINED }
    }
    if (c.args.length < 2) return listOf(run, list)
    return listOf(
      run,
      forElements(run, list, (each, i) => call(run, arg(c, 1), [each, i])),
    )
  },
}

export const newList = (run: Run, args: readonly Value[]): Value => {
  const [only] = args
  if (args.length !== 1 || only?.kind !== 'number') return listOf(run, { items: args })
  return listOf(
    run,
    only.number !== null && only.number <= 64 ? { items: Array<Value>(only.number).fill(UNDEFINED) } : { element: UNDEFINED },
  )
}
