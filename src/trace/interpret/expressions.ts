/** Expressions, by what they do. */

import { modulesMatching } from '../load/read-matching.js'
import type { Expr, Item, ObjectPart } from '../lower/ir.js'
import { literalText, NEVER, numberValue, optionsOf, TRUE, textValue, UNDEFINED, unknownValue, type Value } from '../values.js'
import { frameAt } from './assign.js'
import { branches } from './assume.js'
import { callMethod } from './calls.js'
import { closureOf, evalClass, superConstruct, superMember } from './classes.js'
import { yieldValue } from './generators.js'
import { join, joinAll, same } from './lattice.js'
import { addAccessor, defineMember, deleteMember, getMember, ownMembers, setComputed } from './objects.js'
import { binary, bothSay, falsyPart, nullish, truth, truthyPart, unary, withoutNullish } from './operators.js'
import { awaited } from './promises.js'
import type { Activation, Run } from './run.js'
import { isMissingTest, isNullishConstant, testedName } from './tested-name.js'
import { concat, literalsOf } from './texts.js'
import { COMPUTED, newObject, OPEN, VIRTUAL, write } from './world.js'

/** What an optional chain is when it was cut short, until its end. */
const SHORT: Value = { kind: 'undefined' }

export function evalExpr(run: Run, expr: Expr, act: Activation): Value {
  if (run.world.dead) return NEVER
  run.step()
  switch (expr.op) {
    case 'constant':
      return expr.value
    case 'local':
      return frameAt(act, expr.hops).slots[expr.slot] ?? UNDEFINED
    case 'imported':
      return run.modules.imported(act.module, expr.source, expr.name, act, expr.at)
    case 'global':
      return run.global(expr.name, act)
    case 'self':
      return act.self.value
    case 'member':
    case 'index':
      return evalMember(run, expr, act)
    case 'call':
      return evalCall(run, expr, act)
    case 'new': {
      const callee = run.eval(expr.callee, act)
      return run.construct(callee, run.args(expr.args, act), act, expr.at)
    }
    case 'chain':
      return evalChain(run, expr.body, act)
    case 'function':
      return closureOf(run, expr.code, act, null)
    case 'class':
      return evalClass(run, expr.code, act)
    case 'object':
      return evalObject(run, expr.parts, expr, act)
    case 'list':
      return evalList(run, expr, act)
    case 'text':
      return concat(expr.parts.map((each) => run.eval(each, act)))
    case 'sum':
      return expr.parts.slice(1).reduce((all, each) => binary('+', all, run.eval(each, act)), run.eval(expr.parts[0] as Expr, act))
    case 'assign': {
      const value = run.eval(expr.value, act)
      run.assign(expr.target, value, act, expr)
      return value
    }
    case 'update':
      return evalUpdate(run, expr, act)
    case 'step': {
      const before = run.eval(expr.read, act)
      const after =
        before.kind === 'number' && before.number !== null
          ? numberValue(before.number + expr.by)
          : ({ kind: 'number', number: null } as const)
      run.assign(expr.target, after, act, expr)
      return expr.prefix ? after : before.kind === 'number' ? before : { kind: 'number', number: null }
    }
    case 'unary':
      return expr.operator === 'typeof' && expr.value.op === 'global' && !run.isGlobal(expr.value.name, act)
        ? textValue('undefined')
        : unary(expr.operator, run.eval(expr.value, act))
    case 'binary':
      return evalBinary(run, expr, act)
    case 'logical':
      return evalLogical(run, expr, act)
    case 'choose':
      return evalChoice(run, expr, act)
    case 'sequence': {
      let out: Value = UNDEFINED
      for (const each of expr.parts) out = run.eval(each, act)
      return out
    }
    case 'await':
      return awaited(run, run.eval(expr.value, act), act, expr.at)
    case 'yield':
      return yieldValue(run, expr, act)
    case 'load':
      return evalLoad(run, expr, act)
    case 'tagged':
      return evalTagged(run, expr, act)
    case 'super':
      return typeof expr.key === 'string' ? superMember(run, expr.key, act) : unknownValue('a member of the parent class')
    case 'superCall':
      return superConstruct(run, run.args(expr.args, act), act, expr.at)
    case 'delete': {
      const object = run.eval(expr.object, act)
      if (typeof expr.key === 'string') deleteMember(run, object, expr.key)
      return { kind: 'boolean', boolean: true }
    }
    case 'newTarget':
      return act.newTarget ?? UNDEFINED
    case 'arguments':
      return argumentsOf(run, expr, act)
    case 'importMeta':
      return run.importMeta(act)
    case 'regex':
      return run.regex(expr.source, expr.flags, expr)
  }
}

