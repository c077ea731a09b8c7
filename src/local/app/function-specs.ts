/** Functions of an app as the function host runs them. */
import { join } from 'node:path'
import { type App, type AppFunction, entry, literal, type Value } from '../../app/index.js'
import { fail, ok, type Problem, type Result } from '../../outcome/index.js'
import { at, flagOf, isSocketApi, numberOf, type Plain, type PlainResource, textOf } from '../api/index.js'
import { type FunctionCode, type FunctionSpec, RESERVED_VARIABLES } from '../functions/index.js'
import type { LocalPlace, Names } from './names.js'
import { plainOf } from './plain-app.js'

export interface SpecInput {
  readonly app: App
  readonly names: Names
  readonly place: LocalPlace
  readonly resources: ReadonlyMap<string, PlainResource>
  /** ARN of the role that a function runs with. */
  readonly roleOf: (functionId: string) => string
}

/** @errors `local/reserved-variable`: Lambda refuses functions that set its own variables */
export function functionSpecs(input: SpecInput): Result<readonly FunctionSpec[], readonly Problem[]> {
  const problems = [...input.app.functions.values()].flatMap(reservedVariables)
  if (problems.length > 0) return fail(problems)
  return ok([...input.app.functions.values()].map((fn) => specOf(fn, input)))
}

const reservedVariables = (fn: AppFunction): readonly Problem[] =>
  [...fn.environment].flatMap(([name, value]) =>
    RESERVED_VARIABLES.has(name)
      ? [
          {
            code: 'local/reserved-variable',
            message: `\`${fn.id}\` sets \`${name}\`, which Lambda keeps to itself`,
            hint: 'give the variable another name: Lambda refuses the function as it is',
            at: value.at,
          },
        ]
      : [],
  )

function specOf(fn: AppFunction, { app, names, place, resources, roleOf }: SpecInput): FunctionSpec {
  const name = names.name(fn.resource)
  const properties: Plain = resources.get(fn.resource)?.properties ?? {}
  const invoke = at(properties, 'EventInvokeConfig')
  const declared = invokeConfigOf(fn.resource, resources, names) ?? invoke
  return {
    id: fn.id,
    name,
    arn: `arn:aws:lambda:${place.region}:${place.account}:function:${name}`,
    account: place.account,
    region: place.region,
    roleArn: roleOf(fn.id),
    handler: fn.handler ?? 'index.handler',
    runtime: fn.runtime,
    code: codeOf(fn, app),
    environment: environmentOf(fn, names),
    callsByHttps: [...resources.values()].some(isSocketApi),
    // Source: CloudFormation Template Reference, "AWS::Lambda::Function": 128 MB and 3 seconds where nothing is said.
    memoryMb: numberOf(properties.MemorySize) ?? 128,
    timeoutMs: (numberOf(properties.Timeout) ?? 3) * 1000,
    concurrency: numberOf(properties.ReservedConcurrentExecutions),
    logGroup: names.text(fn.logGroup.name),
    logFormat: textOf(at(properties, 'LoggingConfig.LogFormat')) === 'JSON' ? 'JSON' : 'Text',
    tracing: fn.tracing !== null,
    asynchronous: {
      retries: numberOf(at(declared, 'MaximumRetryAttempts')) ?? 2,
      deadLetter: textOf(at(properties, 'DeadLetterQueue.TargetArn')) ?? textOf(at(properties, 'DeadLetterConfig.TargetArn')),
      onSuccess: destinationOf(fn.resource, declared, 'OnSuccess', names),
      onFailure: destinationOf(fn.resource, declared, 'OnFailure', names),
    },
    qualifiers: [...fn.aliases, ...(isPublished(fn, resources, names) ? ['1'] : [])],
  }
}

/** An alias stands for a version, and here there is one of them. */
const isPublished = (fn: AppFunction, resources: ReadonlyMap<string, PlainResource>, names: Names): boolean =>
  fn.aliases.length > 0 ||
  [...resources.values()].some(
    ({ type, properties }) => type === 'AWS::Lambda::Version' && names.idOf(textOf(properties.FunctionName) ?? '') === fn.resource,
  )

/** A resource of its own, or SAM's property. */
function invokeConfigOf(id: string, resources: ReadonlyMap<string, PlainResource>, names: Names): Plain | null {
  for (const { type, properties } of resources.values())
    if (type === 'AWS::Lambda::EventInvokeConfig' && names.idOf(textOf(properties.FunctionName) ?? '') === id) return properties
  return null
}

function destinationOf(id: string, config: unknown, end: 'OnSuccess' | 'OnFailure', names: Names): string | null {
  const written = at(config, `DestinationConfig.${end}`)
  const named = textOf(at(written, 'Destination'))
  if (named !== null) return named
  const type = textOf(at(written, 'Type'))
  // SAM makes the queue or the topic where none is named.
  return type === 'SQS'
    ? names.arn(`${id}EventInvokeConfig${end}Queue`)
    : type === 'SNS'
      ? names.arn(`${id}EventInvokeConfig${end}Topic`)
      : null
}

function environmentOf(fn: AppFunction, names: Names): ReadonlyMap<string, string> {
  return new Map(
    [...fn.environment].flatMap(([name, value]: [string, Value]): [string, string][] => {
      const text = plainOf(value, names)
      return text === undefined ? [] : [[name, String(text)]]
    }),
  )
}

function codeOf(fn: AppFunction, app: App): FunctionCode {
  if (fn.code.kind === 'absent') return { kind: 'absent', problem: fn.code.problem }
  if (fn.language !== 'javascript') return { kind: 'absent', problem: notHere(fn) }
  if (fn.code.kind === 'inline') return { kind: 'inline', source: fn.code.source, exportName: fn.code.entry.exportName }
  const { root, entry: module, layers } = fn.code
  return { kind: 'files', root, entry: join(app.folder, module.file), exportName: module.exportName, layers, bundled: bundledAs(fn, app) }
}

/** SAM's `BuildMethod: esbuild` bundles as CommonJS unless its `Format` says otherwise. Source: AWS SAM Developer Guide, "Building Node.js Lambda functions with esbuild". */
function bundledAs(fn: AppFunction, app: App): 'cjs' | 'esm' | null {
  const metadata = app.resources.get(fn.resource)?.metadata ?? null
  if (literal(entry(metadata, 'BuildMethod')) !== 'esbuild') return null
  return literal(entry(metadata, 'BuildProperties.Format')) === 'esm' ? 'esm' : 'cjs'
}

const notHere = (fn: AppFunction): Problem => ({
  code: 'local/runtime-not-here',
  message: `\`${fn.id}\` has the runtime ${fn.runtime ?? 'of an image'}, which local AWS does not run`,
  hint: 'functions in JavaScript and TypeScript run here; calls of this one answer with an error',
  at: fn.at,
})

/** Whether SAM's alias stands between an event and the function. */
export const aliasOf = (properties: Plain): string | null =>
  flagOf(properties.AutoPublishAlias) === null ? textOf(properties.AutoPublishAlias) : null
