/**
 * The rules of `Patterns` for one bucket's keys, on bytes: nearly every event of a busy trail has a key of its own, and none
 * of them becomes a string.
 */
import { isVarying, NAMES_DEEP, NAMES_LISTED } from '../patterns.js'

const SLASH = 0x2f

interface Node {
  /** With its slash, if it has one. */
  readonly name: Uint8Array
  readonly parent: number
  children: number[] | null
}

/** So many places, and so many bytes of their names, are kept. */
const NODES_KNOWN = (64 * 1024 * 1024 - 0x10000) / 64
const NAME_BYTES_KNOWN = 48 * 1024 * 1024

export class KeyTrees {
  private readonly nodes: Node[] = []
  private nameBytes = 0
  /** Children as they were before what may be undone. */
  private changed: (readonly [node: Node, children: number[] | null])[] = []
  private marked = { nodes: 0, nameBytes: 0 }

  /** A tree of its own for a bucket. */
  root(): number {
    return this.nodes.push({ name: new Uint8Array(0), parent: -1, children: [] }) - 1
  }

  /** Whether there are so many places that they are to be forgotten. */
  get isFull(): boolean {
    return this.nodes.length > NODES_KNOWN || this.nameBytes > NAME_BYTES_KNOWN
  }

  clear(): void {
    this.nodes.length = 0
    this.nameBytes = 0
    this.mark()
  }

  /** What is there now is what `undo` leaves. */
  mark(): void {
    this.changed = []
    this.marked = { nodes: this.nodes.length, nameBytes: this.nameBytes }
  }

  undo(): void {
    for (const [node, children] of this.changed.reverse()) node.children = children
    this.nodes.length = this.marked.nodes
    this.nameBytes = this.marked.nameBytes
    this.changed = []
  }

  /** @returns the place of a key (its bytes, without quotes), or the place that stands for all below it */
  find(root: number, bytes: Uint8Array, from: number, to: number): number {
    const { nodes } = this
    let at = root
    let depth = 0
    for (let i = from; i < to; ) {
      const node = nodes[at] as Node
      if (node.children === null) return at
      let end = i
      while (end < to && bytes[end] !== SLASH) end++
      const withSlash = end < to ? end + 1 : end
      const known = this.child(node.children, bytes, i, withSlash)
      if (known < 0) {
        const star = end - i === 1 && bytes[i] === 0x2a
        if (star || depth >= NAMES_DEEP || node.children.length >= NAMES_LISTED || isVarying(bytes, i, end)) {
          this.change(at, null)
          return at
        }
        const next = nodes.push({ name: bytes.slice(i, withSlash), parent: at, children: [] }) - 1
        this.nameBytes += withSlash - i
        this.change(at, [...node.children, next])
        at = next
      } else at = known
      depth++
      i = withSlash
    }
    return at
  }

  /** @returns what stands after the bucket's `/` in a pattern */
  text(at: number): string {
    let text = this.nodes[at]?.children === null ? '*' : ''
    for (let node = this.nodes[at]; node !== undefined; node = this.nodes[node.parent]) text = Buffer.from(node.name).toString() + text
    return text
  }

  private change(at: number, children: number[] | null): void {
    const node = this.nodes[at] as Node
    if (at < this.marked.nodes) this.changed.push([node, node.children])
    node.children = children
  }

  private child(children: readonly number[], bytes: Uint8Array, from: number, to: number): number {
    next: for (let k = 0; k < children.length; k++) {
      const at = children[k] as number
      const { name } = this.nodes[at] as Node
      if (name.length !== to - from) continue
      for (let i = 0; i < name.length; i++) if (name[i] !== bytes[from + i]) continue next
      return at
    }
    return -1
  }
}
