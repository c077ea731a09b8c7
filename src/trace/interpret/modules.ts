/**
 * Modules as they run. The top level of a module runs once, after those that it imports. Where it neither writes to
 * things that were there before nor comes after something that did, its state is the same whichever handler imports it,
 * and is kept for all of them; else it runs again for each.
 */

import type { Loaded, Loader } from '../load/loader.js'
import { modulesMatching } from '../load/read-matching.js'
import type { ModuleCode } from '../lower/ir.js'
import { COMMONJS_NAMES } from '../lower/javascript/lower-module.js'
import { EXPORT_ASSIGNMENT } from '../lower/javascript/statements.js'
import { type AbstractObject, type Machine, NEVER, TRUE, UNDEFINED, unknownValue, type Value } from '../values.js'
import { fromData } from './builtins/json.js'
import { nodeModule } from './builtins/node-modules.js'
import type { Findings } from './findings.js'
import { current, join } from './lattice.js'
import { getMember } from './objects.js'
import { truth } from './operators.js'
import { addProblem, noFindings } from './record.js'
import type { Activation, Later, ModuleInstance, Modules, Run } from './run.js'
import { literalsOf } from './texts.js'
import { type Frame, newObject, write } from './world.js'

export interface Instance extends ModuleInstance {
  readonly code: ModuleCode | null
  readonly loaded: Loaded
  readonly layers: readonly string[]
  readonly frame: Frame
  /** CommonJS `module`; its `exports` is what `require` gives. */
  readonly object: AbstractObject
  readonly links: Map<string, Link>
  readonly deps: Set<Instance>
  namespace: AbstractObject | null
  /** Its state is the same for every entry. */
  settled: boolean
  found: Findings
  later: Later[]
}

type Link = { readonly kind: 'module'; readonly instance: Instance } | { readonly kind: 'value'; readonly value: Value }

/** How a package is answered by name: from the model tables. */
export type PackageModel = (specifier: string) => (() => Value) | { readonly stub: string } | null

const FRESH = 0
const RUNNING = 1
const DONE = 2

export interface ModuleTable extends Modules {
  instanceOf(file: string, layers: readonly string[], text: string | null): Instance
  /** Runs what has not run yet. */
  ensure(instance: Instance): void
  exportOf(instance: Instance, name: string): Value
  exportNames(instance: Instance): readonly string[]
  /** Those that the entry has reached. */
  readonly touched: Set<Instance>
}

