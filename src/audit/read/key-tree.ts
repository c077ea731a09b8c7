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

export class KeyTrees {
  private readonly nodes: Node[] = []

  /** A tree of its own for a bucket. */
  root(): number {
    return this.nodes.push({ name: new Uint8Array(0), parent: -1, children: [] }) - 1
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
          node.children = null
          return at
        }
        const next = nodes.push({ name: bytes.slice(i, withSlash), parent: at, children: [] }) - 1
        node.children.push(next)
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
