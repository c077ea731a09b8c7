/** A refusal in whatever form a person has it: the message, a line of a log, an SDK's error, a CloudTrail event, XML. */
import { type CloudTrailRecord, eventMeaning, type Input, parseDenial } from '../events/index.js'
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import type { Denial } from './types.js'

/** @errors `denied/no-denial`: the text says nothing of a refusal */
export function parseDenied(text: string): Result<Denial, Problem> {
  const trimmed = text.trim()
  const found = firstOf([...jsonValues(trimmed), trimmed], (value) => fromJson(value)) ?? hinted(trimmed)
  return found === null ? fail(noDenial(trimmed)) : ok(found)
}

/** Forms that tell of a refusal, and neither of whom nor of what. */
const SILENT = [
  /\bAccess ?Denied(Exception|Fault)?\b/,
  /\bNot ?Authorized(Exception)?\b/i,
  /\bUnauthorizedOperation\b/,
  // SQS and others of old.
  /\bAccess to the resource \S+ is denied\b/i,
  // KMS tells nobody which of the three it was.
  /ciphertext refers to a customer master key that does not exist/i,
]

/** The last resort: it is a refusal, and that is all. */
const hinted = (text: string): Denial | null =>
  SILENT.some((form) => form.test(text))
    ? {
        principal: null,
        action: null,
        resource: null,
        by: null,
        explicit: null,
        policyArn: null,
        encoded: /Encoded authorization failure message:\s*([\w-]+)/i.exec(text)?.[1] ?? null,
      }
    : null

const noDenial = (text: string): Problem => ({
  code: 'denied/no-denial',
  message: text === '' ? 'there is no message to explain' : 'this text says nothing of a refusal that is known',
  hint: 'give the message of the error (`User: … is not authorized to perform: …`), or the event from CloudTrail, whole',
  at: null,
})

/** The text as JSON, or each of its lines that is: logs are NDJSON. */
function jsonValues(text: string): readonly unknown[] {
  const whole = tryJson(text)
  if (whole !== undefined) return [whole]
  return text.split('\n').flatMap((line) => {
    const from = line.indexOf('{')
    const value = from < 0 ? undefined : tryJson(line.slice(from).trim())
    return value === undefined ? [] : [value]
  })
}

function tryJson(text: string): unknown {
  if (!text.startsWith('{') && !text.startsWith('[')) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Nesting beyond this is no log line. */
const MAX_DEPTH = 12

function fromJson(value: unknown, depth = 0): Denial | null {
  if (depth > MAX_DEPTH) return null
  if (typeof value === 'string') return (depth > 0 ? inText(value, depth) : null) ?? fromText(value)
  if (Array.isArray(value)) return firstOf(value, (item) => fromJson(item, depth + 1))
  if (!isObject(value)) return null
  if (typeof value.eventSource === 'string' && typeof value.eventName === 'string') return fromEvent(value)
  return fromDecoded(value) ?? firstOf(Object.values(value), (member) => fromJson(member, depth + 1))
}

/** JSON inside of a JSON text: a log's message, an event of `lookup-events`. */
function inText(text: string, depth: number): Denial | null {
  const value = tryJson(text.trim())
  return value === undefined ? null : fromJson(value, depth + 1)
}

/** What `aws sts decode-authorization-message` prints. */
function fromDecoded({ context, explicitDeny }: Readonly<Record<string, unknown>>): Denial | null {
  if (typeof explicitDeny !== 'boolean' || !isObject(context) || typeof context.action !== 'string') return null
  const principal = isObject(context.principal) ? context.principal.arn : null
  return {
    principal: typeof principal === 'string' ? principal : null,
    action: context.action,
    resource: typeof context.resource === 'string' ? context.resource : null,
    by: null,
    explicit: explicitDeny ? true : null,
    policyArn: null,
    encoded: null,
  }
}

/** One that names an action is better than one that comes before it: an error's code stands beside its message. */
function firstOf(values: readonly unknown[], read: (value: unknown) => Denial | null): Denial | null {
  let first: Denial | null = null
  for (const value of values) {
    const found = read(value)
    if (found !== null && found.action !== null) return found
    first ??= found
  }
  return first
}

/** A CloudTrail record: what its message leaves out, its members say. */
function fromEvent(record: CloudTrailRecord): Denial | null {
  const meaning = meaningOf(record)
  if (!meaning.denied) return null
  const said = meaning.denial
  const identity = record.userIdentity
  const [check] = meaning.checks
  const named = record.resources?.map((r) => r.ARN ?? r.arn).find((arn) => arn !== undefined)
  return {
    principal: said?.principal ?? identity?.arn ?? identity?.invokedBy ?? null,
    action: said?.action ?? check?.action ?? null,
    resource: said?.resource ?? (check === undefined || /^\*|\*$/.test(check.resource) ? (named ?? null) : check.resource),
    by: said?.by ?? null,
    explicit: said?.explicit ?? null,
    policyArn: said?.policyArn ?? null,
    encoded: said?.encoded ?? null,
  }
}

function meaningOf({ userIdentity, resources, ...record }: CloudTrailRecord) {
  const [, partition = 'aws', , , account = ''] = (userIdentity?.sessionContext?.sessionIssuer?.arn ?? userIdentity?.arn ?? '').split(':')
  const parameters = record.requestParameters
  return eventMeaning({
    source: record.eventSource ?? '',
    name: record.eventName ?? '',
    place: { partition, region: record.awsRegion ?? '', account: account === '' ? (userIdentity?.accountId ?? '') : account },
    eventType: record.eventType ?? null,
    parameters: typeof parameters === 'object' && parameters !== null ? (parameters as Input) : null,
    resourceArns: (Array.isArray(resources) ? resources : []).flatMap((one) => one?.ARN ?? one?.arn ?? []),
    errorCode: record.errorCode ?? null,
    errorMessage: record.errorMessage ?? null,
  })
}

const SENTENCE = /User(?::\s*\S+)? is not authorized to perform:?[^\n]*/i
const END_OF_MISSING = /because no [^\n]*? allows the \S+ action/i
const END_OF_EXPLICIT =
  /with an explicit deny(?: in (?:an?|the) [\w -]*?(?:policy|boundary)(?::\s*arn:[^\s"'\\]+)?(?:\s+transitively through an? [\w -]*?(?:policy|boundary))?)?/i

/** The sentence out of what stands around it: a stack trace, quotes, entities, the rest of a JSON text. */
function fromText(text: string): Denial | null {
  const plain = text
    .replaceAll('\\"', '"')
    .replaceAll('\\n', '\n')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&#39;', "'")
  // A log that wraps its lines, or a terminal, breaks the sentence.
  const sentence = (SENTENCE.exec(plain) ?? SENTENCE.exec(plain.replaceAll(/\s*\n\s*/g, ' ')))?.[0]
  if (sentence === undefined) return parseDenial(plain)
  const end = END_OF_MISSING.exec(sentence) ?? END_OF_EXPLICIT.exec(sentence)
  const cut =
    end === null
      ? sentence.replace(/(?:<\/\w+>|["'},]).*$/s, (rest) => (/^"[^"]*"/.test(rest) ? rest : ''))
      : sentence.slice(0, end.index + end[0].length)
  return parseDenial(cut)
}
