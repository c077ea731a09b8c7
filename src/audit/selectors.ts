/** A trail's event selectors → what it records. Source: CloudTrail API Reference, "GetEventSelectors". */
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { isRead, type Recorded } from './observable.js'

/** One selector, basic or advanced: it records a class's reads, writes or both. */
interface Selector {
  readonly classes: (eventClass: string) => boolean
  readonly reads: boolean
  readonly writes: boolean
  /** Sources of management events that are left out, e.g. `kms.amazonaws.com`. */
  readonly without: readonly string[]
}

type Json = Readonly<Record<string, unknown>>
const object = (value: unknown): Json => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {})
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/**
 * @param text what `aws cloudtrail get-event-selectors` prints; a list of such answers counts for several trails
 * @errors `audit/bad-selectors`
 */
export function parseSelectors(text: string, file: string): Result<Recorded, readonly Problem[]> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return fail([bad(file)])
  }
  const answers = (Array.isArray(value) ? value : [value]).map(object)
  const selectors = answers.flatMap((answer) => [
    ...list(answer.EventSelectors).flatMap((one) => basic(object(one))),
    ...list(answer.AdvancedEventSelectors).map((one) => advanced(object(one))),
  ])
  if (answers.every((answer) => answer.EventSelectors === undefined && answer.AdvancedEventSelectors === undefined))
    return fail([bad(file)])
  return ok({
    records: (asked, action) => {
      const source = `${action.slice(0, action.indexOf(':'))}.amazonaws.com`
      return selectors.some(
        (it) => it.classes(asked) && (isRead(action) ? it.reads : it.writes) && !(asked === 'Management' && it.without.includes(source)),
      )
    },
  })
}

const bad = (file: string): Problem => ({
  code: 'audit/bad-selectors',
  message: `\`${file}\` holds no event selectors`,
  hint: 'give what `aws cloudtrail get-event-selectors --trail-name NAME` prints',
  at: null,
})

function basic(selector: Json): readonly Selector[] {
  const kind = String(selector.ReadWriteType ?? 'All')
  const shared = {
    reads: kind !== 'WriteOnly',
    writes: kind !== 'ReadOnly',
    without: list(selector.ExcludeManagementEventSources).map((source) => String(source).replace('rdsdata.', 'rds-data.')),
  }
  const management: readonly Selector[] =
    selector.IncludeManagementEvents === false ? [] : [{ ...shared, classes: (asked) => asked === 'Management' }]
  const data = list(selector.DataResources).map((one): Selector => {
    const resource = object(one)
    // A list of some buckets or functions is not all of them: what was not seen may be of another.
    const all = list(resource.Values).some((arn) => /^arn:[a-z-]+:(s3(:::)?|lambda|dynamodb)$/.test(String(arn)))
    return { ...shared, classes: (asked) => all && asked === resource.Type }
  })
  return [...management, ...data]
}

function advanced(selector: Json): Selector {
  const fields = list(selector.FieldSelectors).map(object)
  const equal = (field: string): readonly string[] | null => {
    const found = fields.find((one) => one.Field === field)
    return found === undefined ? null : list(found.Equals).map(String)
  }
  const category = equal('eventCategory')?.[0]
  const types = equal('resources.type') ?? []
  const readOnly = equal('readOnly')
  const without = fields
    .filter((one) => one.Field === 'eventSource')
    .flatMap((one) => list(one.NotEquals).map((source) => String(source).replace('rdsdata.', 'rds-data.')))
  // Any other field selects some events of the class away.
  const whole = fields.every((one) => ['eventCategory', 'resources.type', 'readOnly', 'eventSource'].includes(String(one.Field)))
  return {
    classes: (asked) => whole && (category === 'Management' ? asked === 'Management' : types.includes(asked)),
    reads: readOnly === null || readOnly.includes('true'),
    writes: readOnly === null || readOnly.includes('false'),
    without,
  }
}
