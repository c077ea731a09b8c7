/**
 * The views of calls that reached two accounts. Of the views of one call the caller's own counts, else the one with the least
 * event ID, whatever came first: so all are kept until the end. A million of them are kept in memory; more are put aside in
 * parts by their shared ID, so that the views of one call are in one part, and are looked at part by part.
 */

/** A view in numbers: the shared ID in four, 0 for the caller's own view, the event's ID in four, its group, its time. */
export const VIEW_WORDS = 11
/** By these the views of one call stand together, the one that counts first. */
const ORDERED_WORDS = 9
const SHARED_ID_WORDS = 4

export const PARTS = 64
/** So many are kept in memory: 11 MB. */
const VIEWS_HELD = 262_144

/** Where views are put aside. Adding to a part throws where there is no room, and then leaves the part as it was. */
export interface Spill {
  readonly add: (part: number, words: Uint32Array) => void
  readonly part: (part: number) => Uint32Array
  readonly close: () => void
}

export class SharedViews {
  private views = new Uint32Array(VIEW_WORDS * 64)
  private count = 0
  private spill: Spill | null = null
  private held = VIEWS_HELD

  private readonly openSpill: (() => Spill) | null

  /** @param openSpill null: all are kept in memory */
  constructor(openSpill: (() => Spill) | null, held = VIEWS_HELD) {
    this.openSpill = openSpill
    this.held = held
  }

  /** @returns where the next view is to be written, `VIEW_WORDS` numbers */
  next(): { readonly views: Uint32Array; readonly at: number } {
    if (this.count >= this.held && this.openSpill !== null) this.putAside(this.openSpill)
    if ((this.count + 1) * VIEW_WORDS > this.views.length) {
      const wider = new Uint32Array(this.views.length * 2)
      wider.set(this.views)
      this.views = wider
    }
    return { views: this.views, at: this.count++ * VIEW_WORDS }
  }

  /** Gives each view once, those of one call one after another. Afterwards there is none. */
  fold(give: (views: Uint32Array, at: number, isSame: boolean) => void): void {
    try {
      if (this.spill === null) foldPart(this.views.subarray(0, this.count * VIEW_WORDS), give)
      else for (let part = 0; part < PARTS; part++) foldPart(joined(this.spill.part(part), this.ofPart(part)), give)
    } finally {
      this.spill?.close()
      this.spill = null
      this.views = new Uint32Array(VIEW_WORDS * 64)
      this.count = 0
    }
  }

  /** What finds no room stays in memory. */
  private putAside(open: () => Spill): void {
    const left: Uint32Array[] = []
    try {
      this.spill ??= open()
    } catch {
      this.held = Number.POSITIVE_INFINITY
      return
    }
    for (let part = 0; part < PARTS; part++) {
      const words = this.ofPart(part)
      try {
        this.spill.add(part, words)
      } catch {
        left.push(words)
        this.held = Number.POSITIVE_INFINITY
      }
    }
    this.count = 0
    for (const words of left) {
      this.views.set(words, this.count * VIEW_WORDS)
      this.count += words.length / VIEW_WORDS
    }
  }

  private ofPart(part: number): Uint32Array {
    const { views, count } = this
    const out = new Uint32Array(count * VIEW_WORDS)
    let to = 0
    for (let at = 0; at < count * VIEW_WORDS; at += VIEW_WORDS) {
      if ((views[at] as number) % PARTS !== part) continue
      out.set(views.subarray(at, at + VIEW_WORDS), to)
      to += VIEW_WORDS
    }
    return out.slice(0, to)
  }
}

function joined(a: Uint32Array, b: Uint32Array): Uint32Array {
  const out = new Uint32Array(a.length + b.length)
  out.set(a)
  out.set(b, a.length)
  return out
}

function foldPart(views: Uint32Array, give: (views: Uint32Array, at: number, isSame: boolean) => void): void {
  const order = Uint32Array.from({ length: views.length / VIEW_WORDS }, (_, i) => i * VIEW_WORDS)
  const compare = (a: number, b: number, words: number): number => {
    for (let word = 0; word < words; word++) {
      const difference = (views[a + word] as number) - (views[b + word] as number)
      if (difference !== 0) return difference
    }
    return 0
  }
  order.sort((a, b) => compare(a, b, ORDERED_WORDS))
  let before = -1
  for (const at of order) {
    give(views, at, before >= 0 && compare(before, at, SHARED_ID_WORDS) === 0)
    before = at
  }
}
