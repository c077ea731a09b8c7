/**
 * Engines by the text of their policies. A text is looked up where it stands in its line: a sample of its characters
 * chooses a few candidates, and these are compared whole, which costs less than hashing every character.
 */
import type { Engine } from '../compiled/compile.js'
import type { Span } from './members.js'

export interface EngineCache {
  /** The engine of the policies that stand there, if they are kept. */
  readonly find: (line: string, span: Span) => Engine | null
  /** Keeps policies that come a second time: a stream in which each line has its own would fill memory for nothing. */
  readonly keep: (line: string, span: Span, engine: Engine) => void
}

/** As many engines as this, and of texts no longer together than this. */
const MAX_ENGINES = 4_096
const MAX_TEXT_CHARS = 64_000_000

interface Entry {
  readonly text: string
  readonly engine: Engine
}

/** More texts than this with one sample are told apart by their whole hash. */
const MAX_ALIKE = 4

export function engineCache(): EngineCache {
  const samples = new Map<number, Entry[]>()
  const crowded = new Map<string, Engine>()
  const seenOnce = new Set<number>()
  let kept = 0
  let chars = 0
  const clear = (): void => {
    samples.clear()
    crowded.clear()
    seenOnce.clear()
    kept = 0
    chars = 0
  }
  return {
    find: (line, { from, to }) => {
      const alike = samples.get(sampleOf(line, from, to))
      if (alike === undefined) return null
      const text = line.slice(from, to)
      for (const entry of alike) if (entry.text === text) return entry.engine
      return alike.length < MAX_ALIKE ? null : (crowded.get(text) ?? null)
    },
    keep: (line, { from, to }, engine) => {
      if (kept + seenOnce.size >= MAX_ENGINES || chars + to - from > MAX_TEXT_CHARS) clear()
      const sample = sampleOf(line, from, to)
      if (!seenOnce.delete(sample) && !samples.has(sample)) {
        seenOnce.add(sample)
        return
      }
      kept++
      chars += to - from
      const text = copied(line, from, to)
      const alike = samples.get(sample)
      if (alike === undefined) samples.set(sample, [{ text, engine }])
      else if (alike.length < MAX_ALIKE) alike.push({ text, engine })
      else crowded.set(text, engine)
    },
  }
}

const SAMPLED = 48

/** A number made of the length and of characters at even distances. */
function sampleOf(line: string, from: number, to: number): number {
  const step = Math.max(1, Math.floor((to - from) / SAMPLED))
  let hash = to - from
  for (let at = from; at < to; at += step) hash = (Math.imul(hash, 31) + line.charCodeAt(at)) | 0
  return hash
}

/** A part of a line would keep all that was read with it in memory. */
const copied = (line: string, from: number, to: number): string => Buffer.from(line.slice(from, to), 'utf8').toString('utf8')
