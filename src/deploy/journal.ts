/**
 * What was begun and what is done, on disk before the next call: `.rolewright/deploy/journal.ndjson`. A run that ends at any
 * moment is gone on with, or taken back, by the next one.
 */
import { createHash } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import type { DeployedRecord, DeployPlan, Snapshot } from './types.js'

export interface Journal {
  readonly plan: DeployPlan
  readonly snapshot: Snapshot
  /** IDs of steps. */
  readonly done: ReadonlySet<number>
  /** Milliseconds since 1970 until which nothing old is removed. */
  readonly observeUntil: number | null
  /** When the last step was done, and until when refusals of what was removed are looked for; null: not ended, or not asked. */
  readonly ended?: { readonly at: number; readonly watchUntil: number } | null
}

type Entry =
  | { readonly kind: 'begin'; readonly plan: DeployPlan; readonly snapshot: Snapshot; readonly checksum: string }
  | { readonly kind: 'done'; readonly step: number }
  /** An update of a stack that CloudFormation took back: its steps are to be done again. */
  | { readonly kind: 'undone'; readonly steps: readonly number[] }
  | { readonly kind: 'observe'; readonly until: number }
  | { readonly kind: 'ended'; readonly at: number; readonly watchUntil: number }

export interface JournalFiles {
  readonly journal: string
  readonly lock: string
  readonly deployed: string
  readonly folder: string
}

export const journalFiles = (appFolder: string): JournalFiles => {
  const folder = join(appFolder, '.rolewright', 'deploy')
  return { folder, journal: join(folder, 'journal.ndjson'), lock: join(folder, 'lock'), deployed: join(folder, 'deployed.json') }
}

const checksumOf = (plan: DeployPlan, snapshot: Snapshot): string =>
  createHash('sha256')
    .update(JSON.stringify([plan, snapshot]))
    .digest('hex')

/** @returns null where nothing is under way; @errors `deploy/broken-journal` */
export function readJournal({ journal }: JournalFiles): Result<Journal | null, Problem> {
  if (!existsSync(journal)) return ok(null)
  const lines = readFileSync(journal, 'utf8').split('\n')
  // The last line is empty, or was cut off by a crash in the middle of it: then its step is done again.
  const entries = lines.slice(0, -1).flatMap((line): Entry[] => {
    try {
      return [JSON.parse(line) as Entry]
    } catch {
      return []
    }
  })
  const [begin] = entries
  if (begin === undefined) return ok(null)
  if (begin.kind !== 'begin' || checksumOf(begin.plan, begin.snapshot) !== begin.checksum)
    return fail({
      code: 'deploy/broken-journal',
      message: `\`${journal}\` was changed or cut: plan and snapshot do not have their checksum`,
      hint: 'look at the roles that it names, set them right by hand, and remove the file',
      at: null,
    })
  const observed = entries.flatMap((entry) => (entry.kind === 'observe' ? [entry.until] : []))
  return ok({
    plan: begin.plan,
    snapshot: begin.snapshot,
    done: doneIn(entries),
    observeUntil: observed.at(-1) ?? null,
    ended: entries.find((entry) => entry.kind === 'ended') ?? null,
  })
}

function doneIn(entries: readonly Entry[]): ReadonlySet<number> {
  const done = new Set<number>()
  for (const entry of entries) {
    if (entry.kind === 'done') done.add(entry.step)
    if (entry.kind === 'undone') for (const step of entry.steps) done.delete(step)
  }
  return done
}

export function beginJournal({ folder, journal }: JournalFiles, plan: DeployPlan, snapshot: Snapshot): void {
  mkdirSync(folder, { recursive: true })
  const entry: Entry = { kind: 'begin', plan, snapshot, checksum: checksumOf(plan, snapshot) }
  writeSafely(journal, `${JSON.stringify(entry)}\n`)
}

export const noteDone = ({ journal }: JournalFiles, step: number): void => append(journal, { kind: 'done', step })
export const noteUndone = ({ journal }: JournalFiles, steps: readonly number[]): void => append(journal, { kind: 'undone', steps })
export const noteObserving = ({ journal }: JournalFiles, until: number): void => append(journal, { kind: 'observe', until })

export interface Ending {
  readonly at: number
  readonly watchUntil: number
}

/** The journal of a deployment that has ended is kept under its name, so that it can be rolled back. */
export function endJournal({ journal, folder, deployed }: JournalFiles, record: DeployedRecord, ending: Ending): void {
  append(journal, { kind: 'ended', ...ending })
  writeSafely(deployed, `${JSON.stringify(record, null, 2)}\n`)
  renameSync(journal, join(folder, 'last.ndjson'))
}

/** The deployment that can be rolled back: the one under way, else the last that ended. */
export function readLast(files: JournalFiles): Result<Journal | null, Problem> {
  const current = readJournal(files)
  if (!current.ok || current.value !== null) return current
  return readJournal({ ...files, journal: join(files.folder, 'last.ndjson') })
}

export function forget({ journal, folder, deployed }: JournalFiles): void {
  for (const file of [journal, join(folder, 'last.ndjson'), deployed]) rmSync(file, { force: true })
}

export function readDeployed({ deployed }: JournalFiles): DeployedRecord | null {
  try {
    return JSON.parse(readFileSync(deployed, 'utf8')) as DeployedRecord
  } catch {
    return null
  }
}

function append(file: string, entry: Entry): void {
  const handle = openSync(file, 'a')
  try {
    writeSync(handle, `${JSON.stringify(entry)}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function writeSafely(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { flush: true })
  renameSync(`${file}.new`, file)
}

/** @returns what gives the lock back; @errors `deploy/locked` */
export function takeLock({ folder, lock }: JournalFiles, isAlive: (pid: number) => boolean = processIsAlive): Result<() => void, Problem> {
  mkdirSync(folder, { recursive: true })
  for (let tries = 0; tries < 2; tries++) {
    try {
      writeFileSync(lock, `${process.pid}\n`, { flag: 'wx' })
      return ok(() => rmSync(lock, { force: true }))
    } catch {
      const holder = Number(readOr(lock))
      if (holder === process.pid || (Number.isInteger(holder) && holder > 0 && isAlive(holder))) break
      // Its owner ended without giving it back.
      rmSync(lock, { force: true })
    }
  }
  return fail({
    code: 'deploy/locked',
    message: `another deployment of this app is at work (process ${readOr(lock).trim()})`,
    hint: 'wait until it has ended',
    at: null,
  })
}

function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function processIsAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM'
  }
}
