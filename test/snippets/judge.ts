/** Holds what a row sent against what was traced of it, and says in sentences where they differ. */
import type { Call, Trace } from '../../src/trace/types.js'
import { covers, excess, printTraced, type World } from './cover.js'
import type { Ran } from './execute.js'
import type { Row, Sent } from './row.js'

/** What a message or an item carries decides no permission, so a trace need not narrow it. */
export const PAYLOADS: ReadonlySet<string> = new Set([
  'Body',
  'Data',
  'ExpressionAttributeValues',
  'Item',
  'Message',
  'MessageBody',
  'Payload',
  'SecretString',
  'Value',
])

/** Calls that a trace names beside the one that it found, since the library's code can make them. */
const PARTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['s3:CreateMultipartUpload', ['s3:PutObject']],
  ['s3:UploadPart', ['s3:PutObject']],
  ['s3:CompleteMultipartUpload', ['s3:PutObject']],
])

/** @returns nothing where the trace is right */
export function judge(row: Row, ran: Ran, trace: Trace): readonly string[] {
  return [
    ...judgeRun(row, ran),
    ...judgeSilence(row, ran, trace),
    ...judgeMissed(row, ran.sent, trace),
    ...judgeMadeUp(row, ran, trace),
    ...judgeUnresolved(row, trace),
  ]
}

function judgeRun(row: Row, ran: Ran): readonly string[] {
  if (row.wants !== null) return []
  if (row.throws) return ran.error === null ? ['the handler was to fail, and did not'] : []
  return ran.error === null ? [] : [`the row did not run: ${ran.error}`]
}

function judgeSilence(row: Row, ran: Ran, trace: Trace): readonly string[] {
  if (row.silent)
    return trace.calls.length + ran.sent.length === 0
      ? []
      : [`nothing was to be sent, but ${ran.sent.length} were sent, ${trace.calls.length} traced`]
  return row.wants === null && ran.sent.length === 0 ? ['nothing was sent: the row shows nothing'] : []
}

const nameOf = (call: { readonly service: string; readonly operation: string }): string => `${call.service}:${call.operation}`

const worldOf = (row: Row): World => ({ env: row.env, events: row.events })

/**
 * The input as it was sent, and with DynamoDB's attribute values as plain ones: a trace takes `marshall` for a change of dress.
 */
const dresses = (sent: Sent): readonly Sent[] => (sent.service === 'dynamodb' ? [sent, { ...sent, input: undressed(sent.input) }] : [sent])

function undressed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(undressed)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [kind, inner] = entries[0] ?? []
  if (entries.length === 1 && kind !== undefined && /^(S|BOOL|M|L|SS|NS)$/.test(kind)) return undressed(inner)
  if (entries.length === 1 && kind === 'N') return Number(inner)
  if (entries.length === 1 && kind === 'NULL') return null
  return Object.fromEntries(entries.map(([key, member]) => [key, undressed(member)]))
}

/** The first thing that hinders a traced call from standing for a real one; null: it does. */
function mismatch(call: Call, sent: Sent, world: World): string | null {
  const reasons = dresses(sent).map((one) => mismatchOf(call, one, world))
  return reasons.includes(null) ? null : (reasons[0] ?? null)
}

function mismatchOf(call: Call, sent: Sent, world: World): string | null {
  if (nameOf(call) !== nameOf(sent) && !(PARTS.get(nameOf(sent)) ?? []).includes(nameOf(call))) return 'another operation'
  if (call.input.kind !== 'object') return covers(call.input, sent.input ?? {}, world) ? null : printTraced(call.input)
  const members = (sent.input ?? {}) as Record<string, unknown>
  // What a library adds to the input of its own accord (tokens, checksums, upload ids) is no concern of the trace.
  const partial = nameOf(call) !== nameOf(sent) || call.origin.startsWith('library:')
  for (const [key, value] of call.input.entries) {
    // How long a signed URL lives is taken out of the input.
    if ((partial || call.origin === 'presigned') && !(key in members)) continue
    if (!covers(value, members[key], world)) return `${key} is ${printTraced(value)}, and ${JSON.stringify(members[key])} was sent`
  }
  if (call.input.open || partial || call.input.computed !== null)
    return covers({ ...call.input, open: call.input.open || partial }, members, world) ? null : printTraced(call.input)
  const beyond = Object.keys(members).find((key) => call.input.kind === 'object' && !call.input.entries.has(key))
  return beyond === undefined ? null : `${beyond} was sent, and is not in the trace`
}

function judgeMissed(row: Row, sent: readonly Sent[], trace: Trace): readonly string[] {
  const world = worldOf(row)
  const lines = (row.wants ?? sent).flatMap((real) => {
    const near = trace.calls.filter((call) => nameOf(call) === nameOf(real))
    if (row.wants !== null) {
      const found = near.some(
        (call) =>
          call.input.kind === 'unknown' ||
          Object.entries(real.input as object).every(
            ([key, value]) => call.input.kind === 'object' && wanted(call.input.entries.get(key), value, world),
          ),
      )
      return found
        ? []
        : [
            `wanted ${nameOf(real)} ${JSON.stringify(real.input)}, traced ${near.map((call) => printTraced(call.input)).join(' and ') || namesOf(trace)}`,
          ]
    }
    if (trace.calls.some((call) => mismatch(call, real, world) === null)) return []
    const why = near.map((call) => mismatch(call, real, world)).join('; ')
    return [`missed ${nameOf(real)} ${JSON.stringify(real.input)}: ${why || `traced ${namesOf(trace)}`}`]
  })
  return [...new Set(lines)]
}

const namesOf = (trace: Trace): string => trace.calls.map(nameOf).join(', ') || 'nothing'

const wanted = (traced: Parameters<typeof covers>[0] | undefined, value: unknown, world: World): boolean =>
  traced !== undefined && covers(traced, value, world) && excess(traced, [value], world).length === 0

function judgeMadeUp(row: Row, ran: Ran, trace: Trace): readonly string[] {
  const world = worldOf(row)
  const lines = trace.calls.flatMap((call) => {
    if (row.wider.includes(nameOf(call))) return []
    if (row.wants !== null)
      return row.wants.some((want) => nameOf(want) === nameOf(call)) ? [] : [`made up ${nameOf(call)} ${printTraced(call.input)}`]
    const reals = ran.sent.filter((sent) => mismatch(call, sent, world) === null).flatMap(dresses)
    if (reals.length === 0) return [`made up ${nameOf(call)} ${printTraced(call.input)}`]
    return excess(
      call.input,
      reals.map((sent) => sent.input ?? {}),
      world,
    )
      .filter((sentence) => !isLoose(row, sentence))
      .map((sentence) => `wide ${nameOf(call)}: ${sentence}`)
  })
  return [...new Set(lines)]
}

function isLoose(row: Row, sentence: string): boolean {
  const path = sentence.split(' ')[0] ?? ''
  return (
    path.split('.').some((step) => PAYLOADS.has(step)) ||
    row.loose.some((loose) => path === loose || path.startsWith(`${loose}.`) || (loose === 'input' && sentence.startsWith('the input')))
  )
}

function judgeUnresolved(row: Row, trace: Trace): readonly string[] {
  const codes = trace.unresolved.map((problem) => problem.code)
  const missing = row.unresolved.filter((code) => !codes.includes(code)).map((code) => `${code} was to be unresolved`)
  const extra =
    row.unresolved.length > 0
      ? []
      : trace.unresolved.map((problem) => `unresolved ${problem.code} (${problem.at?.line}:${problem.at?.column}): ${problem.message}`)
  return [...missing, ...extra]
}
