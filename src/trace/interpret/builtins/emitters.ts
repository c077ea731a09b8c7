/** Event emitters and streams: listeners are called, with what is emitted where the app emits it, and with anything else. */
import { type AbstractObject, literalText, type NativeFunction, UNDEFINED, unknownValue, type Value } from '../../values.js'
import { current, join } from '../lattice.js'
import type { Run } from '../run.js'
import { callSometime } from './builtin.js'

const cached = new WeakMap<object, AbstractObject>()

const PREFIX = '@@listener:'

export function emitterClass(run: Run): AbstractObject {
  const known = cached.get(run.realm)
  if (known !== undefined) return known
  const on: NativeFunction = (machine, c) => {
    const name = literalText(c.args[0] ?? UNDEFINED) ?? '*'
    const listener = c.args[1] ?? UNDEFINED
    const before = machine.get(c.self, PREFIX + name)
    machine.set(c.self, PREFIX + name, before.kind === 'undefined' || before.kind === 'unknown' ? listener : join(before, listener))
    callSometime(run, listener, [])
    return c.self
  }
  const emit: NativeFunction = (machine, c) => {
    const name = literalText(c.args[0] ?? UNDEFINED) ?? '*'
    const listeners = machine.get(c.self, PREFIX + name)
    if (listeners.kind === 'object' || listeners.kind === 'union') machine.call(listeners, c.self, c.args.slice(1))
    return { kind: 'boolean', boolean: null }
  }
  const keeps: NativeFunction = (_, c) => c.self
  const piped: NativeFunction = (_, c) => c.args[0] ?? UNDEFINED
  const calls: NativeFunction = (_, c) => {
    for (const each of c.args) callSometime(run, each, [])
    return c.self
  }
  const made = run.machine.nativeClass('EventEmitter', {
    construct: (machine, self, args) => {
      // A stream's options hold the functions that it calls.
      const options = args[0] ?? UNDEFINED
      for (const [, member] of machine.members(options).known) callSometime(run, member, [])
      for (const key of ['_transform', '_write', '_read', '_flush']) {
        const method = machine.get(self, key)
        if (method.kind === 'object')
          machine.later(() => void machine.call(method, self, Array<Value>(3).fill(unknownValue('what a stream carries'))))
      }
    },
    members: {
      on,
      addListener: on,
      once: on,
      prependListener: on,
      off: keeps,
      removeListener: keeps,
      removeAllListeners: keeps,
      setMaxListeners: keeps,
      emit,
      pipe: piped,
      end: calls,
      write: calls,
      destroy: keeps,
      resume: keeps,
      pause: keeps,
      setEncoding: keeps,
      push: keeps,
    },
  })
  const prototype = made.props.get('prototype')
  if (prototype?.kind === 'object') current(prototype).open = 'a member of a stream'
  cached.set(run.realm, made)
  return made
}
