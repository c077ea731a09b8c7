/**
 * A trail's event selectors → what it records.
 *
 * What is asked is whether every call of an action on a resource pattern would have been recorded: by one selector all of its
 * events, or nothing is concluded. Source: CloudTrail API Reference, "GetEventSelectors", "AdvancedFieldSelector" and
 * "DataResource"; CloudTrail User Guide, "Filtering data events by using advanced event selectors" and "Logging management events".
 */
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { isRead, type Likeness, placeOf, type Recorded } from './observable.js'
import { eventsOfAction, type RecordedEvent } from './recorded-events.js'

/** What is asked of a selector. */
interface Asked {
  /** `Management`, or the resource type of data events. */
  readonly eventClass: string
  readonly action: string
  readonly events: readonly RecordedEvent[]
  readonly resource: string
  readonly likeness: Likeness
}

type Selector = (asked: Asked) => boolean

type Json = Readonly<Record<string, unknown>>
const object = (value: unknown): Json => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {})
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/**
 * @param text what `aws cloudtrail get-event-selectors` or `get-event-data-store` prints; a list of such answers counts for
 * several trails and event data stores
 * @errors `audit/bad-selectors`
 */
export function parseSelectors(text: string, file: string): Result<Recorded, readonly Problem[]> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return fail([bad(file)])
  }
  const answers = (Array.isArray(value) ? value : [value]).map(object).flatMap((one) => {
    const stores = list(one.EventDataStores).map(object)
    return stores.length > 0 ? stores : [one]
  })
  if (answers.every((answer) => answer.EventSelectors === undefined && answer.AdvancedEventSelectors === undefined))
    return fail([bad(file)])
  const selectors = answers.flatMap((answer) => [
    ...list(answer.EventSelectors).flatMap((one) => basic(object(one))),
    ...list(answer.AdvancedEventSelectors).map((one) => advanced(object(one))),
  ])
  return ok({
    isStated: true,
    records: (eventClass, action, resource, likeness) => {
      const events = eventsOfAction(action)
      return selectors.some((selects) => selects({ eventClass, action, events, resource, likeness }))
    },
  })
}

const bad = (file: string): Problem => ({
  code: 'audit/bad-selectors',
  message: `\`${file}\` holds no event selectors`,
  hint: 'give what `aws cloudtrail get-event-selectors --trail-name NAME` prints, or `get-event-data-store`',
  at: null,
})

/** Tables with a stream have their stream's events selected too. */
const isOfType = (asked: string, type: string): boolean =>
  asked === type || (asked === 'AWS::DynamoDB::Stream' && type === 'AWS::DynamoDB::Table')

function basic(selector: Json): readonly Selector[] {
  const kind = String(selector.ReadWriteType ?? 'All')
  const chosen = ({ action }: Asked): boolean => (isRead(action) ? kind !== 'WriteOnly' : kind !== 'ReadOnly')
  const without = list(selector.ExcludeManagementEventSources).map(String)
  const management: Selector = (asked) =>
    asked.eventClass === 'Management' && chosen(asked) && asked.events.every(({ source }) => !without.includes(source))
  const data = list(selector.DataResources).flatMap((one): readonly Selector[] => {
    const { Type, Values } = object(one)
    return list(Values).map(
      (value): Selector =>
        (asked) =>
          isOfType(asked.eventClass, String(Type)) && chosen(asked) && isWithin(asked, String(value)),
    )
  })
  return [...(selector.IncludeManagementEvents === false ? [] : [management]), ...data]
}

/** `arn:aws:s3` and the like are all of the kind, an S3 value is a prefix, any other one is a resource. */
function isWithin(asked: Asked, value: string): boolean {
  if (/^arn:[a-z-]+:(s3(:::)?|lambda|dynamodb)$/.test(value)) return true
  return holds({ StartsWith: [value] }, asked, value.includes(':s3:::') ? 'prefix' : 'whole')
}

type Test = (asked: Asked) => boolean
const never: Test = () => false

function advanced(selector: Json): Selector {
  const fields = list(selector.FieldSelectors).map(object)
  const category = equals(fields, 'eventCategory')[0]
  const tests = fields.map((field): Test => (FIELDS.get(String(field.Field)) ?? (() => never))(field))
  return (asked) => {
    if (category !== (asked.eventClass === 'Management' ? 'Management' : 'Data')) return false
    return tests.every((test) => test(asked))
  }
}

