/**
 * Well-known packages inside of a bundle. Their code is long to follow and says nothing of AWS; it is known by texts that
 * bundlers and minifiers leave as they are, and the package's model stands for it.
 */
import { type Machine, optionsOf, UNDEFINED, unknownValue, type Value } from '../values.js'

/** Gives a package's model. */
export type LoadPackage = (specifier: string) => Value

interface Known {
  /** Characters of the function: others that hold the same texts are larger (a whole bundle) or smaller. */
  readonly least: number
  readonly most: number
  readonly texts: readonly string[]
  readonly call: (machine: Machine, load: LoadPackage, args: readonly Value[]) => Value | null
}

const KNOWN: readonly Known[] = [
  { least: 20_000, most: 800_000, texts: ['__lodash_hash_undefined__'], call: asModule('lodash') },
  { least: 60, most: 3_000, texts: ['environmentVariableSelector', 'configFileSelector'], call: settingOfSdk },
  { least: 400, most: 6_000, texts: ['_zod', 'traits', 'Symbol.hasInstance', 'deferred'], call: zodConstructor },
]

/** The SDK looks a setting up in the environment and in files: what for says its first argument. */
function settingOfSdk(machine: Machine, _: LoadPackage, [asked = UNDEFINED]: readonly Value[]): Value | null {
  if (asked.kind !== 'object' || !asked.props.has('environmentVariableSelector')) return null
  return machine.native('a setting of the SDK', (at) => at.promise(unknownValue('a setting of the SDK')))
}

/** A module's function is given the module, whose `exports` it sets. */
function asModule(specifier: string): Known['call'] {
  return (machine, load, args) => {
    const module = args.find(
      (arg) =>
        arg.kind === 'object' && arg.code === null && arg.props.has('exports') && optionsOf(machine.get(arg, 'exports')).length === 1,
    )
    if (module === undefined) return null
    machine.set(module, 'exports', load(specifier))
    return UNDEFINED
  }
}

/** Members of a definition by which a schema is made with another: its own kind says which. */
type Make = (machine: Machine, zod: Value, definition: Value) => Value

const of = (machine: Machine, target: Value, name: string, args: readonly Value[]): Value =>
  machine.call(machine.get(target, name), target, args)

const inner =
  (method: string, ...members: readonly string[]): Make =>
  (machine, _, definition) =>
    of(
      machine,
      machine.get(definition, members[0] ?? 'innerType'),
      method,
      members.slice(1).map((name) => machine.get(definition, name)),
    )

const makes =
  (name: string, member: string): Make =>
  (machine, zod, definition) =>
    of(machine, zod, name, [machine.get(definition, member)])

const MAKERS: ReadonlyMap<string, Make> = new Map([
  ['object', makes('object', 'shape')],
  ['array', makes('array', 'element')],
  ['union', makes('union', 'options')],
  ['transform', makes('transform', 'transform')],
  ['lazy', makes('lazy', 'getter')],
  ['optional', inner('optional', 'innerType')],
  ['nullable', inner('nullable', 'innerType')],
  ['default', inner('default', 'innerType', 'defaultValue')],
  ['prefault', inner('prefault', 'innerType', 'defaultValue')],
  ['catch', inner('catch', 'innerType', 'catchValue')],
  ['readonly', inner('readonly', 'innerType')],
  ['pipe', inner('pipe', 'in', 'out')],
])

/**
 * Zod 4 makes each of its classes by one function, of a name and what instances do; what a schema is for stands in the
 * definition that an instance is made with.
 */
function zodConstructor(machine: Machine, load: LoadPackage): Value {
  const made = machine.native('a class of Zod', (at, { args: [definition = UNDEFINED] }) => {
    const zod = load('zod')
    const kinds = at.literals(at.get(definition, 'type')) ?? []
    const make = kinds.length === 1 ? MAKERS.get(kinds[0] ?? '') : undefined
    return make === undefined ? of(at, zod, 'any', []) : make(at, zod, definition)
  })
  made.props.set(
    'init',
    machine.native('init', () => UNDEFINED),
  )
  return made
}

/** A function of the source. */
export interface SourceFunction {
  readonly at: number
  readonly end: number
  readonly module: { readonly text: string }
}

/** @returns what the call of a function of the source gives; null: the function is not known, and is followed */
export type BundledCall = (code: SourceFunction, args: readonly Value[], load: LoadPackage) => Value | null

/** Looks at the text of each function once. */
export function bundledCalls(machine: Machine): BundledCall {
  const seen = new WeakMap<SourceFunction, Known | null>()
  return (code, args, load) => {
    let known = seen.get(code)
    if (known === undefined) {
      const size = code.end - code.at
      const possible = KNOWN.filter(({ least, most }) => size >= least && size <= most)
      const whole = possible.length === 0 ? '' : code.module.text.slice(code.at, code.end)
      known = possible.find(({ texts }) => texts.every((part) => whole.includes(part))) ?? null
      seen.set(code, known)
    }
    return known === null ? null : known.call(machine, load, args)
  }
}
