/** Statements: in order, with what branches leave joined, and early ends kept until the place that they go to. */

import type { FrameSize, Stmt } from '../lower/ir.js'
import { literalText, NEVER, UNDEFINED, unknownValue, type Value } from '../values.js'
import { askedErrors } from './asked-errors.js'
import { branches, where } from './assume.js'
import { joinEnds } from './fork.js'
import { join } from './lattice.js'
import { execEach, execLoop } from './loops.js'
import { equality, truth } from './operators.js'
import type { Activation, Jump, Run } from './run.js'
import { type Changes, changesSince, everythingSince, mark, merge, newFrame, undo } from './world.js'

export function execAll(run: Run, stmts: readonly Stmt[], act: Activation): void {
  for (const stmt of stmts) {
    if (run.world.dead) return
    execStmt(run, stmt, act)
  }
}

export function execStmt(run: Run, stmt: Stmt, act: Activation): void {
  if (run.world.dead) return
  run.step()
  switch (stmt.op) {
    case 'do':
      run.eval(stmt.expr, act)
      return
    case 'let': {
      const value = stmt.value === null ? UNDEFINED : run.eval(stmt.value, act)
      run.assign(stmt.into, value, act, stmt)
      return
    }
    case 'if':
      execIf(run, stmt, act)
      return
    case 'block':
      inFrame(run, stmt.frame, act, () => execAll(run, stmt.body, act))
      return
    case 'loop':
      execLoop(run, stmt, act)
      return
    case 'each':
      execEach(run, stmt, act)
      return
    case 'switch':
      execSwitch(run, stmt, act)
      return
    case 'try':
      execTry(run, stmt, act)
      return
    case 'return':
      execReturn(run, stmt.value === null ? UNDEFINED : run.eval(stmt.value, act), act)
      return
    case 'throw':
      run.eval(stmt.value, act)
      run.world.dead = true
      return
    case 'break':
    case 'continue':
      execJump(run, stmt, act)
      return
    case 'labeled':
      withBreaks(run, [stmt.label], act, () => execStmt(run, stmt.body, act))
      return
    case 'nothing':
      return
  }
}

export function inFrame(run: Run, size: FrameSize | null, act: Activation, body: () => void): void {
  if (size === null) {
    body()
    return
  }
  const outer = act.frame
  act.frame = newFrame(run.world, size.slots, outer)
  body()
  act.frame = outer
}

function execReturn(run: Run, value: Value, act: Activation): void {
  const { world } = run
  if (world.dead) return
  const { outcome } = act
  if (world.marks.at(-1) === act.mark) {
    outcome.value = join(outcome.value, value)
    outcome.live = true
  } else outcome.early.push({ value, changes: changesSince(world, act.mark) })
  world.dead = true
}

function execIf(run: Run, stmt: Extract<Stmt, { op: 'if' }>, act: Activation): void {
  const test = run.eval(stmt.test, act)
  const known = truth(test)
  if (run.world.dead) return
  if (known === true) execStmt(run, stmt.yes, act)
  else if (known === false) {
    if (stmt.no !== null) execStmt(run, stmt.no, act)
  } else {
    const [yes, no] = [stmt.yes, stmt.no].map((branch) => () => {
      if (branch !== null) execStmt(run, branch, act)
      return NEVER
    })
    if (yes !== undefined && no !== undefined) branches(run, test, act, yes, no)
  }
}

function execJump(run: Run, stmt: Extract<Stmt, { op: 'break' | 'continue' }>, act: Activation): void {
  const { world } = run
  for (let i = act.jumps.length - 1; i >= 0; i--) {
    const jump = act.jumps[i] as Jump
    const fits = stmt.label !== null ? jump.labels.includes(stmt.label) : stmt.op === 'break' ? !jump.onlyLabel : jump.kind === 'loop'
    if (!fits) continue
    if (stmt.op === 'break') jump.breaks.push(changesSince(world, jump.mark))
    else if (jump.round !== null) jump.continues.push(changesSince(world, jump.round))
    break
  }
  world.dead = true
}

/** Runs a body that `break` can leave. */
function withBreaks(run: Run, labels: readonly string[], act: Activation, body: () => void): void {
  const { world } = run
  const since = mark(world)
  const jump: Jump = { kind: 'block', labels, onlyLabel: labels.length > 0, mark: since, breaks: [], round: null, continues: [] }
  act.jumps.push(jump)
  body()
  act.jumps.pop()
  joinEnds(run, since, jump.breaks)
}

