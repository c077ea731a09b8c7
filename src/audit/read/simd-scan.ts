/**
 * The scanner that looks at sixteen bytes at a time: `scan.wasm`, made of scan-source. It does what `PlainScan` does,
 * which takes its place where a processor or a setting of Node has no WebAssembly with SIMD.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { eachRecord, FIELD_COUNT, type Members, type OnRecord, RECORD, type Scan } from './fields.js'
import { BYTE_KINDS, PlainScan } from './scan.js'

/** What is used of WebAssembly: its types come with those of browsers alone. */
interface WebAssemblyFace {
  readonly Module: new (bytes: Uint8Array) => CompiledScan
  readonly Memory: new (size: { readonly initial: number }) => Memory
  readonly Instance: new (
    module: CompiledScan,
    imports: Told & { readonly env: { readonly memory: Memory } },
  ) => { readonly exports: Exports }
}
const wasm = (globalThis as unknown as { readonly WebAssembly: WebAssemblyFace }).WebAssembly

/** What `scan.wasm` asks of whoever reads records with it, by the file of scan-source that asks. */
export interface Told {
  readonly reader: {
    readonly newName: (first: number) => number
    readonly newIdentity: (into: number) => void
    readonly newCall: (...call: readonly number[]) => void
    readonly newGroup: (identity: number, call: number, place: number) => void
    readonly plainKey: (from: number, to: number, into: number) => number
    readonly reachesOther: (identity: number) => number
  }
  readonly calls: { readonly isDenialCode: () => number }
  readonly events: {
    readonly oddId: (at: number, into: number) => void
    readonly oddTime: () => number
    readonly oddSharedId: (into: number) => number
    readonly dayStart: (day: number) => number
  }
}

const nothing = (): number => 0
/** Of whoever only scans. */
const NOTHING_TOLD: Told = {
  reader: {
    newName: nothing,
    newIdentity: nothing,
    newCall: nothing,
    newGroup: nothing,
    plainKey: nothing,
    reachesOther: nothing,
  },
  calls: { isDenialCode: nothing },
  events: { oddId: nothing, oddTime: nothing, oddSharedId: nothing, dayStart: nothing },
}

/** The compiled module, which threads can be given. */
export interface CompiledScan {
  readonly [Symbol.toStringTag]: string
}
interface Memory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}
interface Place {
  readonly value: number
}
/** What `scan.wasm` gives. */
export interface Exports {
  readonly KINDS: Place
  readonly MASKS: Place
  readonly SPANS: Place
  readonly MEMBERS: Place
  readonly BYTES: Place
  readonly EVENTS: Place
  readonly SHARED: Place
  readonly PLANS: Place
  readonly NODES: Place
  readonly NODE_NAMES: Place
  readonly count: Place
  readonly sharedCount: Place
  readonly firstCall: Place
  readonly foreign: Place
  readonly PADDING: Place
  readonly NAME_BYTES: Place
  readonly over: (length: number) => void
  readonly listAt: () => number
  readonly record: (at: number) => number
  readonly skip: (at: number) => number
  readonly string: (at: number) => number
  readonly start: (knownBytes: number) => void
  readonly see: () => void
  readonly records: (at: number) => number
  readonly taken: Place
  readonly mark: () => void
  readonly undo: () => void
}

const PAGE_BYTES = 65_536
/** Most files fit in. What stands before them (scan-source/places.ts) takes no memory but where it is written to. */
const FIRST_BYTES = 3 * 1024 * 1024

/** @param module what `compiledScan` gave in this thread or another one */
export const makeScan = (module: CompiledScan | null = compiledScan()): Scan => (module === null ? new PlainScan() : new SimdScan(module))

let compiled: CompiledScan | null | undefined

/** @returns null where it cannot be used */
export function compiledScan(): CompiledScan | null {
  if (compiled === undefined) compiled = compile()
  return compiled
}

function compile(): CompiledScan | null {
  try {
    return new wasm.Module(readFileSync(fileURLToPath(new URL('./scan.wasm', import.meta.url))))
  } catch {
    return null
  }
}

