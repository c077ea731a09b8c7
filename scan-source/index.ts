/** What src/audit/read/simd-scan.ts and simd-reader.ts use. */

export { count, sharedCount } from './events'
export {
  BYTES,
  EVENTS,
  KINDS,
  MASKS,
  MEMBERS,
  NODE_NAMES,
  NODES,
  PLANS,
  SHARED,
  SPANS,
} from './places'
export { firstCall, foreign, mark, records, see, start, taken, undo } from './reader'
export { listAt, NAME_BYTES, over, PADDING, record, skip, string } from './scan'
