/** Calls that the administrator of the local account makes to build an app: the same that anyone could make. */
import type { Caller, Fault, Input, LocalAws, Reply } from '../types.js'

export interface Builder {
  /** @returns the answer's members; what was refused is noted, and null */
  readonly make: (
    what: string,
    service: string,
    operation: string,
    input: Input,
    accept?: readonly string[],
    /** XML of S3's configurations. */
    body?: string,
  ) => Promise<Readonly<Record<string, unknown>> | null>
  readonly note: (sentence: string) => void
  /** What could not be made, as sentences. */
  readonly notes: () => readonly string[]
}

export function openBuilder(aws: LocalAws): Builder {
  const notes: string[] = []
  const admin = (): Caller | null => {
    const [account] = aws.accounts
    return account === undefined ? null : aws.callerOf(account.credentials)
  }
  return {
    async make(what, service, operation, input, accept = [], body) {
      const as = admin()
      if (as === null) return null
      const reply = await aws.call({ as, service, operation, input, ...(body !== undefined && { body: Buffer.from(body) }) })
      if (!isFault(reply)) return { ...reply }
      if (!accept.includes(reply.code)) notes.push(`${what}: ${service}:${operation} answered ${reply.code}: ${reply.message}`)
      return null
    },
    note: (sentence) => {
      notes.push(sentence)
    },
    notes: () => notes,
  }
}

export const isFault = (reply: Reply): reply is Fault => 'fault' in reply && reply.fault === true