function argumentsOf(run: Run, site: object, act: Activation): Value {
  const list = act.anyArgs ? { element: act.args[0] ?? unknownValue('an argument') } : { items: act.args }
  return newObject(run.world, site, { proto: run.realm.prototypes.array, list })
}

export function evalArgs(run: Run, items: readonly Item[], act: Activation): Value[] {
  const out: Value[] = []
  let loose: number | null = null
  for (const item of items) {
    if (item === null) out.push(UNDEFINED)
    else if (!item.spread) out.push(run.eval(item.value, act))
    else {
      const iterated = run.iterate(run.eval(item.value, act), act)
      if ('items' in iterated) out.push(...iterated.items)
      else if (iterated.element.kind !== 'never') {
        loose ??= out.length
        // Any number of them: enough to fill the parameters that functions have.
        for (let n = 0; n < SPREAD_ARGS; n++) out.push(iterated.element)
      }
    }
  }
  return loose === null ? out : shifted(out, loose)
}

/** What stands behind a spread of unknown length can be the argument of any parameter from there on. */
function shifted(args: readonly Value[], from: number): Value[] {
  const any = args.slice(from).reduce(join)
  return args.map((each, i) => (i < from ? each : any))
}

const SPREAD_ARGS = 4

function evalMember(run: Run, expr: Extract<Expr, { op: 'member' | 'index' }>, act: Activation): Value {
  const object = run.eval(expr.object, act)
  if (object === SHORT) return SHORT
  const target = expr.optional ? shortened(run, object) : object
  if (target === SHORT) return SHORT
  return expr.op === 'member' ? run.get(target, expr.key, act) : run.getComputed(target, run.eval(expr.key, act), act)
}

/** The part of an object that an optional chain goes on with. */
function shortened(run: Run, object: Value): Value {
  const whether = nullish(object)
  if (whether === true) return SHORT
  if (whether === null) run.chain.short = true
  return withoutNullish(object)
}

function evalChain(run: Run, body: Expr, act: Activation): Value {
  const before = run.chain.short
  run.chain.short = false
  const value = run.eval(body, act)
  const short = run.chain.short
  run.chain.short = before
  if (value === SHORT) return UNDEFINED
  // A given value that may be missing says so itself.
  return short && nullish(value) === false ? join(value, UNDEFINED) : value
}

function evalCall(run: Run, expr: Extract<Expr, { op: 'call' }>, act: Activation): Value {
  const { callee } = expr
  if (callee.op === 'member' || callee.op === 'index') {
    const object = run.eval(callee.object, act)
    if (object === SHORT) return SHORT
    const target = callee.optional ? shortened(run, object) : object
    if (target === SHORT) return SHORT
    const key = callee.op === 'member' ? textValue(callee.key) : run.eval(callee.key, act)
    if (expr.optional && nullish(run.getComputed(target, key, act)) === true) return SHORT
    return callMethod(run, target, key, run.args(expr.args, act), act, expr.at)
  }
  if (callee.op === 'super') return run.call(run.eval(callee, act), act.self.value, run.args(expr.args, act), act, expr.at)
  const fn = run.eval(callee, act)
  if (fn === SHORT) return SHORT
  if (expr.optional && nullish(fn) === true) return SHORT
  return run.call(fn, UNDEFINED, run.args(expr.args, act), act, expr.at)
}

function evalObject(run: Run, parts: readonly ObjectPart[], site: object, act: Activation): Value {
  const made = newObject(run.world, site, { proto: run.realm.prototypes.object })
  for (const part of parts) {
    if (part.kind === 'spread') spreadInto(run, made, run.eval(part.value, act), act)
    else if (part.kind === 'member') {
      const value = run.eval(part.value, act)
      if (value.kind === 'object' && value.code?.kind === 'closure') run.giveHome(value, made)
      if (part.key === '__proto__') run.set(made, '__proto__', value, act)
      else if (typeof part.key === 'string') defineMember(run, made, part.key, value)
      else setComputed(run, made, run.eval(part.key, act), value, act)
    } else {
      const key = typeof part.key === 'string' ? part.key : literalText(run.eval(part.key, act))
      const fn = closureOf(run, part.code, act, made)
      if (key !== null) addAccessor(run, made, key, part.kind, fn)
    }
  }
  return made
}