export class SimdScan implements Scan {
  bytes: Uint8Array = new Uint8Array(0)
  view = new DataView(this.bytes.buffer)
  spans = new Int32Array(0)
  end = 0
  taken = 0
  readonly record: Scan['record']
  readonly skip: Scan['skip']
  readonly string: Scan['string']
  /** For whoever reads records with it. */
  readonly its: Exports
  private readonly memory: Memory
  private readonly bytesAt: number
  private readonly padding: number

  constructor(module: CompiledScan, told: Told = NOTHING_TOLD) {
    this.memory = new wasm.Memory({ initial: 1 })
    this.its = new wasm.Instance(module, { ...told, env: { memory: this.memory } }).exports
    this.record = this.its.record
    this.skip = this.its.skip
    this.string = this.its.string
    this.bytesAt = this.its.BYTES.value
    this.padding = this.its.PADDING.value
    this.makeRoom(FIRST_BYTES)
    writeTables(this.memory.buffer, this.its)
    this.its.over(0)
  }

  get listAt(): number {
    return this.its.listAt()
  }

  add(piece: Uint8Array): void {
    this.makeRoom(this.end + piece.length)
    this.bytes.set(piece, this.end)
    this.reach(this.end + piece.length)
  }

  drop(at: number): void {
    this.bytes.copyWithin(0, at, this.end)
    this.reach(this.end - at)
  }

  /** They stand behind the others, and behind the zeros that end those. */
  inside(bytes: Uint8Array, read: (at: number) => void): void {
    const around = this.end
    const at = around + this.padding
    this.makeRoom(at + bytes.length)
    this.bytes.set(bytes, at)
    this.reach(at + bytes.length)
    read(at)
    this.reach(around)
  }

  records(at: number, onRecord: OnRecord): number {
    const { its } = this
    if (onRecord === its.see) {
      const next = its.records(at)
      this.taken = its.taken.value
      return next
    }
    const { next, taken } = eachRecord(this, at, onRecord)
    this.taken = taken
    return next
  }

  /** The whole memory; another one once it has grown. */
  get buffer(): ArrayBuffer {
    return this.memory.buffer
  }

  private reach(end: number): void {
    this.end = end
    this.its.over(end)
  }

  private makeRoom(length: number): void {
    const missing = this.bytesAt + length + this.padding - this.memory.buffer.byteLength
    if (missing <= 0) return
    this.memory.grow(Math.ceil(missing / PAGE_BYTES))
    this.look()
  }

  /** Memory that has grown is another buffer. */
  private look(): void {
    const { buffer } = this.memory
    this.bytes = new Uint8Array(buffer, this.bytesAt)
    this.view = new DataView(buffer, this.bytesAt)
    this.spans = new Int32Array(buffer, this.its.SPANS.value, FIELD_COUNT * 2)
  }
}

const KINDS = { field: 1, object: 2, list: 3, held: 4 } as const
const ENTRY_BYTES = 40

/** Puts what `scan.wasm` looks things up in where it expects it. Their shapes stand in scan-source/scan.ts. */
function writeTables(memory: ArrayBuffer, its: Exports): void {
  const bytes = new Uint8Array(memory)
  const view = new DataView(memory)
  bytes.set(BYTE_KINDS, its.KINDS.value)
  bytes.fill(0xff, its.MASKS.value, its.MASKS.value + 16)
  const nameBytes = its.NAME_BYTES.value
  let free = its.MEMBERS.value
  const write = (members: Members): number => {
    const at = free
    free += nameBytes * 4
    const lengths = new Set(Object.keys(members).map((name) => name.length))
    const later: (readonly [place: number, members: Members])[] = []
    for (const length of lengths) {
      const named = Object.entries(members).filter(([name]) => name.length === length)
      view.setUint16(at + length * 4, free - at, true)
      view.setUint16(at + length * 4 + 2, named.length, true)
      for (const [name, target] of named) {
        bytes.set(Buffer.from(name), free)
        view.setInt32(free + nameBytes, KINDS[target.kind], true)
        if (target.kind === 'field') view.setInt32(free + nameBytes + 4, target.field, true)
        if (target.kind === 'object') later.push([free + nameBytes + 4, target.members])
        free += ENTRY_BYTES
      }
    }
    for (const [place, inner] of later) view.setInt32(place, write(inner), true)
    return at
  }
  write(RECORD)
}
