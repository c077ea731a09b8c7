/** Which variables around a function it names, itself or in functions inside of it. Lowers what it looks at. */
import { literalText } from '../values.js'
import type { ClassCode, Expr, FunctionCode } from './ir.js'

export interface FreeVariables {
  /** `hops` from the frame that the function was made in. */
  readonly locals: readonly { readonly hops: number; readonly slot: number }[]
  readonly imported: readonly { readonly source: number; readonly name: string }[]
  /** Calls of a variable with a constant text, as `require('fs')` is one. */
  readonly asked: readonly { readonly hops: number; readonly slot: number; readonly text: string }[]
  /** Classes inside of it, which are made when it runs. */
  readonly classes: readonly ClassCode[]
}

interface Found {
  readonly locals: Map<string, { readonly hops: number; readonly slot: number }>
  readonly imported: Map<string, { readonly source: number; readonly name: string }>
  readonly asked: Map<string, { readonly hops: number; readonly slot: number; readonly text: string }>
  readonly classes: Set<ClassCode>
}

const known = new WeakMap<FunctionCode | ClassCode, FreeVariables>()

export function freeVariables(code: FunctionCode | ClassCode): FreeVariables {
  let free = known.get(code)
  if (free === undefined) {
    const found: Found = { locals: new Map(), imported: new Map(), asked: new Map(), classes: new Set() }
    look(code, 0, found)
    free = {
      locals: [...found.locals.values()],
      imported: [...found.imported.values()],
      asked: [...found.asked.values()],
      classes: [...found.classes],
    }
    known.set(code, free)
  }
  return free
}

type Call = Extract<Expr, { op: 'call' }>
type Local = Extract<Expr, { op: 'local' }>

function askedText({ callee, args }: Call): string | null {
  const [first] = args
  if (callee.op !== 'local' || args.length !== 1 || first?.value.op !== 'constant') return null
  return literalText(first.value.value)
}

type Node = { readonly op?: string; readonly [member: string]: unknown }

/** @param depth frames that were made inside of the function so far */
function look(node: unknown, depth: number, found: Found): void {
  if (typeof node !== 'object' || node === null) return
  if (Array.isArray(node)) {
    for (const each of node) look(each, depth, found)
    return
  }
  if (isFunctionCode(node)) {
    const { params, rest, body, kept } = node.body()
    look([params, rest, body, kept], depth + 1, found)
    return
  }
  if ('members' in node && 'construct' in node) found.classes.add(node as ClassCode)
  const { op, frame } = node as Node
  const text = op === 'call' ? askedText(node as Call) : null
  if (text !== null) {
    const { hops, slot } = (node as Call).callee as Local
    if (hops >= depth) found.asked.set(`${hops - depth}:${slot}:${text}`, { hops: hops - depth, slot, text })
  } else if (op === 'local') addLocal(node as never, depth, found)
  else if (op === 'imported') {
    const { source, name } = node as { source: number; name: string }
    found.imported.set(`${source}:${name}`, { source, name })
  } else if (op !== 'constant') {
    const inside = frame !== undefined && frame !== null ? depth + 1 : depth
    for (const [key, member] of Object.entries(node)) {
      if (key === 'module' || key === 'frame') continue
      // What a loop goes over, and what a switch goes by, is read outside of its frame.
      look(member, (op === 'each' && key === 'of') || (op === 'switch' && key === 'on') ? depth : inside, found)
    }
  }
}

function addLocal({ hops, slot }: { readonly hops: number; readonly slot: number }, depth: number, found: Found): void {
  if (hops >= depth) found.locals.set(`${hops - depth}:${slot}`, { hops: hops - depth, slot })
}

const isFunctionCode = (node: object): node is FunctionCode => 'body' in node && typeof node.body === 'function'
