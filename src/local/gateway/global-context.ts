/** The condition keys that AWS sets for every request. Source: IAM User Guide, "AWS global condition context keys". */
import { tagsOf, textsOf } from '../input.js'
import type { Caller, Context, Input } from '../types.js'

export interface Circumstances {
  readonly caller: Caller
  readonly now: number
  readonly region: string
  readonly sourceIp: string | null
  readonly userAgent: string | null
  readonly referer: string | null
  readonly secureTransport: boolean
}

let second = -1
let times: Context = {}

/** Both keys have seconds, so that they are made once a second. */
function timesAt(now: number): Context {
  const at = Math.floor(now / 1000)
  if (at !== second) {
    second = at
    times = { 'aws:CurrentTime': [`${new Date(at * 1000).toISOString().slice(0, 19)}Z`], 'aws:EpochTime': [String(at)] }
  }
  return times
}

export function globalContext({ caller, now, region, sourceIp, userAgent, referer, secureTransport }: Circumstances): Context {
  const { via } = caller
  return {
    ...caller.context,
    ...timesAt(now),
    'aws:RequestedRegion': [region],
    'aws:SecureTransport': [String(secureTransport)],
    'aws:PrincipalIsAWSService': [String(via !== null)],
    // A service that calls in the name of its caller says so.
    'aws:ViaAWSService': [String(caller.context['aws:CalledVia'] !== undefined)],
    ...(sourceIp === null || via !== null ? {} : { 'aws:SourceIp': [sourceIp] }),
    ...(userAgent === null ? {} : { 'aws:UserAgent': [userAgent] }),
    ...(referer === null ? {} : { 'aws:Referer': [referer] }),
  }
}

/** Tags that a request sets or takes away: a list of `Tags`, a map `tags`, or keys. */
export function requestTags(input: Input): Context | null {
  const value = input.Tags ?? input.tags
  const keys = [...textsOf(input, 'TagKeys'), ...textsOf(input, 'tagKeys')]
  if (value === undefined && keys.length === 0) return null
  const tags = tagsOf(value)
  const all = [...tags.keys(), ...keys]
  if (all.length === 0) return null
  return { 'aws:TagKeys': all, ...Object.fromEntries([...tags].map(([key, text]) => [`aws:RequestTag/${key}`, [text]])) }
}
