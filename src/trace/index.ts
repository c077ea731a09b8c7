export type { CallRule, From, LibraryModel, LibraryRow, LibraryRule } from './models/types.js'
export { createTracer, type TraceAppOptions, type TraceEntry, type Tracer, type TracerOptions, traceApp } from './tracer.js'
export type { Call, Handed, Link, Trace, Traced, TracePiece } from './types.js'
