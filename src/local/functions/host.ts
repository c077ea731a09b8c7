/**
 * Lambda's part of local AWS: the functions of an app, each with its processes, its role's credentials and its log. Who
 * may invoke a function was decided before; here it only runs.
 */
import { mkdtempSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Credentials, Fault, LocalAws } from '../types.js'
import { type Loaded, loadCode, removeFolder, stopCompiler } from './load-code.js'
import { type LogWriter, logWriter } from './log-writer.js'
import { openPool, type Pool } from './pool.js'
import type { FunctionSpec, Invocation, InvocationAnswer, LogLine } from './types.js'

export interface FunctionHostOptions {
  readonly aws: LocalAws
  readonly functions: readonly FunctionSpec[]
  /** Absolute. */
  readonly appFolder: string
  /** Default: as many as two for each processor, at least eight. */
  readonly maxProcesses?: number
  readonly onLog?: (line: LogLine) => void
}

export interface FunctionHost {
  /** @param name a name, an ARN, or either with a qualifier */
  readonly find: (name: string) => { readonly spec: FunctionSpec; readonly qualifier: string | null } | Fault
  readonly specs: () => readonly FunctionSpec[]
  /** Waits for the answer. @param name as of `find` */
  readonly invoke: (name: string, invocation: Invocation) => Promise<InvocationAnswer | Fault>
  /** Puts functions of the same account in place of those that are there; processes of those that changed are renewed. */
  readonly replace: (functions: readonly FunctionSpec[]) => void
  /** Forgets loaded code that any of the files is part of, all where none is given. @returns IDs of the functions */
  readonly filesChanged: (files: ReadonlySet<string> | null) => readonly string[]
  /** Ends all processes, and forgets their logs' streams. */
  readonly renew: () => Promise<void>
  /** Compiles everything that has to be, so that the first event need not wait. @returns what does not compile, by ID */
  readonly prepare: () => Promise<ReadonlyMap<string, string>>
  /** Resolves when what was logged is stored. */
  readonly flushLogs: () => Promise<void>
  readonly processes: () => number
  readonly close: () => Promise<void>
}

