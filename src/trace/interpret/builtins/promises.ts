/** Promises. What settles one is known at once, so reactions run at once. */
import { NEVER, optionsOf, UNDEFINED, unknownValue, type Value } from '../../values.js'
import { isCallable } from '../closures.js'
import { askedErrorsOf } from '../handlers.js'
import { current, join, joinAll } from '../lattice.js'
import { promiseOf } from '../promises.js'
import type { Run } from '../run.js'
import { changesSince, everythingSince, INNER, mark, merge, undo, write } from '../world.js'
import { arg, type Builtin, type Builtins, call, forElements, listOf, native, plainObject } from './builtin.js'

const here = (run: Run) => run.here.act
const ERROR = unknownValue('an error that was caught')

/** What the value settles with, without ending the path where it can only fail. */
function settledValue(run: Run, value: Value): Value {
  return joinAll(
    optionsOf(value).map((option) => {
      const object = option.kind === 'object' ? current(option) : null
      if (object !== null && object.proto === run.realm.prototypes.promise) return object.inner ?? UNDEFINED
      const isPlain = object !== null && object.code === null && object.props.size + (object.proto === null ? 0 : 1) > 0
      return isPlain ? run.machine.awaited(option) : option
    }),
  )
}

/** Runs a reaction in a branch of its own; a failure in it leaves a promise that fails. */
function react(run: Run, fn: Value, args: readonly Value[]): Value {
  const { world } = run
  const since = mark(world)
  const value = call(run, fn, args)
  if (!world.dead) {
    const changes = changesSince(world, since)
    undo(world, since)
    merge(world, [changes])
    return settledValue(run, value)
  }
  const left = everythingSince(world, since)
  undo(world, since)
  world.dead = false
  merge(world, [left])
  return NEVER
}

const then: Builtin = (run, c) => {
  const value = settledValue(run, c.self)
  const [done, failed] = [arg(c, 0), arg(c, 1)]
  noteHandled(run, value, failed)
  const good = (): Value => (!isCallable(done) ? value : value.kind === 'never' ? NEVER : react(run, done, [value]))
  if (!isCallable(failed)) return promiseOf(run, good(), here(run))
  return promiseOf(run, run.fork([good, () => react(run, failed, [ERROR])]), here(run))
}

/** Errors that a rejection handler asks for belong to the call whose promise it is attached to. */
function noteHandled(run: Run, value: Value, handler: Value): void {
  const asked = askedErrorsOf(handler)
  if (asked === null || asked.size === 0) return
  for (const option of optionsOf(value)) {
    if (option.kind === 'given' && option.piece.kind === 'response' && option.piece.input !== null)
      run.recorder.handles(option.piece.input, asked)
  }
}

export const PROMISE_METHODS: Builtins = {
  then,
  catch: (run, c) => {
    const value = settledValue(run, c.self)
    const failed = arg(c, 0)
    noteHandled(run, value, failed)
    if (!isCallable(failed)) return promiseOf(run, value, here(run))
    return promiseOf(run, run.fork([() => value, () => react(run, failed, [ERROR])]), here(run))
  },
  finally: (run, c) => {
    const value = settledValue(run, c.self)
    if (isCallable(arg(c, 0))) react(run, arg(c, 0), [])
    return promiseOf(run, value, here(run))
  },
}

const all: Builtin = (run, c) => {
  const list = run.iterate(arg(c, 0), here(run))
  return promiseOf(
    run,
    listOf(
      run,
      forElements(run, list, (each) => settledValue(run, each)),
    ),
    here(run),
  )
}

const first: Builtin = (run, c) => {
  const list = run.iterate(arg(c, 0), here(run))
  let out: Value = NEVER
  forElements(run, list, (each) => {
    out = join(out, settledValue(run, each))
    return UNDEFINED
  })
  return promiseOf(run, out, here(run))
}

export const PROMISE_STATICS: Builtins = {
  all,
  race: first,
  any: first,
  allSettled: (run, c) => {
    const list = run.iterate(arg(c, 0), here(run))
    const results = forElements(run, list, (each) => {
      const status: Value = { kind: 'text', pieces: [{ kind: 'any', why: 'whether a promise failed' }] }
      return plainObject(run, { status, value: settledValue(run, each), reason: ERROR })
    })
    return promiseOf(run, listOf(run, results), here(run))
  },
  resolve: (run, c) => promiseOf(run, settledValue(run, arg(c, 0)), here(run)),
  reject: (run) => promiseOf(run, NEVER, here(run)),
  try: (run, c) => promiseOf(run, react(run, arg(c, 0), c.args.slice(1)), here(run)),
  withResolvers: (run) => {
    const promise = promiseOf(run, NEVER, here(run))
    const resolve = native(run, 'resolve', (_, inner) => {
      write(run.world, promise, INNER, join(promise.inner ?? NEVER, settledValue(run, arg(inner, 0))))
      return UNDEFINED
    })
    return plainObject(run, { promise, resolve, reject: native(run, 'reject', () => UNDEFINED) })
  },
}

/** `new Promise((resolve, reject) => …)`: what is resolved now or in a callback is what it settles with. */
export const newPromise: Builtin = (run, c) => {
  const promise = promiseOf(run, NEVER, here(run))
  const resolve = native(run, 'resolve', (_, inner) => {
    write(run.world, promise, INNER, join(promise.inner ?? NEVER, settledValue(run, arg(inner, 0))))
    return UNDEFINED
  })
  const reject = native(run, 'reject', () => UNDEFINED)
  react(run, arg(c, 0), [resolve, reject])
  // Nobody was seen to resolve it: a callback that is not followed may.
  if (promise.inner === null || promise.inner.kind === 'never')
    write(run.world, promise, INNER, unknownValue('what a promise settles with'))
  return promise
}
