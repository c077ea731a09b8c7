/**
 * The app as its stack has it: the template that was deployed, with the code of this machine. What packaging put in place of
 * local paths (code, definitions, nested templates in S3) is read from where the local template says it lies.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type App, readApp } from '../app/index.js'
import { templateValue } from '../emit/index.js'
import type { Problem, Result } from '../outcome/index.js'
import type { GenerateOptions } from './types.js'

type Json = ReturnType<typeof templateValue>
type JsonMap = { readonly [key: string]: Json }

/** @errors those of `readApp` */
export async function readGenerated(options: GenerateOptions): Promise<Result<App, readonly Problem[]>> {
  const read = (text?: string): Promise<Result<App, readonly Problem[]>> =>
    readApp(options.inputs, {
      parameters: Object.fromEntries(options.parameters),
      ...(options.from !== null && { from: options.from }),
      ...(options.account !== null && { account: options.account }),
      ...(options.region !== null && { region: options.region }),
      ...(text !== undefined && { text }),
    })
  const local = await read()
  if (!local.ok || options.deployed === undefined) return local
  return read(withLocalPaths(options.deployed, textOf(local.value)))
}

function textOf({ folder, templates }: App): string {
  try {
    return readFileSync(join(folder, templates[0] ?? ''), 'utf8')
  } catch {
    return ''
  }
}

/** @returns JSON: only what it means is read */
export function withLocalPaths(deployed: string, local: string): string {
  return JSON.stringify(exchanged(templateValue(deployed), templateValue(local)) ?? null)
}

const isMap = (value: Json | undefined): value is JsonMap => typeof value === 'object' && value !== null && !Array.isArray(value)

/** @returns undefined where the local template says nothing there: then what it says for all functions counts */
function exchanged(deployed: Json, local: Json | undefined): Json | undefined {
  if (isPackaged(deployed)) return isPackaged(local) ? deployed : local
  if (Array.isArray(deployed)) {
    const beside: readonly Json[] = Array.isArray(local) ? local : []
    return deployed.map((item: Json, i) => exchanged(item, beside[i]) ?? item)
  }
  if (!isMap(deployed)) return deployed
  const beside = isMap(local) ? local : {}
  return Object.fromEntries(
    Object.entries(deployed).flatMap(([key, value]): [string, Json][] => {
      const own = Object.hasOwn(beside, key) ? beside[key] : undefined
      const read = key === 'ImageUri' ? own : exchanged(value, own)
      return read === undefined ? [] : [[key, read]]
    }),
  )
}

/** A place in S3, as `sam deploy` and `aws cloudformation package` write it. */
function isPackaged(value: Json | undefined): boolean {
  if (typeof value === 'string') return /^s3:\/\/|^https:\/\/(?:[^/]+\.)?s3[.-][^/]*amazonaws\.com/.test(value)
  if (!isMap(value)) return false
  const keys = Object.keys(value)
  return (keys.includes('S3Bucket') && keys.includes('S3Key')) || (keys.includes('Bucket') && keys.includes('Key') && keys.length <= 3)
}
