/** What operations answer with. */
import type { Fault, Output, RawReply, Reply } from './types.js'

export const fault = (code: string, message: string, status = 400, members?: Readonly<Record<string, unknown>>): Fault => ({
  fault: true,
  code,
  message,
  status,
  ...(members === undefined ? {} : { members }),
})

export const isFault = (it: unknown): it is Fault => typeof it === 'object' && it !== null && (it as { fault?: unknown }).fault === true

export const isRaw = (it: Reply): it is RawReply => (it as { raw?: unknown }).raw === true

export const raw = (status: number, headers: Readonly<Record<string, string>>, body: RawReply['body'] = null): RawReply => ({
  raw: true,
  status,
  headers,
  body,
})

export const nothing: Output = {}