/** `{ ...value }`: alternatives make members that may be missing. */
export function spreadInto(run: Run, into: ReturnType<typeof newObject>, value: Value, act: Activation): void {
  const options = optionsOf(value).filter((each) => each.kind !== 'never')
  const spread = options.filter((each) => each.kind === 'object' || each.kind === 'given' || each.kind === 'unknown')
  const always = spread.length === options.length
  if (spread.length === 1 && always) {
    const [only] = spread
    const { known } = ownMembers(run, only as Value, act)
    for (const [key, member] of known) {
      // What was there shows through where the spread one may be missing.
      const before = into.props.get(key)
      const shows = before !== undefined && before.kind !== 'accessor' && before.kind !== 'live' && maybeMissing(member)
      defineMember(run, into, key, shows ? join(before, withoutUndefined(member)) : member)
    }
    openLike(run, into, only as Value)
    return
  }
  for (const option of spread) {
    const { known } = ownMembers(run, option, act)
    for (const [key, member] of known) {
      const before = into.props.get(key)
      const plain = before === undefined || before.kind === 'accessor' || before.kind === 'live' ? UNDEFINED : before
      defineMember(run, into, key, join(plain, member))
    }
    openLike(run, into, option)
  }
}

const maybeMissing = (value: Value): boolean => value.kind === 'union' && value.options.some((each) => each.kind === 'undefined')
const withoutUndefined = (value: Value): Value =>
  optionsOf(value).reduce<Value>((all, each) => (each.kind === 'undefined' ? all : join(all, each)), NEVER)

function openLike(run: Run, into: ReturnType<typeof newObject>, value: Value): void {
  if (value.kind === 'given') run.givenSpread(into, value)
  else if (value.kind === 'unknown') write(run.world, into, OPEN, value.why)
  else if (value.kind === 'object') {
    const from = run.current(value)
    if (from.open !== null) write(run.world, into, OPEN, from.open)
    if (from.computed !== null) write(run.world, into, COMPUTED, from.computed)
    if (from.virtual !== null) write(run.world, into, VIRTUAL, from.virtual)
  }
}

function evalList(run: Run, expr: Extract<Expr, { op: 'list' }>, act: Activation): Value {
  let items: Value[] | null = []
  let element: Value = NEVER
  for (const item of expr.items) {
    if (item === null) items?.push(UNDEFINED)
    else if (!item.spread) {
      const value = run.eval(item.value, act)
      items?.push(value)
      element = join(element, value)
    } else {
      const iterated = run.iterate(run.eval(item.value, act), act)
      if ('items' in iterated) {
        items?.push(...iterated.items)
        element = joinAll([element, ...iterated.items])
      } else {
        items = null
        element = join(element, iterated.element)
      }
    }
  }
  return newObject(run.world, expr, { proto: run.realm.prototypes.array, list: items === null ? { element } : { items } })
}

function evalUpdate(run: Run, expr: Extract<Expr, { op: 'update' }>, act: Activation): Value {
  const before = run.eval(expr.read, act)
  const { operator } = expr
  if (operator !== '&&' && operator !== '||' && operator !== '??') {
    const value = binary(operator, before, run.eval(expr.value, act))
    run.assign(expr.target, value, act, expr)
    return value
  }
  const assignNew = (): Value => {
    const value = run.eval(expr.value, act)
    run.assign(expr.target, value, act, expr)
    return value
  }
  const goes = operator === '??' ? nullish(before) : operator === '||' ? negated(truth(before)) : truth(before)
  if (goes === true) return assignNew()
  if (goes === false) return before
  if (operator !== '&&') {
    const value = run.withFallback(before, () => run.eval(expr.value, act), operator)
    run.assign(expr.target, value, act, expr)
    return value
  }
  return run.fork([assignNew, () => before])
}

const negated = (value: boolean | null): boolean | null => (value === null ? null : !value)

function evalBinary(run: Run, expr: Extract<Expr, { op: 'binary' }>, act: Activation): Value {
  const left = run.eval(expr.left, act)
  const right = run.eval(expr.right, act)
  if (expr.operator === 'instanceof') return run.instanceOf(left, right, act)
  if (expr.operator === 'in') return run.hasMember(right, left)
  return binary(expr.operator, left, right)
}

