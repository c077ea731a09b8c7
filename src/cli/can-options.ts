/** What `can` and `who-can` share: where policies come from, and what the request carries. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { findAction, nearestAction } from '../catalog/index.js'
import type { RequestInput } from '../decide/index.js'
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { type AppOptions, defineAppOptions } from './app-options.js'
import type { Io } from './io.js'

export interface CanOptions extends AppOptions {
  readonly policies?: string
  readonly context?: ReadonlyMap<string, readonly string[]>
  readonly resourceAccount?: string
}

export const RESOURCE = 'an ARN or `*`; of an app also its ID (`ItemsTable`, `Uploads/a.csv`), and ARNs with symbols'

export const defineCanOptions = (command: Command): Command =>
  defineAppOptions(command)
    .option('--policies <file>', 'a policy document, a list of them, or a `policies` object; instead of an app')
    .option('--context <key=value...>', 'condition keys of the request; a key again is a further value', collectContext)
    .option('--resource-account <id>', 'the account that owns the resource, where its ARN does not say it')

function collectContext(word: string, before: ReadonlyMap<string, readonly string[]> | undefined): ReadonlyMap<string, readonly string[]> {
  const cut = word.indexOf('=')
  if (cut <= 0) throw new InvalidArgumentError('It must be written KEY=VALUE, e.g. `aws:SourceIp=203.0.113.7`.')
  const key = word.slice(0, cut)
  return new Map([...(before ?? []), [key, [...(before?.get(key) ?? []), word.slice(cut + 1)]]])
}

/** How what was asked is read: as it is, or with the symbols of an app, whose resources are of its own account. */
export interface Reading {
  /** What a value with symbols stands for. */
  readonly resolve: (value: string) => string
  /** The same for a resource. */
  readonly resolveResource: (value: string) => string
  /** The way back, for people. */
  readonly symbolic: (text: string) => string
  readonly account: string | null
}

const same = (text: string): string => text

export const asWritten: Reading = { resolve: same, resolveResource: same, symbolic: same, account: null }

/** The request but for its principal. */
export function requestOf(
  action: string,
  resource: string,
  options: CanOptions,
  { resolve: textOf, resolveResource, account }: Reading,
): Omit<RequestInput, 'principal'> {
  const resourceAccount = options.resourceAccount ?? account
  return {
    action,
    resource: resolveResource(resource),
    ...(resourceAccount === null ? {} : { resourceAccount }),
    context: Object.fromEntries([...(options.context ?? [])].map(([key, values]) => [key, values.map(textOf)])),
  }
}

/** A fault of the request in the words of the command line. */
export const asOption = (problem: Problem): Problem =>
  problem.code === 'request/missing-resource-account' ? { ...problem, hint: 'add `--resource-account ID`' } : problem

/** A word on an action that no service has: it is denied like any other, and was surely mistyped. */
export function noteUnknownAction(action: string, io: Io): void {
  if (!action.includes(':') || findAction(action) !== null) return
  const near = nearestAction(action)
  io.note(`no service has an action \`${action}\`${near === null ? '' : `; did you mean \`${near}\`?`}`)
}

/** @errors `cli/no-such-input` */
export function readText(file: string, io: Io): Result<string, readonly Problem[]> {
  const path = resolve(io.cwd, file)
  if (!existsSync(path))
    return fail([{ code: 'cli/no-such-input', message: `\`${file}\` does not exist`, hint: 'look at the path', at: null }])
  if (statSync(path).isDirectory())
    return fail([{ code: 'cli/no-such-input', message: `\`${file}\` is a folder`, hint: 'name a file in it', at: null }])
  return ok(readFileSync(path, 'utf8'))
}

/** The same, with `-` for standard input. */
export async function readInput(file: string, io: Io): Promise<Result<string, readonly Problem[]>> {
  if (file !== '-') return readText(file, io)
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of io.stdin) text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
  return ok(text + decoder.decode())
}
