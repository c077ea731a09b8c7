/**
 * Records → numbers. A record is looked up by the bytes of the few fields that its meaning depends on; what was not seen
 * before is told once, and understood by whoever counts. What comes out is a number a record: its group, with its ID and time.
 */
import { PlainReader } from './plain-reader.js'
import type { ReaderFacts } from './plan.js'
import type { EventReader } from './reading.js'
import { SimdReader } from './simd-reader.js'
import { type CompiledScan, compiledScan } from './simd-scan.js'

/** @param module what `compiledScan` gave in this thread or another one */
export function makeReader(facts: ReaderFacts, module: CompiledScan | null = compiledScan()): EventReader {
  if (module === null) return new PlainReader(facts)
  try {
    return new SimdReader(facts, module)
  } catch {
    // Where the machine gives no process so wide an address space.
    return new PlainReader(facts)
  }
}
