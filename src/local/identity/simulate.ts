/**
 * IAM's policy simulator, answered by the engine that enforces.
 *
 * Source: IAM API Reference, "SimulatePrincipalPolicy" and "SimulateCustomPolicy".
 */
import { type Decision, decide, type NamedDocument, type PolicySet, readPolicies, resolveRequest } from '../../decide/index.js'
import { listOf, recordsOf, textOf, textsOf } from '../input.js'
import { fault, isFault } from '../reply.js'
import type { Context, Fault, Input, Operation, Output, ServiceCall, Subject } from '../types.js'
import { arnOf, type Directory } from './directory.js'
import { checkDocument } from './documents.js'
import { invalid, noSuch, paged } from './entity-requests.js'
import type { Entity } from './model.js'

export const simulateOperations = (directory: Directory): ReadonlyMap<string, Operation> =>
  new Map<string, Operation>([
    ['SimulateCustomPolicy', (call) => simulate(call, call.input, [], null, `arn:aws:iam::${call.account}:user/simulated`)],
    ['SimulatePrincipalPolicy', (call) => simulatePrincipal(directory, call)],
    ['GetContextKeysForCustomPolicy', ({ input }) => contextKeys(textsOf(input, 'PolicyInputList').map(parsed))],
    ['GetContextKeysForPrincipalPolicy', (call) => principalKeys(directory, call)],
  ])

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function sourceOf(directory: Directory, { input, account }: ServiceCall): Entity | Fault {
  const arn = textOf(input, 'PolicySourceArn') ?? ''
  const [, owner, kind, path] = /^arn:[^:]+:iam::(\d{12}):(user|role|group)\/(.+)$/.exec(arn) ?? []
  if (kind === undefined || path === undefined)
    return fault('InvalidInput', `Invalid Entity Arn: ${arn} does not clearly define entity type and name.`, 400)
  const name = path.slice(path.lastIndexOf('/') + 1)
  const entity = owner === account ? directory.find(kind as Entity['kind'], account, name) : null
  return entity ?? noSuch(kind, name)
}

function documentsOf(directory: Directory, entity: Entity): { readonly identity: readonly NamedDocument[]; readonly boundary: unknown } {
  if (entity.kind === 'group') {
    const inline = Object.entries(entity.inline).map(([name, text]) => ({ name, document: parsed(text) }))
    return {
      identity: [...inline, ...entity.attached.map((arn) => ({ name: arn, document: directory.managedDocument(arn) }))],
      boundary: null,
    }
  }
  const subject = { kind: entity.kind, account: entity.account, name: entity.name } as Subject
  return directory.policiesOf(subject) ?? { identity: [], boundary: null }
}

function simulatePrincipal(directory: Directory, call: ServiceCall): Output | Fault {
  const entity = sourceOf(directory, call)
  if (isFault(entity)) return entity
  const { identity, boundary } = documentsOf(directory, entity)
  const caller = entity.kind === 'group' ? `arn:aws:iam::${entity.account}:user/member-of-${entity.name}` : arnOf(entity)
  return simulate(call, call.input, identity, boundary, textOf(call.input, 'CallerArn') ?? caller)
}

