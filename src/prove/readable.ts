/**
 * Resources that a person can read, in place of the shortest texts of a class: the patterns of the policy filled with
 * names, in the shape that the action's resources have.
 */
import { type ActionFacts, findAction, resourceType } from '../catalog/index.js'
import { matchGlob, parseGlob, splitArn } from '../policy/index.js'
import { byLengthThenText } from './text-classes.js'

/** Whether AWS asks about such a resource for the action, as far as the catalog tells. */
export function isReal(action: string, resource: string): boolean {
  const facts = findAction(action)
  if (facts === null) return false
  if (resource === '*') return facts.requiredTypes.length === 0
  return shapesOf(facts).some((shape) => matchesShape(shape, resource))
}

/** ARN templates of the action's resource types, `arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}`. */
function shapesOf(facts: ActionFacts): readonly string[] {
  const known = shapesByAction.get(facts)
  if (known !== undefined) return known
  const made = findShapes(facts)
  shapesByAction.set(facts, made)
  return made
}

const shapesByAction = new WeakMap<ActionFacts, readonly string[]>()

function findShapes(facts: ActionFacts): readonly string[] {
  const service = facts.action.slice(0, facts.action.indexOf(':'))
  // The shortest is the plainest: an object of a bucket rather than one behind an access point.
  return facts.resourceTypes.flatMap((name) => resourceType(service, name)?.arns ?? []).sort(byLengthThenText)
}

const shapes = new Map<string, RegExp>()

function matchesShape(shape: string, resource: string): boolean {
  const known = shapes.get(shape)
  if (known !== undefined) return known.test(resource)
  const source = shape
    .split(/(\$\{[^}]*\})/)
    .map((piece) =>
      piece.startsWith('${')
        ? /^\$\{(?:Partition|Region|Account)\}$/.test(piece)
          ? '[^:]*'
          : '.+'
        : piece.replace(/[.*+?^$()|[\]\\{}]/g, '\\$&'),
    )
    .join('')
  const made = new RegExp(`^${source}$`)
  shapes.set(shape, made)
  return made.test(resource)
}

export interface Wording {
  readonly region: string
  readonly account: string
  readonly partition: string
}

/** Candidates, the best first. They are not known to lie in the pattern: who asks holds them against the policies. */
export function* readableResources(action: string, pattern: string, wording: Wording): Generator<string> {
  const facts = findAction(action)
  for (const shape of facts === null ? [] : shapesOf(facts)) {
    const joined = joinArns(pattern, fillShape(shape, wording))
    if (joined !== null) yield joined
  }
  if (facts !== null && facts.requiredTypes.length === 0 && /^\*+$/.test(pattern)) yield '*'
  if (!/^\*+$/.test(pattern)) yield fillPattern(pattern, wording)
}

function fillShape(shape: string, { region, account, partition }: Wording): string {
  return shape.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    if (name === 'Partition') return partition
    if (name === 'Region') return region
    if (name === 'Account') return account
    return NAMES.get(name) ?? 'example'
  })
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['BucketName', 'amzn-s3-demo-bucket'],
  ['ObjectName', 'key'],
  ['TableName', 'Table'],
  ['IndexName', 'Index'],
  ['FunctionName', 'function'],
  ['QueueName', 'queue'],
  ['TopicName', 'topic'],
  ['RoleNameWithPath', 'app'],
  ['UserNameWithPath', 'alice'],
  ['KeyId', '1234abcd-12ab-34cd-56ef-1234567890ab'],
])

/** The shape's parts where the pattern leaves them open, else the pattern's own. */
function joinArns(pattern: string, shape: string): string | null {
  const own = splitArn(shape)
  if (own === null) return null
  const parts = pattern.split(':')
  const given = [parts[1], parts[2], parts[3], parts[4], parts.length > 5 ? parts.slice(5).join(':') : undefined]
  const free = [own.partition, own.service, own.region, own.account, own.resource]
  const joined = free.map((text, i) => {
    const want = given[i] ?? '*'
    if (!/[*?]/.test(want)) return want
    return wildcardMatches(want, text) ? text : fillText(want, text)
  })
  return `arn:${joined.join(':')}`
}

/** A pattern with stars is filled from the shape where the two begin alike, else with names. */
function fillText(pattern: string, shape: string): string {
  const head = pattern.slice(0, pattern.search(/[*?]/))
  const last = Math.max(shape.lastIndexOf('/'), shape.lastIndexOf(':'))
  const tail = shape.startsWith(head) ? shape.slice(head.length) : shape.slice(last + 1)
  return pattern === `${head}*` ? head + (tail === '' ? 'example' : tail) : fillStars(pattern)
}

const fillStars = (pattern: string): string => pattern.replace(/\*/g, 'example').replace(/\?/g, 'a')

function fillPattern(pattern: string, { region, account, partition }: Wording): string {
  const parts = pattern.split(':')
  const open = (text: string | undefined, instead: string): string => (text === undefined || /^\*+$/.test(text) ? instead : fillStars(text))
  const rest = parts.length > 5 ? parts.slice(5).join(':') : '*'
  return `arn:${open(parts[1], partition)}:${open(parts[2], 's3')}:${open(parts[3], region)}:${open(parts[4], account)}:${fillStars(rest)}`
}

const wildcardMatches = (pattern: string, text: string): boolean =>
  matchGlob(parseGlob(pattern, { wildcards: true, variables: false }), text)
