/**
 * What a path into a handler's event means, by what the function is wired to. Each kind of wire has a table of paths;
 * a path that no wire of the function has is unknown.
 *
 * Source: AWS Lambda Developer Guide, the sample event of each service; Amazon EventBridge User Guide, "Event structure".
 */
import type { Target, Wire, WireKind } from '../app/index.js'
import { type SymText, splitSym, symbol, symText } from '../policy/index.js'
import { stageNames } from './api-stages.js'
import { type Bound, distinct, known, unknown } from './bound.js'
import { readBusEvent } from './event-bus.js'
import { readTaskInput } from './machine/task-input.js'
import { readMessage } from './message.js'
import { MAX_HOPS, type Scope } from './scope.js'
import { textsAt, valuesAt } from './value.js'
import { readValue } from './value-path.js'

interface Found {
  readonly wire: Wire
  readonly scope: Scope
  /** What follows the part of the path that the row names. */
  readonly rest: readonly string[]
}

interface Shape {
  /** Dotted; `*` stands for an index or any key. The row is taken where the event's path begins so. */
  readonly path: string
  readonly read: (found: Found) => readonly Bound[]
}

const source = (read: (target: Target) => SymText): Shape['read'] => {
  return ({ wire, rest }) => (wire.source === null || rest.length > 0 ? [] : [{ text: read(wire.source), why: null }])
}
const region: Shape['read'] = () => [known(symbol('AWS::Region'))]
const envelope: readonly Shape[] = [{ path: 'Records.*.awsRegion', read: region }]

const SHAPES = new Map<WireKind, readonly Shape[]>([
  [
    's3',
    [
      ...envelope,
      { path: 'Records.*.s3.bucket.name', read: source(nameOfTarget) },
      { path: 'Records.*.s3.bucket.arn', read: source((t) => t.arn) },
      { path: 'Records.*.s3.object.key', read: ({ wire }) => objectKeys(wire) },
    ],
  ],
  [
    'sns',
    [
      { path: 'Records.*.Sns.TopicArn', read: source((t) => t.arn) },
      { path: 'Records.*.Sns.Message', read: ({ wire, rest, scope }) => readMessage(wire.source, rest, scope) },
    ],
  ],
  [
    'sqs',
    [
      ...envelope,
      { path: 'Records.*.eventSourceARN', read: source((t) => t.arn) },
      { path: 'Records.*.body', read: ({ wire, rest, scope }) => readMessage(wire.source, rest, scope) },
    ],
  ],
  ['kinesis', [...envelope, { path: 'Records.*.eventSourceARN', read: source((t) => t.arn) }]],
  ['dynamodb', [...envelope, { path: 'Records.*.eventSourceARN', read: source((t) => t.arn) }]],
  ['msk', [{ path: 'eventSourceArn', read: source((t) => t.arn) }]],
  ['mq', [{ path: 'eventSourceArn', read: source((t) => t.arn) }]],
  ['documentdb', [{ path: 'eventSourceArn', read: source((t) => t.arn) }]],
  ['rule', [{ path: '', read: ({ wire, rest, scope }) => readBusEvent(wire, rest, scope) }]],
  ['schedule-rule', [{ path: '', read: ({ wire, rest }) => constantInput(wire, rest) }]],
  ['state-machine', [{ path: '', read: ({ rest, scope }) => readTaskInput(rest, scope) }]],
  ['scheduler', [{ path: '', read: ({ wire, rest }) => constantInput(wire, rest) }]],
  [
    'custom-resource',
    [{ path: 'ResourceProperties', read: ({ wire, rest }) => (rest.length === 0 ? [] : readValue(wire.properties, rest)) }],
  ],
  ['api', apiShapes()],
  ['http-api', apiShapes()],
  ['websocket-api', apiShapes()],
  [
    'cognito',
    [
      { path: 'userPoolId', read: source(nameOfTarget) },
      { path: 'region', read: region },
    ],
  ],
])

function apiShapes(): readonly Shape[] {
  return [
    { path: 'requestContext.apiId', read: source(nameOfTarget) },
    {
      path: 'requestContext.domainName',
      read: source((t) => symText(nameOfTarget(t), '.execute-api.', symbol('AWS::Region'), '.', symbol('AWS::URLSuffix'))),
    },
    { path: 'requestContext.accountId', read: () => [known(symbol('AWS::AccountId'))] },
    { path: 'requestContext.stage', read: ({ wire, scope }) => stagesOf(wire, scope) },
  ]
}

/** @returns every text that the path can hold; one `any` where no wire of the function says */
export function bindEvent(path: readonly string[], scope: Scope): readonly Bound[] {
  const written = `the event's \`${path.filter((p) => p !== '()json').join('.')}\``
  if (scope.depth > MAX_HOPS) return [unknown(written)]
  if (scope.self === null) return [unknown(written)]
  const found = distinct(scope.self.wires.flatMap((wire) => readWire(wire, path, scope)))
  const direct = readMessage({ invoked: scope.self }, path, scope)
  const all = distinct([...found, ...direct])
  return all.length === 0 ? [unknown(written)] : all
}

export function readWire(wire: Wire, path: readonly string[], scope: Scope): readonly Bound[] {
  for (const shape of SHAPES.get(wire.kind) ?? []) {
    const rest = behind(path, shape.path === '' ? [] : shape.path.split('.'))
    if (rest === null) continue
    const found = shape.read({ wire, scope, rest })
    if (found.length > 0) return found
  }
  return []
}

function behind(path: readonly string[], head: readonly string[]): readonly string[] | null {
  if (path.length < head.length) return null
  for (const [i, want] of head.entries()) if (want !== '*' && want !== path[i]) return null
  return path.slice(head.length)
}

/** What stands in an ARN for the target: its symbol, or the last part of its ARN. */
export function nameOfTarget(target: Target): SymText {
  if (target.resource !== null) return symText(symbol(target.resource))
  const tail = splitSym(target.arn, ':', 6)[5]
  if (tail === undefined) return target.arn
  return splitSym(tail, '/').at(-1) ?? tail
}

/** Source: Amazon S3 User Guide, "Configuring event notifications using object key name filtering". */
function objectKeys(wire: Wire): readonly Bound[] {
  const rules = valuesAt(wire.properties, ['Filter', 'S3Key', 'Rules', '*'])
  const of = (name: string): readonly SymText[] =>
    rules.flatMap((rule) =>
      textsAt(rule, ['Name']).some((n) => n[0]?.kind === 'text' && n[0].text.toLowerCase() === name) ? textsAt(rule, ['Value']) : [],
    )
  const prefixes = of('prefix')
  const suffixes = of('suffix')
  const why = 'the object key of the event'
  const heads = prefixes.length > 0 ? prefixes : [symText()]
  const tails = suffixes.length > 0 ? suffixes : [symText()]
  return heads.flatMap((head) => tails.map((tail): Bound => ({ text: symText(head, '*', tail), why })))
}

/** The `Input` of a schedule or rule target, a JSON text or (in SAM) one given as a map. */
function constantInput(wire: Wire, path: readonly string[]): readonly Bound[] {
  return [['Input'], ['Target', 'Input']].flatMap((at) =>
    valuesAt(wire.properties, at).flatMap((input) => readValue(input, ['()json', ...path])),
  )
}

function stagesOf(wire: Wire, { world }: Scope): readonly Bound[] {
  const api = wire.source?.resource ?? null
  const names = [...textsAt(wire.properties, ['StageName']), ...(api === null ? [] : stageNames(api, world.declared))]
  return names.map((text) => ({ text, why: null }))
}
