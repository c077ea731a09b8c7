/**
 * A stack's template before and after → the updates that lead there. Where the edit adds policies that stand apart from their
 * roles, these come first, in an update that adds and takes nothing away: CloudFormation makes such a policy after the
 * function that it speaks of was given its new role, and the function would lack it in between.
 *
 * Source: CloudFormation User Guide, "Understand update behaviors of stack resources"; Template Reference, "DependsOn".
 */
import { createHash } from 'node:crypto'
import { editText, templateValue } from '../emit/index.js'
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { canonical } from './documents.js'
import type { StackPhase, TouchedResource } from './types.js'

export type Json = ReturnType<typeof templateValue>
type JsonMap = { readonly [key: string]: Json }

/** Source: CloudFormation User Guide, "Understand CloudFormation quotas": template body in a request. */
const MAX_TEMPLATE_BYTES = 51_200

/** @errors `deploy/template-too-large` */
export function phasesOf(stack: string, before: string, after: string): Result<readonly StackPhase[], Problem> {
  const first = expanded(before, after)
  const phases = [
    ...(first === null ? [] : [{ kind: 'add' as const, template: first, touched: touchedBetween(before, first) }]),
    { kind: 'change' as const, template: after, touched: touchedBetween(first ?? before, after) },
  ].filter(({ touched }) => touched.length > 0)
  const large = phases.find(({ template }) => Buffer.byteLength(template) > MAX_TEMPLATE_BYTES)
  return large === undefined ? ok(phases) : fail(tooLarge(stack, Buffer.byteLength(large.template)))
}

const isMap = (value: Json | undefined): value is JsonMap => typeof value === 'object' && value !== null && !Array.isArray(value)
const mapOf = (value: Json | undefined): JsonMap => (isMap(value) ? value : {})
const listOf = (value: Json | undefined): readonly Json[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]

const resourcesIn = (text: string): ReadonlyMap<string, JsonMap> =>
  new Map(Object.entries(mapOf(mapOf(templateValue(text)).Resources)).map(([id, it]) => [id, mapOf(it)]))

const typeOf = ({ Type }: JsonMap): string => (typeof Type === 'string' ? Type : '')

/** What differs between two texts of a template, resource by resource. Sorted by logical ID. */
export function touchedBetween(before: string, after: string): readonly TouchedResource[] {
  const [was, is] = [resourcesIn(before), resourcesIn(after)]
  return [...new Set([...was.keys(), ...is.keys()])].sort().flatMap((id): TouchedResource[] => {
    const [old, now] = [was.get(id), is.get(id)]
    if (canonical(old ?? null) === canonical(now ?? null)) return []
    const [from, to] = [mapOf(old?.Properties), mapOf(now?.Properties)]
    const properties = [...new Set([...Object.keys(from), ...Object.keys(to)])].filter(
      (name) => canonical(from[name] ?? null) !== canonical(to[name] ?? null),
    )
    return [
      {
        id,
        type: typeOf(now ?? old ?? {}),
        change: old === undefined ? 'add' : now === undefined ? 'remove' : 'modify',
        properties: properties.sort(),
      },
    ]
  })
}

/** The same for texts that mean the same: AWS hands a template back with other white space. */
export const fingerprint = (template: string): string =>
  createHash('sha256')
    .update(canonical(templateValue(template)))
    .digest('hex')
    .slice(0, 12)

export const sameTemplate = (a: string, b: string): boolean => a === b || fingerprint(a) === fingerprint(b)

/** Policies that stand apart from what they are on. */
const APART = /^AWS::IAM::(Policy|ManagedPolicy|RolePolicy)$/

/** What policies that stand apart are called on their roles: names of inline ones, ARNs of managed ones. */
export const policiesApart = (template: string, physicalIds: ReadonlyMap<string, string>): readonly string[] =>
  [...resourcesIn(template)].flatMap(([id, resource]) => {
    if (!APART.test(typeOf(resource))) return []
    const name = mapOf(resource.Properties).PolicyName
    return typeof name === 'string' ? [name] : (physicalIds.get(id) ?? [])
  })

/** @returns null where one update is enough */
function expanded(before: string, after: string): string | null {
  const touched = touchedBetween(before, after)
  const added = touched.filter(({ change }) => change === 'add')
  const others = touched.filter(({ change }) => change !== 'add')
  const widened = others.filter(({ change, type }) => change === 'modify' && APART.test(type))
  if (others.length === 0 || (widened.length === 0 && added.every(({ type }) => type === 'AWS::IAM::Role'))) return null
  const root = mapOf(templateValue(before))
  const [was, is] = [resourcesIn(before), resourcesIn(after)]
  const resources: Record<string, Json> = { ...mapOf(root.Resources) }
  for (const { id } of added) resources[id] = is.get(id) ?? null
  for (const { id } of widened) resources[id] = bothPolicies(was.get(id) ?? {}, is.get(id) ?? {})
  const wanted: Json = { ...root, Resources: resources }
  const edited = editText(before, wanted)
  return edited.ok ? edited.value : JSON.stringify(wanted)
}

/** What either of them allows, on whoever either is on. */
function bothPolicies(old: JsonMap, now: JsonMap): Json {
  const [from, to] = [mapOf(old.Properties), mapOf(now.Properties)]
  const statements = [from, to].flatMap(({ PolicyDocument }) => listOf(mapOf(PolicyDocument).Statement))
  const unique = <T extends Json>(all: readonly T[]): readonly T[] => [...new Map(all.map((it) => [canonical(it), it])).values()]
  return {
    ...old,
    Properties: {
      ...from,
      Roles: unique([...listOf(from.Roles), ...listOf(to.Roles)]),
      PolicyDocument: { ...mapOf(from.PolicyDocument), Statement: unique(statements.map(withoutSid)) },
    },
  }
}

/** Sids of both sides can clash. */
function withoutSid(statement: Json): Json {
  if (!isMap(statement)) return statement
  const { Sid: _, ...rest } = statement
  return rest
}

const tooLarge = (stack: string, bytes: number): Problem => ({
  code: 'deploy/template-too-large',
  message: `the edited template of \`${stack}\` has ${bytes} bytes, and CloudFormation takes ${MAX_TEMPLATE_BYTES} in a request`,
  hint: 'write the edit into your own template with `rolewright generate --write`, and deploy it as you always do; nothing was changed',
  at: null,
})