function execSwitch(run: Run, stmt: Extract<Stmt, { op: 'switch' }>, act: Activation): void {
  const on = run.eval(stmt.on, act)
  if (!run.world.dead) inFrame(run, stmt.frame, act, () => execCases(run, stmt, on, act))
}

function execCases(run: Run, stmt: Extract<Stmt, { op: 'switch' }>, on: Value, act: Activation): void {
  // Which cases can be the first to run: all up to the one that is known to fit.
  const entries: { readonly first: number; readonly text: string | null }[] = []
  let certain = false
  stmt.cases.forEach((each, i) => {
    if (certain || each.test === null) return
    const test = run.eval(each.test, act)
    const fits = truth(equality(on, test, false))
    if (fits !== false) entries.push({ first: i, text: endsThere(stmt.cases, i) ? literalText(test) : null })
    if (fits === true) certain = true
  })
  const fallback = stmt.cases.findIndex((each) => each.test === null)
  const alternatives = entries.map(
    ({ first, text }) =>
      (): Value =>
        where(run, on, text, act, () => runFrom(first)),
  )
  if (!certain) alternatives.push(() => (fallback < 0 ? NEVER : runFrom(fallback)))
  const runFrom = (first: number): Value => {
    for (let i = first; i < stmt.cases.length; i++) execAll(run, stmt.cases[i]?.body ?? [], act)
    return NEVER
  }
  withBreaks(run, [], act, () => {
    const [only] = alternatives
    if (alternatives.length === 1 && only !== undefined) only()
    else run.fork(alternatives)
  })
}

/** Whether what runs from a case on leaves the function, and does not go on behind the switch. */
function endsThere(cases: Extract<Stmt, { op: 'switch' }>['cases'], first: number): boolean {
  for (const { body } of cases.slice(first)) {
    const inner = body.flatMap((each) => (each.op === 'block' ? each.body : [each]))
    if (inner.some(({ op }) => op === 'break' || op === 'continue')) return false
    const last = inner.at(-1)
    if (last?.op === 'return' || last?.op === 'throw') return true
  }
  return false
}

const CAUGHT = unknownValue('an error that was caught')

function execTry(run: Run, stmt: Extract<Stmt, { op: 'try' }>, act: Activation): void {
  const { world } = run
  const since = mark(world)
  const earlyBefore = act.outcome.early.length
  const { handler, last } = stmt
  if (handler !== null) act.handles.push(askedErrors(handler))
  execStmt(run, stmt.body, act)
  if (handler !== null) act.handles.pop()

  const after = world.dead ? null : changesSince(world, since)
  const anywhere = everythingSince(world, since)
  undo(world, since)
  world.dead = false

  const ends: Changes[] = after === null ? [] : [after]
  if (handler !== null) {
    const caught = mark(world)
    merge(world, [anywhere])
    if (stmt.error !== null) run.assign(stmt.error, CAUGHT, act, stmt)
    execStmt(run, handler, act)
    if (!world.dead) ends.push(changesSince(world, caught))
    undo(world, caught)
    world.dead = false
  }
  if (last !== null && ends.length === 0) {
    // Nothing goes on after the statement, but `finally` runs all the same.
    const ending = mark(world)
    merge(world, [anywhere])
    execStmt(run, last, act)
    const returned = act.outcome.early.length > earlyBefore ? changesSince(world, ending) : null
    undo(world, ending)
    if (returned !== null) addToReturns(run, act, earlyBefore, returned)
    world.dead = true
    return
  }
  if (ends.length === 0) {
    world.dead = true
    return
  }
  merge(world, ends)
  if (last !== null) execStmt(run, last, act)
}

/** What `finally` wrote is there when the function has returned. */
function addToReturns(run: Run, act: Activation, from: number, more: Changes): void {
  for (let i = from; i < act.outcome.early.length; i++) {
    const before = act.outcome.early[i]
    if (before === undefined) continue
    const changes = new Map(before.changes)
    for (const [target, cells] of more) {
      if (target.birth < act.mark.birth) changes.set(target, new Map([...(changes.get(target) ?? []), ...cells]))
    }
    act.outcome.early[i] = { value: before.value, changes }
  }
  run.step()
}
