/** `call`, `apply` and `bind`. */
import type { Value } from '../../values.js'
import { current } from '../lattice.js'
import { BOUND } from '../reach.js'
import type { Run } from '../run.js'
import { newObject } from '../world.js'
import { anyTextOf, arg, type Builtins, call, listOf } from './builtin.js'

export const spreadArgs = (run: Run, list: Value): readonly Value[] => {
  const args = run.iterate(list, run.here.act)
  return 'items' in args ? args.items : args.element.kind === 'never' ? [] : [args.element, args.element, args.element, args.element]
}

export const FUNCTION_METHODS: Builtins = {
  call: (run, c) => call(run, c.self, c.args.slice(1), arg(c, 0)),
  apply: (run, c) => call(run, c.self, spreadArgs(run, arg(c, 1)), arg(c, 0)),
  bind: (run, c) => {
    const { self: fn } = c
    const bound = c.args.slice(1)
    const made = newObject(run.world, fn.kind === 'object' ? current(fn).site : run.here, {
      proto: run.realm.prototypes.function,
      code: {
        kind: 'native',
        name: 'sdk:bound function',
        run: (_, inner) => {
          if (inner.made !== null) return run.construct(fn, [...bound, ...inner.args], run.here.act, run.here.at)
          return run.call(fn, arg(c, 0), [...bound, ...inner.args], run.here.act, run.here.at)
        },
      },
    })
    made.props.set(BOUND, listOf(run, { items: [fn, ...c.args] }))
    return made
  },
  toString: () => anyTextOf('the text of a function'),
}
