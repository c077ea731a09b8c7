/**
 * Whether code can come to anything of the SDK: a walk over all that a function could read, from its arguments and the
 * variables that it names onwards. What cannot be seen through counts as something of the SDK.
 */
import { isBuiltin } from 'node:module'
import { freeVariables } from '../lower/free-variables.js'
import { type AbstractObject, optionsOf, type Property, type Value } from '../values.js'
import { type Closure, memberNames } from './closures.js'
import { current } from './lattice.js'
import type { Run } from './run.js'
import type { Frame } from './world.js'

/** Larger heaps are not walked to their end. */
const MAX_SEEN = 60_000

/** Requests to these are answered by agents that ask AWS with the function's role. */
const AGENTS = /localhost|127\.0\.0\.1/

export function reachesSdk(run: Run, from: readonly Value[]): boolean {
  if (from.some((each) => namesAgent(each, 0))) return true
  const walk = new Walk(run)
  for (const each of [...from, ...run.assignedGlobals()]) walk.value(each)
  return walk.reached()
}

function namesAgent(value: Value, depth: number): boolean {
  return optionsOf(value).some((option) => {
    if (option.kind === 'text') return option.pieces.some((piece) => piece.kind === 'literal' && AGENTS.test(piece.text))
    if (option.kind !== 'object' || depth > 1 || current(option).code !== null) return false
    for (const member of current(option).props.values()) {
      if (member.kind !== 'live' && member.kind !== 'accessor' && namesAgent(member, depth + 1)) return true
    }
    return false
  })
}

class Walk {
  readonly #run: Run
  readonly #seen = new Set<object>()
  readonly #slots = new Map<Frame, Set<number>>()
  readonly #todo: AbstractObject[] = []
  #found = false

  constructor(run: Run) {
    this.#run = run
  }

  reached(): boolean {
    for (let next = this.#todo.pop(); next !== undefined && !this.#found; next = this.#todo.pop()) {
      if (this.#seen.size > MAX_SEEN) return true
      this.#object(next)
    }
    return this.#found
  }

  value(value: Value): void {
    for (const option of optionsOf(value)) {
      if (option.kind === 'object') {
        const object = current(option)
        if (this.#seen.has(object)) continue
        this.#seen.add(object)
        this.#todo.push(object)
      }
    }
  }

  #object(object: AbstractObject): void {
    if (this.#run.isBuiltin(object)) return
    const { brand, code, proto, list, inner, computed } = object
    if (brand !== null && (brand.kind !== 'library' || brand.name === 'bundled client')) this.#found = true
    else if (brand?.kind === 'library') for (const part of brand.parts.values()) this.value(part)
    // What a package requires by a name that it makes up is no part of the app.
    if (code?.kind === 'native' && code.name === 'require') return
    if (object.virtual !== null || (code?.kind === 'native' && !object.props.has(BOUND))) this.#found = true
    if (code?.kind === 'closure') this.#closure(code.closure as Closure)
    if (proto !== null) this.value(proto)
    if (inner !== null) this.value(inner)
    if (computed !== null) for (const part of [computed.key, computed.value]) this.value(part)
    if (list !== null) for (const each of 'items' in list ? list.items : [list.element]) this.value(each)
    for (const property of object.props.values()) this.#property(property)
  }

  #property(property: Property): void {
    if (property.kind === 'live') this.value(property.read())
    else if (property.kind === 'accessor') for (const part of [property.get, property.set]) this.value(part)
    else this.value(property)
  }

  #closure(closure: Closure): void {
    // Models of Node's own modules.
    const { file } = closure.module
    if (file.startsWith('[') && isBuiltin(file.slice(1, -1))) return
    if (closure.kind === 'class') {
      if (closure.parent !== null) this.value(closure.parent)
      this.value(closure.prototype)
      for (const each of closure.starters) this.value(each)
      for (const { key, changes } of closure.fields)
        for (const each of typeof key === 'string' ? changes : [key, ...changes]) this.value(each)
    } else {
      if (closure.home !== null) this.value(closure.home)
      if (closure.outer !== null) for (const each of [closure.outer.self.value, ...closure.outer.args]) this.value(each)
    }
    const { locals, imported, asked, classes } = freeVariables(closure.code)
    // Other modules may not have run yet.
    if (imported.some(({ source }) => !isBuiltin(closure.module.code?.sources[source]?.specifier ?? ''))) this.#found = true
    for (const each of classes) {
      if (this.#run.bundledClass(memberNames(each), () => each.module.text.slice(each.at, each.end)) !== null) this.#found = true
    }
    for (const { hops, slot, text } of asked) {
      if (!isRequire(readSlot(closure.frame, hops, slot))) this.#slot(closure.frame, hops, slot)
      else if (!isBuiltin(text)) this.#found = true
    }
    for (const { hops, slot } of locals) this.#slot(closure.frame, hops, slot)
  }

  #slot(from: Frame, hops: number, slot: number): void {
    let frame: Frame | null = from
    for (let n = 0; n < hops && frame !== null; n++) frame = frame.parent
    if (frame === null) return
    let slots = this.#slots.get(frame)
    if (slots === undefined) {
      slots = new Set()
      this.#slots.set(frame, slots)
    }
    if (slots.has(slot)) return
    slots.add(slot)
    const value = frame.slots[slot]
    if (value !== undefined) this.value(value)
  }
}

function readSlot(from: Frame, hops: number, slot: number): Value | undefined {
  let frame: Frame | null = from
  for (let n = 0; n < hops && frame !== null; n++) frame = frame.parent
  return frame?.slots[slot]
}

const isRequire = (value: Value | undefined): boolean =>
  value?.kind === 'object' && current(value).code?.kind === 'native' && (current(value).code as { name: string }).name === 'require'

/** Under this a bound function keeps what it calls. */
export const BOUND = '@@bound'
