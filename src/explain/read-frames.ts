/** Frames of evidence, read from wherever the app's own code may lie. */
import { resolve } from 'node:path'
import { readFiles } from '../app/index.js'
import type { GeneratedEvidence, Generation } from '../generate/index.js'
import type { Evidence, Grant } from '../needs/index.js'
import type { Place } from '../outcome/index.js'
import { type Frame, makeFrame } from './frames.js'

/** One frame a link: where each function of `via` is called, and at the end the call itself. */
export type FramesOf = (subject: string, evidence: GeneratedEvidence) => readonly Frame[]

/** Each file is read once, when a frame first asks for it. */
export function frameReader({ app, needs }: Generation): FramesOf {
  const files = readFiles(app.folder)
  const sources = new Map<string, string | null>()
  const frame = (name: string, at: Place): Frame => {
    if (!sources.has(at.file)) sources.set(at.file, files.text(resolve(app.folder, at.file)))
    return makeFrame(name, at, sources.get(at.file) ?? null)
  }
  return (subject, shown) => {
    const full = findEvidence((needs.functions.get(subject) ?? needs.principals.get(subject))?.grants ?? [], shown)
    const chain = full === undefined ? [] : full.via.flatMap((name, i) => (full.chain[i] === undefined ? [] : [frame(name, full.chain[i])]))
    return [...chain, frame(shown.operation, { file: shown.file, line: shown.line, column: shown.column })]
  }
}

function findEvidence(grants: readonly Grant[], wanted: GeneratedEvidence): Evidence | undefined {
  const same = (e: Evidence): boolean =>
    e.at.file === wanted.file && e.at.line === wanted.line && e.at.column === wanted.column && e.operation === wanted.operation
  return grants.flatMap((g) => g.evidence).find(same)
}