function evalLogical(run: Run, expr: Extract<Expr, { op: 'logical' }>, act: Activation): Value {
  const left = run.eval(expr.left, act)
  const right = (): Value => run.eval(expr.right, act)
  if (expr.operator === '&&') {
    const known = truth(left)
    if (known === true) return right()
    if (known === false) return left
    const value = branches(run, left, act, right, () => NEVER)
    return bothSay('&&', left, value) ?? join(value, falsyPart(left))
  }
  const known = expr.operator === '??' ? negated(nullish(left)) : truth(left)
  if (known === true) return left
  if (known === false) return right()
  if (expr.operator === '||' && left.kind === 'boolean') {
    const value = branches(run, left, act, () => NEVER, right)
    return bothSay('||', left, value) ?? join(TRUE, value)
  }
  return run.withFallback(left, right, expr.operator)
}

/** `??` and `||` where it depends: the default counts only where the template gives no value. */
export function fallback(run: Run, value: Value, other: () => Value, operator: '??' | '||'): Value {
  // The runtime always gives an event and a context.
  if (value.kind === 'given' && (value.piece.kind === 'event' || value.piece.kind === 'context') && value.piece.path.length === 0)
    return value
  const alternatives = run.fork([other, () => NEVER])
  const left = operator === '??' ? withoutNullish(value) : truthyPart(value)
  // What is given may be nothing in any case.
  if (left.kind === 'given' && optionsOf(alternatives).every((each) => each.kind === 'undefined' || each.kind === 'null')) return left
  if (left.kind === 'given' && same(left, alternatives)) return left
  if (left.kind === 'given' && left.piece.kind === 'env' && left.piece.fallback === null && alternatives.kind !== 'never') {
    const kinds = optionsOf(alternatives).map((each) => each.kind)
    if (kinds.every((kind) => kind === 'text' || kind === 'given' || kind === 'number' || kind === 'boolean')) {
      return { kind: 'given', piece: { ...left.piece, fallback: run.machine.traced(alternatives) } }
    }
  }
  return join(left, alternatives)
}

function evalChoice(run: Run, expr: Extract<Expr, { op: 'choose' }>, act: Activation): Value {
  const test = run.eval(expr.test, act)
  const known = truth(test)
  if (known === true) return run.eval(expr.yes, act)
  if (known === false) return run.eval(expr.no, act)
  const tested = testedName(expr.test)
  if (tested !== null && expr.yes.op === 'local' && expr.yes.slot === tested.local.slot && expr.yes.hops === tested.local.hops) {
    return run.withFallback(run.eval(expr.yes, act), () => run.eval(expr.no, act), tested.operator)
  }
  // `a == null ? void 0 : a.b` is what compilers make of `a?.b`: a given value that may be missing says so itself.
  if (isNullishConstant(expr.yes) && isMissingTest(expr.test)) return run.fork([() => run.eval(expr.no, act), () => NEVER])
  return branches(
    run,
    test,
    act,
    () => run.eval(expr.yes, act),
    () => run.eval(expr.no, act),
  )
}

function evalLoad(run: Run, expr: Extract<Expr, { op: 'load' }>, act: Activation): Value {
  const named = run.eval(expr.specifier, act)
  const specifiers = literalsOf(named) ?? modulesMatching(act.module.file, named)
  if (specifiers === null) {
    run.problem(
      'trace/dynamic-import',
      'which module this imports depends on the run',
      'import it by a constant name, or list the permissions in the config',
      act,
      expr.at,
    )
    return run.machine.promise(unknownValue('a module whose name is not known'))
  }
  let out: Value = NEVER
  for (const each of specifiers) out = join(out, run.modules.load(act.module, each, 'import', act, expr.at))
  return run.machine.promise(out)
}

function evalTagged(run: Run, expr: Extract<Expr, { op: 'tagged' }>, act: Activation): Value {
  const texts = newObject(run.world, expr, { proto: run.realm.prototypes.array, list: { items: expr.texts.map(textValue) } })
  texts.props.set('raw', texts)
  const values = expr.values.map((each) => run.eval(each, act))
  const { tag } = expr
  if (tag.op === 'member') {
    const object = run.eval(tag.object, act)
    return run.call(getMember(run, object, tag.key, act), object, [texts, ...values], act, expr.at)
  }
  return run.call(run.eval(tag, act), UNDEFINED, [texts, ...values], act, expr.at)
}
