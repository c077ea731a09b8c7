/** One run's answers → the value of the report. */
import { basename } from 'node:path'
import type { AppFunction } from '../app/index.js'
import { frameReader, shortResource } from '../explain/index.js'
import type { GeneratedGrant, Generation } from '../generate/index.js'
import { canonicalArn, indexDeclared } from '../needs/index.js'
import { printSym } from '../policy/index.js'
import { changesOf } from './changes.js'
import { effectOf } from './effects.js'
import { seenIn } from './seen.js'
import { thingsOf } from './things.js'
import type { Access, AuditResult, DeclaredAccess, Link, Report, VerifyResult } from './types.js'

/** A line of a bundle can have megabytes; around the column this much is kept. */
const MAX_LINE_CHARS = 200

export interface Observed {
  readonly verify: VerifyResult | null
  readonly audit: AuditResult | null
}

/** Reads the lines of source that the evidence names. */
export function buildReport(generation: Generation, { verify, audit }: Observed): Report {
  const { app, generated } = generation
  const declared = declaredOf(generation)
  const { chains, sources } = codeOf(generation)
  const grants = grantsOf(generation)
  const changes = changesOf(generation)
  const everywhere: readonly Access[] = [
    ...grants,
    ...Object.values(declared).flat(),
    ...Object.values(changes).flatMap(({ gained, lost, narrowed }) => [...gained, ...lost, ...narrowed]),
  ]
  const actions = unique(everywhere.flatMap((it) => it.actions))
  const examples = generated.proofs.flatMap(({ counterexample }) => counterexample?.request.resource ?? [])
  const resources = unique([...everywhere.flatMap((it) => it.resources), ...examples])
  return {
    reportVersion: 1,
    title: basename(app.folder),
    generated,
    chains,
    sources,
    declared,
    changes,
    effects: Object.fromEntries(actions.map((action) => [action, effectOf(action)])),
    names: Object.fromEntries(resources.map((resource) => [resource, shortResource(resource)])),
    things: thingsOf(app, reachedOf(generation, declared)),
    verify,
    audit,
    seen: audit === null ? {} : seenIn(audit, generation),
  }
}

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort()

const subjectsOf = ({ generated }: Generation): readonly (readonly [string, readonly GeneratedGrant[]])[] =>
  [...Object.entries(generated.functions), ...Object.entries(generated.principals)].map(([id, { grants }]) => [id, grants] as const)

const grantsOf = (generation: Generation): readonly GeneratedGrant[] => subjectsOf(generation).flatMap(([, grants]) => grants)

function declaredOf({ app }: Generation): Report['declared'] {
  const index = indexDeclared(app)
  const functions = [...app.functions.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  const accessOf = (fn: AppFunction): readonly DeclaredAccess[] =>
    fn.declared
      .filter(({ effect }) => effect === 'allow')
      .map((statement) => ({
        actions: statement.notActions.length > 0 ? [`all but ${statement.notActions.join(', ')}`] : statement.actions,
        resources: statement.resources.length === 0 ? ['*'] : unique(statement.resources.map((r) => printSym(canonicalArn(r, index).arn))),
        at: statement.at,
      }))
  return Object.fromEntries(functions.map((fn) => [fn.id, accessOf(fn)]))
}

/** By function or principal: what it needs, and what the template grants it. */
const reachedOf = (generation: Generation, declared: Report['declared']): ReadonlyMap<string, readonly string[]> =>
  new Map(
    subjectsOf(generation).map(([id, grants]) => [
      id,
      [...grants, ...(Object.hasOwn(declared, id) ? (declared[id] ?? []) : [])].flatMap(({ resources }) => resources),
    ]),
  )

function codeOf(generation: Generation): Pick<Report, 'chains' | 'sources'> {
  const frames = frameReader(generation)
  const sources = new Map<string, Map<number, string>>()
  const chainOf = (subject: string, evidence: GeneratedGrant['evidence'][number]): readonly Link[] =>
    frames(subject, evidence).map(({ name, file, line, column, lines }) => {
      const kept = sources.get(file) ?? new Map<number, string>()
      sources.set(file, kept)
      for (const { number, text } of lines) kept.set(number, text.length > MAX_LINE_CHARS ? cut(text, number === line ? column : 1) : text)
      return { name, file, line, column }
    })
  const chains = subjectsOf(generation).map(
    ([id, grants]) => [id, grants.map(({ evidence }) => evidence.map((e) => chainOf(id, e)))] as const,
  )
  return { chains: Object.fromEntries(chains), sources: sorted(sources) }
}

function cut(text: string, column: number): string {
  const from = Math.max(0, column - 1 - MAX_LINE_CHARS / 2)
  return `${from > 0 ? '…' : ''}${text.slice(from, from + MAX_LINE_CHARS)}${from + MAX_LINE_CHARS < text.length ? '…' : ''}`
}

function sorted(sources: ReadonlyMap<string, ReadonlyMap<number, string>>): Report['sources'] {
  const files = [...sources].sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(files.map(([file, lines]) => [file, Object.fromEntries([...lines].sort(([a], [b]) => a - b))]))
}