function simulate(call: ServiceCall, input: Input, own: readonly NamedDocument[], boundary: unknown, principal: string): Output | Fault {
  const texts = textsOf(input, 'PolicyInputList')
  for (const text of texts) {
    const problem = checkDocument(text, 'identity')
    if (problem !== null) return fault('InvalidInput', problem.message, 400)
  }
  const [bounding] = textsOf(input, 'PermissionsBoundaryPolicyInputList')
  const resourcePolicy = textOf(input, 'ResourcePolicy')
  const given = texts.map((text, i) => ({ name: `PolicyInputList.${i + 1}`, document: parsed(text) }))
  const set = readPolicies({
    identity: [...own, ...given],
    ...(resourcePolicy === null ? {} : { resource: parsed(resourcePolicy) }),
    ...(bounding === undefined ? (boundary === null ? {} : { permissionBoundary: boundary }) : { permissionBoundary: parsed(bounding) }),
  })
  if (!set.ok) return fault('InvalidInput', set.error[0]?.message ?? 'Invalid policy input.', 400)
  const actions = textsOf(input, 'ActionNames')
  if (actions.length === 0) return invalid("Value null at 'actionNames' failed to satisfy constraint: Member must not be null")
  const resources = listOf(input, 'ResourceArns').length === 0 ? ['*'] : textsOf(input, 'ResourceArns')
  const caller = textOf(input, 'CallerArn') ?? principal
  const context = contextOf(input)
  const results: Output[] = []
  for (const action of actions) {
    if (!/^[a-zA-Z0-9-]+:[a-zA-Z0-9]+$/.test(action)) return fault('InvalidInput', `Invalid action name: ${action}`, 400)
    for (const resource of resources) {
      const request = resolveRequest({
        principal: caller,
        action,
        resource,
        context,
        resourceAccount: textOf(input, 'ResourceOwner')?.split(':')[4] ?? call.account,
      })
      if (!request.ok) return fault('InvalidInput', request.error.message, 400)
      const withoutBoundary: PolicySet = { ...set.value, permissionBoundary: null }
      results.push(
        result(action, resource, decide(set.value, request.value), {
          missing: missingKeys(set.value, context),
          bounded:
            set.value.permissionBoundary === null
              ? null
              : decide({ ...withoutBoundary, identity: [{ name: 'boundary', policy: set.value.permissionBoundary }] }, request.value),
        }),
      )
    }
  }
  const page = paged(input, results)
  return isFault(page) ? page : { EvaluationResults: page.items, ...page.more }
}

function contextOf(input: Input): Context {
  return Object.fromEntries(
    recordsOf(input, 'ContextEntries').flatMap((entry) => {
      const key = textOf(entry, 'ContextKeyName')
      return key === null ? [] : [[key, textsOf(entry, 'ContextKeyValues')]]
    }),
  )
}

const TYPES: Readonly<Record<string, string>> = {
  identity: 'IAM Policy',
  resource: 'Resource Policy',
  permissionBoundary: 'Permissions Boundary',
}

interface Beside {
  readonly missing: readonly string[]
  readonly bounded: Decision | null
}

function result(action: string, resource: string, decision: Decision, { missing, bounded }: Beside): Output {
  return {
    EvalActionName: action,
    EvalResourceName: resource,
    EvalDecision: decision.decision,
    MatchedStatements: decision.by.map(({ policy }) => {
      const colon = policy.indexOf(':')
      const type = colon < 0 ? policy : policy.slice(0, colon)
      return { SourcePolicyId: colon < 0 ? policy : policy.slice(colon + 1), SourcePolicyType: TYPES[type] ?? 'IAM Policy' }
    }),
    MissingContextValues: missing,
    ...(bounded === null ? {} : { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: bounded.decision === 'allowed' } }),
  }
}

function keysOf(set: PolicySet): readonly string[] {
  const policies = [...set.identity.map(({ policy }) => policy), ...[set.resource, set.permissionBoundary].filter((it) => it !== null)]
  const keys = policies.flatMap(({ statements }) => statements.flatMap(({ conditions }) => conditions.map(({ key }) => key)))
  return [...new Set(keys)].sort()
}

function missingKeys(set: PolicySet, context: Context): readonly string[] {
  const there = new Set(Object.keys(context).map((key) => key.toLowerCase()))
  return keysOf(set).filter((key) => !there.has(key.toLowerCase()))
}

function contextKeys(documents: readonly unknown[]): Output | Fault {
  const set = readPolicies({ identity: documents.map((document, i) => ({ name: String(i), document })) })
  return set.ok ? { ContextKeyNames: keysOf(set.value) } : fault('InvalidInput', set.error[0]?.message ?? 'Invalid policy input.', 400)
}

function principalKeys(directory: Directory, call: ServiceCall): Output | Fault {
  const entity = sourceOf(directory, call)
  if (isFault(entity)) return entity
  return contextKeys([
    ...documentsOf(directory, entity).identity.map(({ document }) => document),
    ...textsOf(call.input, 'PolicyInputList').map(parsed),
  ])
}
