/** `process`, and the environment as an object of symbols. */
import { ANY_NUMBER, givenValue, NEVER, textValue, UNDEFINED, unknownValue, type Value } from '../../values.js'
import type { Run } from '../run.js'
import { arg, type Builtins, callSometime, callsBack, install, listOf, nothing, plainObject } from './builtin.js'

export function envValue(run: Run, name: string): Value {
  const sets = run.settings.get(name)
  return givenValue({ kind: 'env', name, fallback: null, ...(sets !== undefined && { sets }) })
}

export function environment(run: Run): Value {
  const env = plainObject(run)
  env.virtual = (key) =>
    key === '*' ? { kind: 'text', pieces: [{ kind: 'any', why: 'an environment variable whose name is not known' }] } : envValue(run, key)
  return env
}

const METHODS: Builtins = {
  on: callsBack,
  once: callsBack,
  off: nothing,
  nextTick: (run, c) => {
    callSometime(run, arg(c, 0), c.args.slice(1))
    return UNDEFINED
  },
  emitWarning: nothing,
  cwd: () => textValue('/var/task'),
  uptime: () => ANY_NUMBER,
  hrtime: (run) => listOf(run, { items: [ANY_NUMBER, ANY_NUMBER] }),
  memoryUsage: () => unknownValue('memory figures'),
  exit: (run) => {
    run.world.dead = true
    return NEVER
  },
  abort: (run) => {
    run.world.dead = true
    return NEVER
  },
}

export function processObject(run: Run): Value {
  const made = install(run, plainObject(run), METHODS)
  made.props.set('env', environment(run))
  made.props.set('argv', listOf(run, { element: { kind: 'text', pieces: [{ kind: 'any', why: 'an argument of the process' }] } }))
  made.props.set('platform', textValue('linux'))
  made.props.set('versions', unknownValue('versions of Node'))
  made.props.set('version', {
    kind: 'text',
    pieces: [
      { kind: 'literal', text: 'v' },
      { kind: 'any', why: 'the version of Node' },
    ],
  })
  made.props.set('exitCode', UNDEFINED)
  made.props.set('default', made)
  made.open = 'a member of `process`'
  return made
}