const equals = (fields: readonly Json[], name: string): readonly string[] =>
  fields.filter((one) => one.Field === name).flatMap((one) => list(one.Equals).map(String))

const FIELDS: ReadonlyMap<string, (field: Json) => Test> = new Map<string, (field: Json) => Test>([
  ['eventCategory', () => () => true],
  ['resources.type', (field) => (asked) => list(field.Equals).some((type) => isOfType(asked.eventClass, String(type)))],
  ['readOnly', (field) => (asked) => matchesText(field, String(isRead(asked.action)))],
  ['eventSource', (field) => (asked) => asked.events.length > 0 && asked.events.every(({ source }) => matchesText(field, source))],
  ['eventName', (field) => (asked) => asked.events.length > 0 && asked.events.every(({ name }) => matchesText(field, name))],
  ['eventType', (field) => () => matchesText(field, 'AwsApiCall')],
  // The sessions of functions and other services are no person's in the console.
  ['sessionCredentialFromConsole', (field) => () => matchesText(field, 'false')],
  ['resources.ARN', (field) => (asked) => holds(field, asked, 'exact')],
])

const texts = (field: Json, operator: string): readonly string[] => list(field[operator]).map(String)

/** Each operator that is given must hold: of one that includes some value, of one that excludes every value. */
function matchesText(field: Json, text: string): boolean {
  const including = (operator: string, test: (value: string) => boolean): boolean =>
    field[operator] === undefined || texts(field, operator).some(test)
  return (
    including('Equals', (value) => text === value) &&
    including('StartsWith', (value) => text.startsWith(value)) &&
    including('EndsWith', (value) => text.endsWith(value)) &&
    texts(field, 'NotEquals').every((value) => text !== value) &&
    texts(field, 'NotStartsWith').every((value) => !text.startsWith(value)) &&
    texts(field, 'NotEndsWith').every((value) => !text.endsWith(value))
  )
}

/**
 * Whether all resources of a pattern are selected by their ARNs.
 *
 * @param kind `prefix`: a value is the begin of an ARN; `whole`: it is a resource, of which parts are selected too; `exact`: as
 * the operator says
 */
function holds(field: Json, { eventClass, resource, likeness }: Asked, kind: 'prefix' | 'whole' | 'exact'): boolean {
  const arn = recordedArn(eventClass, resource)
  const symbolic = arn.includes('${')
  const begin = arn.split(/[*?]/)[0] ?? ''
  const end = arn.split(/[*?]/).at(-1) ?? ''
  const isPlain = begin === arn
  const isSame = (value: string): boolean => likeness(placeOf(resource), value.replace(/\/$/, '')) === 'yes'
  const mayBe = (value: string): boolean => likeness(placeOf(resource), value.replace(/\/$/, '')) !== 'no'
  const including = (operator: string, test: (value: string) => boolean): boolean =>
    field[operator] === undefined || texts(field, operator).some(test)
  const excluding = (operator: string, test: (value: string) => boolean): boolean => !texts(field, operator).some(test)
  if (symbolic) {
    return (
      including('Equals', isSame) &&
      including('StartsWith', isSame) &&
      field.EndsWith === undefined &&
      excluding('NotEquals', mayBe) &&
      excluding('NotStartsWith', mayBe) &&
      excluding('NotEndsWith', () => true)
    )
  }
  return (
    including('Equals', (value) => isPlain && arn === value) &&
    including('StartsWith', (value) => begin.startsWith(value) && (kind !== 'whole' || /^$|^[:/]/.test(begin.slice(value.length)))) &&
    including('EndsWith', (value) => end.endsWith(value)) &&
    excluding('NotEquals', (value) => (isPlain ? arn === value : value.startsWith(begin) && value.endsWith(end))) &&
    excluding('NotStartsWith', (value) => begin.startsWith(value) || (!isPlain && value.startsWith(begin))) &&
    excluding('NotEndsWith', (value) => end.endsWith(value) || (!isPlain && value.endsWith(end)))
  )
}

/** The ARN that events hold: of a table and not of its index, of a bucket with the slash that its objects begin behind. */
function recordedArn(eventClass: string, resource: string): string {
  if (eventClass === 'AWS::S3::Object' && !resource.includes('/') && resource.startsWith('arn:')) return `${resource}/`
  if (eventClass === 'AWS::DynamoDB::Table' || eventClass === 'AWS::Lambda::Function') return placeOf(resource)
  return resource
}
