/** The face of this room: a tracer for an app, which reads and runs each module once for all of its functions. */
import { isAbsolute, join } from 'node:path'
import { type App, type AppFunction, toldCalls } from '../app/index.js'
import type { Place } from '../outcome/index.js'
import { MAX_STEPS, traceEntry } from './interpret/entry.js'
import { newInterpreter } from './interpret/interpreter.js'
import { moduleTable } from './interpret/modules.js'
import { type Loader, loaderFor } from './load/loader.js'
import { bundledCalls } from './models/bundled-packages.js'
import { modelFinder } from './models/find-model.js'
import { rowsModule } from './models/rows.js'
import { bundledClass } from './models/sdk-v3/bundled.js'
import { SDK_V3 } from './models/sdk-v3/table.js'
import { STUB_MODULE, stubModule } from './models/stub-module.js'
import { LIBRARY_MODELS } from './models/table.js'
import type { LibraryModel } from './models/types.js'
import { NO_SETTINGS, type Settings, withSameSettings } from './settings.js'
import type { Trace } from './types.js'

export interface TracerOptions {
  /** Absolute: the app's folder, which places are relative to. */
  readonly folder: string
  /** Absolute: the configuration that paths are read from; left out: the nearest one of each file. */
  readonly tsconfig?: string
  /** A person's own model rows; they win over ours. */
  readonly libraries?: readonly LibraryModel[]
  /** Environment variables whose texts the template says, so that code which asks for them goes no other way. */
  readonly settings?: Settings
  /** Steps of the interpreter for one function; past them the rest is `trace/budget`. */
  readonly maxSteps?: number
}

export type TraceEntry =
  /**
   * `file`: absolute, or relative to the app's folder. `exportName`: empty where nothing is called, and the file is what was
   * started: a program. `layers`: absolute folders of local layers.
   */
  | { readonly kind: 'file'; readonly file: string; readonly exportName: string; readonly layers: readonly string[] }
  /** `at`: where the text begins. */
  | { readonly kind: 'inline'; readonly source: string; readonly exportName: string; readonly at: Place }

export interface Tracer {
  /** The same entry gives the same trace, whatever was traced before. */
  trace(entry: TraceEntry): Trace
}

export function createTracer(options: TracerOptions): Tracer {
  return tracerWith(options, loaderFor(options.folder, options.tsconfig ?? null))
}

function tracerWith(options: TracerOptions & { readonly isProgram?: true }, loader: Loader): Tracer {
  const interpreter = newInterpreter(options.settings ?? NO_SETTINGS)
  const { run } = interpreter
  const find = modelFinder([options.libraries ?? [], SDK_V3, LIBRARY_MODELS])
  const modules = moduleTable(run, loader, (specifier) => {
    if (specifier === STUB_MODULE) return () => stubModule(run.machine)
    const model = find(specifier)
    if (model === null) return null
    const { native, stub } = model
    if (native !== undefined) return () => native(run.machine, specifier)
    return stub === undefined ? () => rowsModule(run.machine, model, specifier) : { stub }
  })
  run.modules = modules
  run.bundledClass = (members, text) => bundledClass(run.machine, members, text)
  const bundled = bundledCalls(run.machine)
  run.bundledCall = (code, module, args) =>
    bundled(code, args, (specifier) => run.modules.load(module, specifier, 'require', run.here.act, run.here.at))
  const maxSteps = options.maxSteps ?? MAX_STEPS
  return {
    trace: (entry) => {
      if (entry.kind === 'inline') {
        const instance = modules.instanceOf(join(options.folder, `${entry.at.file}#${entry.at.line}.js`), [], entry.source)
        return inTemplate(traceEntry(interpreter, modules, { instance, exportName: entry.exportName }, maxSteps), entry.at)
      }
      const file = isAbsolute(entry.file) ? entry.file : join(options.folder, entry.file)
      // What is started is known while modules load: a tracer that has loaded them for a handler can't load them again.
      if (entry.exportName === '' && !options.isProgram) return tracerWith({ ...options, isProgram: true }, loader).trace(entry)
      return traceEntry(
        interpreter,
        modules,
        { instance: modules.instanceOf(file, entry.layers, null), exportName: entry.exportName },
        maxSteps,
      )
    },
  }
}

/** Lines of inline code are lines of the template below the one where the text begins. */
function inTemplate(trace: Trace, begin: Place): Trace {
  const own = `${begin.file}#${begin.line}.js`
  const moved = (at: Place): Place =>
    at.file === own
      ? { file: begin.file, line: begin.line + at.line - 1, column: at.line === 1 ? begin.column + at.column - 1 : at.column }
      : at
  return {
    calls: trace.calls.map((call) => ({ ...call, at: moved(call.at), via: call.via.map((link) => ({ ...link, at: moved(link.at) })) })),
    unresolved: trace.unresolved.map((each) => ({ ...each, at: each.at === null ? null : moved(each.at) })),
    handed: trace.handed.map((each) => ({ ...each, at: moved(each.at), via: each.via.map((link) => ({ ...link, at: moved(link.at) })) })),
    files: trace.files.map((file) => (file === own ? begin.file : file)),
  }
}

export interface TraceAppOptions {
  readonly libraries: readonly LibraryModel[]
  /** Told before each function is traced. */
  readonly onProgress?: (done: number, total: number, what: string) => void
}

/**
 * Traces every JavaScript or TypeScript function of an app. Functions that the template gives the same settings share a
 * tracer; files are read once for all of them.
 *
 * @returns in the order of their IDs
 */
export async function traceApp(app: App, options: TraceAppOptions): Promise<ReadonlyMap<string, Trace>> {
  const loader = loaderFor(app.folder, null)
  const traces = new Map<string, Trace>()
  let done = 0
  for (const { settings, functions } of withSameSettings(app)) {
    const tracer = tracerWith({ folder: app.folder, libraries: options.libraries, settings }, loader)
    for (const [id, fn] of functions) {
      options.onProgress?.(done++, app.functions.size, id)
      const entry = entryOf(fn)
      // Code that makes whatever call it is told says nothing: the template tells.
      if (entry !== null) traces.set(id, toldCalls(fn) === null ? tracer.trace(entry) : TOLD)
      // Lets a progress line be drawn.
      if (options.onProgress !== undefined) await new Promise((drawn) => setImmediate(drawn))
    }
  }
  return new Map([...traces].sort(([a], [b]) => (a < b ? -1 : 1)))
}

const TOLD: Trace = { calls: [], unresolved: [], handed: [], files: [] }

function entryOf(fn: AppFunction): TraceEntry | null {
  const { code, language } = fn
  if (code.kind === 'absent' || language !== 'javascript') return null
  const { exportName } = code.entry
  if (code.kind === 'inline') return { kind: 'inline', source: code.source, exportName, at: code.at }
  return { kind: 'file', file: code.entry.file, exportName, layers: code.layers }
}