export function moduleTable(run: Run, loader: Loader, models: PackageModel): ModuleTable {
  const instances = new Map<string, Instance>()
  const packages = new Map<string, Link>()
  const touched = new Set<Instance>()
  /** Whose frame or exports a cell belongs to. */
  const cells = new Map<object, Instance>()
  const unsettled = new Set<Instance>()
  const numbered = new Map<number, Instance>()
  const { world } = run

  const instanceOf = (file: string, layers: readonly string[], text: string | null): Instance => {
    const key = `${file}\n${layers.join('\n')}\n${text ?? ''}`
    const known = instances.get(key)
    if (known !== undefined) return known
    const loaded = text === null ? loader.load(file) : loader.loadText(file, text)
    const code = loaded.kind === 'code' ? loaded.code : null
    const made: Instance = {
      number: instances.size + 1,
      file,
      code,
      loaded,
      layers,
      place: (offset) => loader.place(file, offset),
      state: oldFrame(1),
      frame: oldFrame(code?.frame.slots ?? 0),
      object: oldObject(run, { exports: oldObject(run, {}) }),
      links: new Map(),
      deps: new Set(),
      followed: loader.packageOf(file) !== null,
      namespace: null,
      settled: false,
      found: noFindings(),
      later: [],
    }
    made.state.slots[0] = { kind: 'number', number: FRESH }
    instances.set(key, made)
    unsettled.add(made)
    numbered.set(made.number, made)
    for (const each of [made.state, made.frame, made.object, made.object.props.get('exports') as AbstractObject]) cells.set(each, made)
    return made
  }

  const packageLink = (specifier: string): Link | null => {
    const known = packages.get(specifier)
    if (known !== undefined) return known
    const model = models(specifier)
    if (model === null) return null
    const link: Link =
      typeof model === 'function'
        ? { kind: 'value', value: model() }
        : { kind: 'module', instance: instanceOf(`[${specifier}]`, [], model.stub) }
    packages.set(specifier, link)
    return link
  }

  const resolveLink = (from: Instance, specifier: string, how: 'import' | 'require', at: number): Link => {
    const modelled = packageLink(specifier)
    if (modelled !== null) return modelled
    const resolved = loader.resolver.resolve(from.file, specifier, how, from.layers)
    if (resolved.kind === 'builtin') {
      const from = world.births
      const link: Link = { kind: 'value', value: nodeModule(run, resolved.name) }
      run.builtins.push([from, world.births])
      packages.set(specifier, link)
      return link
    }
    if (resolved.kind === 'package') return { kind: 'value', value: unknownValue(`the package \`${specifier}\``) }
    if (resolved.kind === 'missing') {
      missing(from, specifier, at)
      return { kind: 'value', value: unknownValue(`the module \`${specifier}\`, which was not found`) }
    }
    const name = loader.packageOf(resolved.file)
    if (name !== null) {
      const inPackage = packageLink(name)
      if (inPackage !== null && !specifier.startsWith('.')) return inPackage
      if (!loader.admit(resolved.file, name)) return { kind: 'value', value: unknownValue(`the package \`${name}\``) }
    }
    if (/\.(node|wasm|html|txt|css|svg|graphql|sql|md)$/.test(resolved.file))
      return { kind: 'value', value: unknownValue(`the file \`${specifier}\``) }
    return { kind: 'module', instance: instanceOf(resolved.file, from.layers, null) }
  }

  const missing = (from: Instance, specifier: string, at: number): void => {
    if (from.followed || /\.(json|node|wasm|html|txt|css|svg|graphql|sql|md)$/.test(specifier)) return
    addProblem(run.findings, {
      code: 'trace/missing-module',
      message: `\`${specifier}\` was not found`,
      hint: 'build or generate the file first, or correct the path: what it calls is unknown until then',
      at: from.place(at),
    })
  }

  const linkTo = (from: Instance, specifier: string, how: 'import' | 'require', at: number): Link => {
    const key = `${how}:${specifier}`
    let link = from.links.get(key)
    if (link === undefined) {
      link = resolveLink(from, specifier, how, at)
      from.links.set(key, link)
      if (link.kind === 'module') from.deps.add(link.instance)
    }
    return link
  }

  const touch = (instance: Instance): void => {
    if (touched.has(instance)) return
    touched.add(instance)
    for (const each of instance.deps) touch(each)
  }

  const phase = (instance: Instance): number => {
    const value = instance.state.slots[0]
    return value?.kind === 'number' ? (value.number ?? FRESH) : FRESH
  }

  const ensure = (instance: Instance): void => {
    if (phase(instance) !== FRESH) {
      if (phase(instance) === DONE) touch(instance)
      return
    }
    touched.add(instance)
    write(world, instance.state, 0, { kind: 'number', number: RUNNING })
    const { code, loaded } = instance
    if (loaded.kind === 'failed') addProblem(instance.found, loaded.problem)
    if (code !== null) {
      const outer = run.findings
      run.findings = instance.found
      if (!instance.followed && holdsSdkV2(code.text)) sayUnfollowed(instance)
      linkAll(instance, code)
      run.findings = outer
      runTopLevel(instance, code)
    }
    write(world, instance.state, 0, { kind: 'number', number: DONE })
    settle()
  }

  const sayUnfollowed = (instance: Instance): void => {
    run.budget.maxSteps = Math.min(run.budget.maxSteps, run.budget.steps + UNFOLLOWED_STEPS)
    addProblem(run.findings, {
      code: 'trace/bundled-sdk',
      message: `\`${instance.place(0).file}\` holds version 2 of the SDK, which is not followed inside of a bundle`,
      hint: 'keep `aws-sdk` out of the bundle (`External` in the build settings), or point the function at its source',
      at: instance.place(0),
    })
  }

  /**
   * What was run so far is kept for all later entries, where only the entry's own mark is set and nothing was written but
   * to modules that ran now. Modules that still run are undone with the entry if they turn out to do more.
   */
  const settle = (): void => {
    const [layer] = world.marks
    if (layer === undefined || world.marks.length !== 1) return
    const left: typeof world.journal = []
    for (const entry of world.journal) {
      const owner = cells.get(entry.target) ?? numbered.get(entry.target.owner)
      if (owner === undefined ? entry.target.birth < layer.birth : owner.settled) return
      if (owner !== undefined && phase(owner) === RUNNING) left.push(entry)
    }
    world.journal.splice(0, world.journal.length, ...left)
    world.marks[0] = { at: 0, birth: world.births }
    for (const each of unsettled) {
      if (phase(each) !== DONE) continue
      each.settled = true
      unsettled.delete(each)
    }
  }

  const linkAll = (instance: Instance, code: ModuleCode): void => {
    const inner: Instance[] = []
    for (const { specifier, at } of code.sources) {
      const link = linkTo(instance, specifier, 'import', at)
      if (link.kind === 'module') inner.push(link.instance)
    }
    for (const each of inner) ensure(each)
  }

  const runTopLevel = (instance: Instance, code: ModuleCode): void => {
    const outer = { findings: run.findings, owner: world.owner, later: run.later, loading: run.loading }
    instance.found = instance.loaded.kind === 'failed' ? instance.found : keepProblems(instance.found)
    run.findings = instance.found
    run.later = []
    run.loading = true
    world.owner = instance.number
    const act = topLevelActivation(run, instance)
    if (code.form === 'cjs') fillCommonjs(instance)
    // A module that fails to load serves no one: where a statement seems to throw, that is a mistake of ours.
    run.guardedTopLevel(instance, () => {
      for (const stmt of code.body) {
        run.exec(stmt, act)
        world.dead = false
      }
    })
    world.dead = false
    instance.later = run.later
    run.findings = outer.findings
    run.later = outer.later
    run.loading = outer.loading
    world.owner = outer.owner
  }

  const fillCommonjs = (instance: Instance): void => {
    const { frame, object } = instance
    const requires = run.machine.native('require', (machine, { args }) => requireBy(instance, args[0] ?? UNDEFINED, machine))
    // The main module is what was started: a program, else the runtime and never the handler's file.
    requires.props.set('main', instance.file === run.started ? object : UNDEFINED)
    requires.virtual = (key) => (key === 'resolve' ? run.machine.native('resolve', (_, { args }) => args[0] ?? UNDEFINED) : null)
    const exports = object.props.get('exports') as Value
    const values: Record<(typeof COMMONJS_NAMES)[number], Value> = {
      exports,
      require: requires,
      module: object,
      __filename: { kind: 'text', pieces: [{ kind: 'literal', text: '/var/task/index.js' }] },
      __dirname: { kind: 'text', pieces: [{ kind: 'literal', text: '/var/task' }] },
    }
    COMMONJS_NAMES.forEach((name, i) => void write(world, frame, i, values[name]))
  }

  const requireBy = (instance: Instance, specifier: Value, machine: Machine): Value => {
    const names = literalsOf(specifier) ?? modulesMatching(instance.file, specifier)
    if (names !== null) return names.map((name) => loadBy(instance, name, 'require', run.here.act, run.here.at)).reduce(join, NEVER)
    machine.unresolved(
      'trace/dynamic-import',
      'which module this requires depends on the run',
      'require it by a constant name, or list the permissions in the config',
    )
    return unknownValue('a module whose name is not known')
  }

  const loadBy = (instance: Instance, specifier: string, how: 'import' | 'require', act: Activation, at: number): Value => {
    const before = { ...run.here }
    run.here.act = act
    run.here.at = at
    const link = linkTo(instance, specifier, how, at)
    if (link.kind === 'module') ensure(link.instance)
    const whole = valueAt(link, '*')
    run.here.act = before.act
    run.here.at = before.at
    return how === 'require' ? defaultOnly(link, whole) : whole
  }

  /** A stub that exports nothing but a default is what `require` gives. */
  const defaultOnly = (link: Link, whole: Value): Value => {
    if (link.kind !== 'module' || !link.instance.file.startsWith('[')) return whole
    const names = exportNames(link.instance)
    return names.length === 1 && names[0] === 'default' ? exportOf(link.instance, 'default') : whole
  }

  const valueAt = (link: Link, name: string): Value => {
    if (link.kind === 'module') return exportOf(link.instance, name)
    if (name === '*') return link.value
    const found = getMember(run, link.value, name, run.here.act)
    // `import x from` something that has no default export is the whole of it.
    return name === 'default' && found.kind === 'undefined' ? link.value : found
  }

  const exportOf = (instance: Instance, name: string, seen: ReadonlySet<Instance> = new Set()): Value => {
    const { code, loaded } = instance
    if (loaded.kind === 'data') return dataExport(instance, loaded.data, name)
    if (code === null) return unknownValue(`the module \`${instance.place(0).file}\`, which could not be read`)
    if (code.form === 'cjs') return commonjsExport(instance, name)
    const assigned = code.exports.get(EXPORT_ASSIGNMENT)
    if (assigned?.kind === 'slot') {
      const whole = instance.frame.slots[assigned.slot] ?? UNDEFINED
      return name === '*' ? whole : valueAt({ kind: 'value', value: whole }, name)
    }
    if (name === '*') return namespaceOf(instance)
    const found = code.exports.get(name)
    if (found?.kind === 'slot') return instance.frame.slots[found.slot] ?? UNDEFINED
    if (found?.kind === 'imported') return importedBy(instance, found.source, found.name)
    if (name === 'default' || seen.has(instance)) return UNDEFINED
    const inside = new Set([...seen, instance])
    for (const source of code.stars) {
      const link = linkOf(instance, source)
      const value = link.kind === 'module' ? exportOf(link.instance, name, inside) : getMember(run, link.value, name, run.here.act)
      if (value.kind !== 'undefined') return value
    }
    return UNDEFINED
  }

  const dataExport = (instance: Instance, data: unknown, name: string): Value => {
    let whole = instance.frame.slots[0]
    if (whole === undefined) {
      whole = fromData(run, data)
      instance.frame.slots[0] = whole
    }
    return name === '*' || name === 'default' ? whole : getMember(run, whole, name, run.here.act)
  }

  const commonjsExport = (instance: Instance, name: string): Value => {
    const exports = instance.object.props.get('exports')
    const whole = exports === undefined || exports.kind === 'accessor' || exports.kind === 'live' ? UNDEFINED : exports
    if (name === '*') return whole
    if (name !== 'default') return getMember(run, whole, name, run.here.act)
    const marked = truth(getMember(run, whole, '__esModule', run.here.act))
    const own = marked === false ? UNDEFINED : getMember(run, whole, 'default', run.here.act)
    return own.kind === 'undefined' ? whole : own
  }

  const linkOf = (instance: Instance, source: number): Link => {
    const found = instance.code?.sources[source]
    return found === undefined ? { kind: 'value', value: UNDEFINED } : linkTo(instance, found.specifier, 'import', found.at)
  }

  const importedBy = (instance: Instance, source: number, name: string): Value => {
    const link = linkOf(instance, source)
    if (link.kind === 'module') ensure(link.instance)
    return valueAt(link, name)
  }

  const exportNames = (instance: Instance, seen: Set<Instance> = new Set()): readonly string[] => {
    if (seen.has(instance) || instance.code === null) return []
    seen.add(instance)
    const { code } = instance
    if (code.form === 'cjs') {
      const whole = commonjsExport(instance, '*')
      return whole.kind === 'object' ? [...current(whole).props.keys()].filter((key) => !key.startsWith('@@')) : []
    }
    const names = new Set(code.exports.keys())
    for (const source of code.stars) {
      const link = linkOf(instance, source)
      if (link.kind === 'module') for (const name of exportNames(link.instance, seen)) if (name !== 'default') names.add(name)
    }
    return [...names]
  }

  const namespaceOf = (instance: Instance): Value => {
    if (instance.namespace !== null) return instance.namespace
    const made = oldObject(run, {})
    instance.namespace = made
    for (const name of exportNames(instance)) made.props.set(name, { kind: 'live', read: () => exportOf(instance, name) })
    made.props.set('__esModule', TRUE)
    if ((instance.code?.stars.length ?? 0) > 0) {
      made.virtual = (key) => {
        const value = key === '*' ? NEVER : exportOf(instance, key)
        return value.kind === 'undefined' || value.kind === 'never' ? null : value
      }
    }
    return made
  }

  return {
    touched,
    instanceOf,
    ensure,
    exportOf: (instance, name) => exportOf(instance, name),
    exportNames: (instance) => exportNames(instance),
    imported: (module, source, name) => importedBy(module as Instance, source, name),
    load: (module, specifier, how, act, at) => loadBy(module as Instance, specifier, how, act, at),
    commonjs: (module, name) => {
      const i = COMMONJS_NAMES.indexOf(name as (typeof COMMONJS_NAMES)[number])
      if (i < 0) return null
      const instance = module as Instance
      // TypeScript and bundlers take `require` in ES modules as well.
      if (instance.code?.form !== 'cjs') {
        const scratch = oldFrame(COMMONJS_NAMES.length)
        const held = { ...instance, frame: scratch }
        fillCommonjs(held)
        return scratch.slots[i] ?? UNDEFINED
      }
      return instance.frame.slots[i] ?? UNDEFINED
    },
  }
}