export function openFunctionHost(options: FunctionHostOptions): FunctionHost {
  const { aws } = options
  const maxProcesses = options.maxProcesses ?? Math.max(8, 2 * availableParallelism())
  const folder = mkdtempSync(join(tmpdir(), 'rolewright-'))
  const pools = new Map<string, Pool>()
  const loaded = new Map<string, Promise<Loaded>>()
  const known = new Map<string, Loaded>()
  const writers = new Set<LogWriter>()

  function codeOf(spec: FunctionSpec): Promise<Loaded> {
    const before = loaded.get(spec.id)
    if (before !== undefined) return before
    const loading = loadCode(spec, folder, options.appFolder).then((it) => {
      known.set(spec.id, it)
      return it
    })
    loaded.set(spec.id, loading)
    return loading
  }

  const poolOf = (spec: FunctionSpec): Pool =>
    openPool({
      spec,
      endpoint: aws.endpoint,
      clock: aws.clock,
      maxProcesses,
      code: async () => (await codeOf(spec)).code,
      credentials: () =>
        aws.sessionFor(
          spec.roleArn,
          spec.name,
          { service: 'lambda.amazonaws.com', sourceArn: spec.arn, sourceAccount: spec.account },
          spec.arn,
        ),
      openLog: (stream, credentials) => openLog(spec, stream, credentials),
    })

  function openLog(spec: FunctionSpec, stream: string, credentials: Credentials): (message: string, requestId: string | null) => void {
    const writer = logWriter(aws, () => aws.callerOf(credentials), spec.logGroup, stream)
    writers.add(writer)
    return (message, requestId) => {
      const timestamp = aws.clock.now()
      writer.write(timestamp, message)
      options.onLog?.({ functionId: spec.id, requestId, timestamp, message })
    }
  }

  function replace(functions: readonly FunctionSpec[]): void {
    const next = new Map(functions.map((spec) => [spec.name, spec]))
    for (const [name, pool] of pools) {
      const spec = next.get(name)
      if (spec !== undefined && sameSpec(spec, pool.spec)) continue
      pools.delete(name)
      loaded.delete(pool.spec.id)
      pool.renew()
      void pool.close()
    }
    for (const spec of functions) if (!pools.has(spec.name)) pools.set(spec.name, poolOf(spec))
  }

  const find: FunctionHost['find'] = (name) => {
    const { functionName, qualifier } = parseFunctionName(name)
    const pool = pools.get(functionName)
    const arn = `arn:aws:lambda:${aws.region}:${aws.accounts[0]?.id ?? ''}:function:${functionName}${qualifier === null ? '' : `:${qualifier}`}`
    if (pool === undefined) return notFound(arn)
    if (qualifier !== null && qualifier !== '$LATEST' && !pool.spec.qualifiers.includes(qualifier))
      return notFound(`${pool.spec.arn}:${qualifier}`)
    return { spec: pool.spec, qualifier }
  }

  replace(options.functions)
  return {
    find,
    replace,
    specs: () => [...pools.values()].map(({ spec }) => spec),
    processes: () => [...pools.values()].reduce((sum, pool) => sum + pool.processes(), 0),
    async invoke(name, invocation) {
      const found = find(name)
      if ('fault' in found) return found
      const pool = pools.get(found.spec.name)
      return pool === undefined
        ? notFound(found.spec.arn)
        : pool.invoke({ ...invocation, qualifier: invocation.qualifier ?? found.qualifier })
    },
    filesChanged(files) {
      const changed: string[] = []
      for (const { spec, renew } of pools.values()) {
        const its = known.get(spec.id)
        // JavaScript that runs where it stands imports what it likes: any file below its folder may be part of it.
        const isPart =
          files === null ||
          its === undefined ||
          its.files.some((file) => files.has(file)) ||
          ('module' in its.code &&
            its.code.module === null &&
            [...files].some((file) => file.startsWith('taskRoot' in its.code ? its.code.taskRoot : '\0')))
        if (!isPart) continue
        loaded.delete(spec.id)
        renew()
        changed.push(spec.id)
      }
      return changed.sort()
    },
    async renew() {
      await Promise.all([...pools.values()].map((pool) => pool.close()))
      for (const [name, { spec }] of pools) pools.set(name, poolOf(spec))
      writers.clear()
    },
    async prepare() {
      const failures = new Map<string, string>()
      await Promise.all(
        [...pools.values()].map(async ({ spec }) => {
          const { code } = await codeOf(spec)
          if ('errorType' in code) failures.set(spec.id, code.errorMessage)
        }),
      )
      return failures
    },
    flushLogs: async () => {
      await Promise.all([...writers].map((writer) => writer.flush()))
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.close()))
      await Promise.all([...writers].map((writer) => writer.flush()))
      if (loaded.size > 0) await stopCompiler()
      removeFolder(folder)
    },
  }
}

/** Maps print as lists, so that two specs with the same text run the same. */
const sameSpec = (a: FunctionSpec, b: FunctionSpec): boolean => textOf(a) === textOf(b)
const textOf = (spec: FunctionSpec): string => JSON.stringify({ ...spec, environment: [...spec.environment] })

/** Source: AWS Lambda API Reference, "Invoke", FunctionName: a name, an ARN, a partial ARN, each with or without qualifier. */
export function parseFunctionName(written: string): { readonly functionName: string; readonly qualifier: string | null } {
  const parts = written.split(':')
  const at = parts.indexOf('function')
  const [functionName = '', qualifier] = at >= 0 ? parts.slice(at + 1) : parts
  return { functionName, qualifier: qualifier ?? null }
}

const notFound = (arn: string): Fault => ({
  fault: true,
  code: 'ResourceNotFoundException',
  message: `Function not found: ${arn}`,
  status: 404,
  members: { Type: 'User' },
})
