/**
 * What a trail is to record: management events, and the data events of the app's own buckets, tables and functions. What a
 * selector that somebody wrote records already is not recorded twice.
 *
 * Source: CloudTrail User Guide, "Logging data events" and "Filtering data events by using advanced event selectors".
 */
import type { Json } from '../../yaml.js'
import { conditionAround, onlyIf } from '../document.js'
import { isMap, type JsonMap, listOf } from '../template.js'

/** One class of data events, and where its resources stand in a template. */
interface EventClass {
  /** The selector's name; selectors under these names are this tool's. */
  readonly name: string
  readonly type: string
  readonly resources: RegExp
  readonly operator: 'Equals' | 'StartsWith'
  readonly arnOf: (id: string) => Json
}

const arn = (id: string): Json => ({ 'Fn::GetAtt': [id, 'Arn'] })

const MANAGEMENT = 'management events'
const CLASSES: readonly EventClass[] = [
  {
    name: 'tables of the app',
    type: 'AWS::DynamoDB::Table',
    resources: /^AWS::(DynamoDB::(Global)?Table|Serverless::SimpleTable)$/,
    operator: 'Equals',
    arnOf: arn,
  },
  {
    name: 'objects of the app',
    type: 'AWS::S3::Object',
    resources: /^AWS::S3::Bucket$/,
    operator: 'StartsWith',
    arnOf: (id) => ({ 'Fn::Sub': `\${${id}.Arn}/` }),
  },
  {
    name: 'functions of the app',
    type: 'AWS::Lambda::Function',
    resources: /^AWS::(Lambda|Serverless)::Function$/,
    operator: 'Equals',
    arnOf: arn,
  },
]
const OWN: ReadonlySet<string> = new Set(CLASSES.map(({ name }) => name))

/** A selector takes so many values of one field. Source: CloudTrail User Guide, "Quotas in AWS CloudTrail": 500 over all selectors. */
export const MAX_VALUES = 500

/** A resource of the template that the trail is to look at. */
export interface Watched {
  readonly id: string
  readonly type: string
  /** The condition under which it exists. */
  readonly condition: string | null
}

/** The classes of resources that have data events. */
export const isWatchable = (type: string): boolean => CLASSES.some(({ resources }) => resources.test(type))

/**
 * @param present the trail's advanced selectors now
 * @returns those of others as they are, and behind them what they leave out
 */
export function eventSelectors(present: readonly Json[], watched: readonly Watched[]): readonly Json[] {
  const others = present.filter((selector) => !OWN.has(nameOf(selector)))
  return [
    ...(others.some(recordsManagement) ? [] : [selectorOf(MANAGEMENT, [['eventCategory', 'Equals', ['Management']]])]),
    ...others,
    ...CLASSES.flatMap((it) =>
      dataSelectors(
        it,
        watched.filter(({ type }) => it.resources.test(type)),
        others,
      ),
    ),
  ]
}

const nameOf = (selector: Json): string => {
  const inner = conditionAround(selector)?.inner ?? selector
  return isMap(inner) && typeof inner.Name === 'string' ? inner.Name : ''
}

/** Resources that exist under a condition have a selector under it: an empty list is refused. */
function dataSelectors({ name, type, operator, arnOf }: EventClass, watched: readonly Watched[], others: readonly Json[]): readonly Json[] {
  const left = watched.filter(({ id }) => !others.some((selector) => records(selector, type, arnOf(id))))
  const groups = new Map<string | null, Json[]>()
  for (const { id, condition } of left) groups.set(condition, [...(groups.get(condition) ?? []), arnOf(id)])
  return [...groups].map(([condition, arns]) =>
    onlyIf(
      condition === null ? [] : [condition],
      selectorOf(name, [
        ['eventCategory', 'Equals', ['Data']],
        ['resources.type', 'Equals', [type]],
        ['resources.ARN', operator, arns],
      ]),
    ),
  )
}

const selectorOf = (name: string, fields: readonly (readonly [field: string, operator: string, values: readonly Json[]])[]): Json => ({
  Name: name,
  FieldSelectors: fields.map(([Field, operator, values]): Json => ({ Field, [operator]: values })),
})

const fieldsOf = (selector: Json): readonly JsonMap[] =>
  isMap(selector) ? listOf(selector.FieldSelectors).filter((field): field is JsonMap => isMap(field)) : []

const valuesOf = (selector: Json, field: string, operator: string): readonly Json[] =>
  fieldsOf(selector)
    .filter((one) => one.Field === field)
    .flatMap((one) => listOf(one[operator]))

/** A selector with a further field, such as `readOnly`, leaves some events out. */
const looksOnlyAt = (selector: Json, fields: readonly string[]): boolean =>
  fieldsOf(selector).length > 0 && fieldsOf(selector).every((one) => fields.includes(String(one.Field)))

/** Which of them a trail leaves out, reads or those of one service, somebody decided. */
const recordsManagement = (selector: Json): boolean =>
  valuesOf(conditionAround(selector)?.inner ?? selector, 'eventCategory', 'Equals').includes('Management')

function records(selector: Json, type: string, arnOfResource: Json): boolean {
  if (!valuesOf(selector, 'resources.type', 'Equals').includes(type)) return false
  if (!looksOnlyAt(selector, ['eventCategory', 'resources.type', 'resources.ARN'])) return false
  const arns = fieldsOf(selector).filter((one) => one.Field === 'resources.ARN')
  const wanted = JSON.stringify(arnOfResource)
  return arns.every((one) => [...listOf(one.Equals), ...listOf(one.StartsWith)].some((value) => JSON.stringify(value) === wanted))
}
