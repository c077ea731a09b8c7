/** `--explain ACTION|RESOURCE`: which grants give it, and the chain of calls that needs it, with the lines of source. */
import { readFileSync } from 'node:fs'
import { isAbsolute, relative, resolve } from 'node:path'
import type { GeneratedGrant, Generation } from '../generate/index.js'
import type { Evidence, Grant } from '../needs/index.js'
import { type Frame, makeFrame, renderFrame } from './render/frames.js'
import { shortActions, shortResource } from './render/resource-text.js'
import type { Style } from './style.js'

/** A grant of the contract with the function or other principal that has it, and frames for each piece of evidence. */
export interface Explained extends Omit<GeneratedGrant, 'evidence'> {
  readonly subject: string
  readonly evidence: readonly (GeneratedGrant['evidence'][number] & { readonly frames: readonly Frame[] })[]
}

/**
 * @param asked an action (`dynamodb:PutItem`, `PutItem`, `s3:*`) or a part of a resource (`ItemsTable`, `table/`)
 * @returns grants in the order of the answer; empty where nothing matches
 */
export function explainGrants({ app, needs, generated }: Generation, asked: string): Explained[] {
  const sources = new Map<string, string | null>()
  const frame = (name: string, at: { readonly file: string; readonly line: number; readonly column: number }): Frame => {
    if (!sources.has(at.file)) sources.set(at.file, readSource(app.folder, at.file))
    return makeFrame(name, at, sources.get(at.file) ?? null)
  }
  const subjects = [...Object.entries(generated.functions), ...Object.entries(generated.principals)]
  return subjects.flatMap(([subject, { grants }]) =>
    grants.filter(matcher(asked)).map((grant) => {
      const inner = (needs.functions.get(subject) ?? needs.principals.get(subject))?.grants ?? []
      const evidence = grant.evidence.map((e) => ({ ...e, frames: framesOf(e, findEvidence(inner, e), frame) }))
      return { subject, ...grant, evidence }
    }),
  )
}

function matcher(asked: string): (grant: GeneratedGrant) => boolean {
  const word = asked.toLowerCase()
  const pattern = new RegExp(
    `^${word
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  )
  return ({ actions, resources }) =>
    actions.some((a) => pattern.test(a.toLowerCase()) || pattern.test(a.toLowerCase().split(':')[1] ?? '')) ||
    resources.some((r) => r.toLowerCase().includes(word) || shortResource(r).toLowerCase().includes(word))
}

type GeneratedEvidence = GeneratedGrant['evidence'][number]

function findEvidence(grants: readonly Grant[], wanted: GeneratedEvidence): Evidence | undefined {
  const same = (e: Evidence): boolean =>
    e.at.file === wanted.file && e.at.line === wanted.line && e.at.column === wanted.column && e.operation === wanted.operation
  return grants.flatMap((g) => g.evidence).find(same)
}

/** One frame a link: where each function of `via` is called, and at the end the call itself. */
function framesOf(shown: GeneratedEvidence, full: Evidence | undefined, frame: (name: string, at: Evidence['at']) => Frame): Frame[] {
  const chain = full === undefined ? [] : full.via.flatMap((name, i) => (full.chain[i] === undefined ? [] : [frame(name, full.chain[i])]))
  return [...chain, frame(shown.operation, { file: shown.file, line: shown.line, column: shown.column })]
}

/** Only files inside the app's folder are read: a place can come from a template. */
function readSource(folder: string, file: string): string | null {
  const path = resolve(folder, file)
  const inside = relative(folder, path)
  if (inside.startsWith('..') || isAbsolute(inside)) return null
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

export function renderExplained(explained: readonly Explained[], style: Style): string {
  const blocks = explained.map((grant) => {
    const head = `${style.bold(grant.subject)}  ${shortActions(grant.actions)}  ${style.dim('on')}  ${grant.resources.map(shortResource).join(', ')}`
    const why =
      grant.kind === 'platform'
        ? 'Lambda or another service needs it for the function'
        : grant.kind === 'call'
          ? 'the code calls it'
          : (grant.reason ?? '')
    const conditions = grant.conditions.map((c) => `  if ${c.operator} ${c.key}: ${c.values.join(', ')}`)
    const frames = grant.evidence.flatMap((e) => ['', ...e.frames.flatMap((f) => renderFrame(f, style, '    '))])
    return [head, style.dim(`  ${why}; ${CERTAINTY[grant.certainty]}`), ...conditions, ...frames].join('\n')
  })
  return blocks.join('\n\n')
}

const CERTAINTY: Readonly<Record<GeneratedGrant['certainty'], string>> = {
  resolved: 'the resource is known',
  assumed: 'the resource is the only declared candidate',
  candidates: 'the resource is not known: every declared one of its type',
  wildcard: 'the resource is not known: any',
}