/** Its clients are made of descriptions at run time, so nothing in their code says what they are. */
const holdsSdkV2 = (text: string): boolean =>
  text.length > MIN_BUNDLE && text.includes('defineService(') && /\bapiLoader\b|\.apiVersions\b/.test(text)

const MIN_BUNDLE = 200_000
/** Enough for the app's own code beside it. */
const UNFOLLOWED_STEPS = 200_000

const keepProblems = (found: Findings): Findings => ({ ...noFindings(), problems: found.problems })

/** Older than every mark, so that whatever is written to it is undone with the entry. */
function oldFrame(slots: number): Frame {
  return { kind: 'frame', birth: 0, owner: 0, slots: new Array<Value>(slots).fill(UNDEFINED), parent: null }
}

export function oldObject(run: Run, members: Readonly<Record<string, Value>>): AbstractObject {
  const made: AbstractObject = { ...newObject(run.world, run.realm, { proto: run.realm.prototypes.object }), birth: 0 }
  for (const [key, value] of Object.entries(members)) made.props.set(key, value)
  return made
}

export function topLevelActivation(_run: Run, instance: Instance): Activation {
  const exports = instance.object.props.get('exports') as Value
  return {
    code: null,
    name: `top level of ${instance.place(0).file}`,
    module: instance,
    frame: instance.frame,
    self: { value: instance.code?.form === 'cjs' ? exports : UNDEFINED },
    home: null,
    newTarget: null,
    args: [],
    anyArgs: false,
    caller: null,
    calledAt: 0,
    atLoad: true,
    depth: 0,
    // No function's mark: what a top level requires can then be kept while it still runs.
    mark: { at: 0, birth: 0 },
    outcome: { value: NEVER, early: [], live: false },
    jumps: [],
    yields: null,
    handles: [],
  }
}
