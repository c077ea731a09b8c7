/** What AppSync asks beside tables: search domains, databases, models, HTTP endpoints that are signed for, and the APIs that one is merged of. */
import type { Resource, Value } from '../../app/index.js'
import { clientFacts, clientPrefix, clientSuffixes, operationName } from '../../catalog/index.js'
import { literalOf, parseSym, type SymText, symText } from '../../policy/index.js'
import { arnOfName } from '../arn.js'
import { type Atom, type Gap, isAtom, type Need, platform } from '../atom.js'
import { named } from '../declared.js'
import { definitionScope, type MadeCall, needsOfDefinedCall, OPEN_INPUT } from '../made-call.js'
import type { World } from '../scope.js'
import { readSecret } from '../target.js'
import { tracedValue } from '../traced-value.js'
import { textsAt, valuesAt } from '../value.js'
import { type Asking, askingOf, writtenOperations } from './graphql-code.js'

/** Whoever asks the source; where the template has no resolver of it, somebody may ask for anything. */
export function askedOf(source: Resource, world: World): readonly Asking[] {
  const using = askingOf(source, world)
  return using.length === 0 ? [{ asks: 'DataSource', code: null, at: source.at }] : using
}

export const notSeen = (source: Resource, { asks, code, at }: Asking): Gap => ({
  gap: {
    code: 'needs/unread-resolver',
    message:
      asks === 'DataSource'
        ? `no resolver of the template asks \`${source.id}\` for anything, so it may be asked for anything`
        : `what \`${asks}\` asks of \`${source.id}\` is not seen: its code ${code === null ? 'is not here' : 'names no operation that is known'}`,
    hint: 'put the code where the template says it is, or refuse what it does not need under `refuse` in rolewright.config.yaml',
    at,
  },
})

/** Source: AppSync Developer Guide, "Tutorial: Aurora Serverless". */
export function database(source: Resource, config: Value, world: World): readonly Atom[] {
  const clusters = textsAt(config, ['DbClusterIdentifier']).map((id) => arnOfName(id, 'rds', 'cluster:', world.declared))
  return [
    ...clusters.flatMap((arn) => platform(['rds-data:BatchExecuteStatement', 'rds-data:ExecuteStatement'], arn, 'DataSource', source.at)),
    ...textsAt(config, ['AwsSecretStoreArn']).flatMap((secret) => readSecret(secret, 'DataSource', source.at, world)),
  ]
}

const VERBS = ['DELETE', 'GET', 'HEAD', 'POST', 'PUT']

/**
 * The methods that requests name, as their operation; every one where the code is not seen.
 * Source: AppSync Developer Guide, "JavaScript resolver function reference for Amazon OpenSearch Service", `operation`.
 */
export function searches(source: Resource, world: World): readonly Need[] {
  const endpoints = ['OpenSearchServiceConfig', 'ElasticsearchConfig'].flatMap((key) => valuesAt(source.properties, [key, 'Endpoint']))
  return endpoints.flatMap((endpoint) =>
    askedOf(source, world).flatMap((one) => {
      const written = writtenOperations(one.code ?? '') ?? []
      const named = VERBS.filter((verb) => written.includes(verb))
      const needs = (named.length > 0 ? named : VERBS).flatMap((operation) =>
        made({ service: 'es', operation, at: one.at, asks: one.asks }, new Map([['url', endpoint]]), source, world),
      )
      return named.length > 0 ? needs : [...needs.map(assumed), notSeen(source, one)]
    }),
  )
}

const assumed = (need: Need): Need => (isAtom(need) && need.certainty === 'resolved' ? { ...need, certainty: 'assumed' } : need)

/** Requests of the built-in module, or objects of their shape, by the operation that each makes. */
const MODEL_CALLS = [
  { operation: 'InvokeModel', helper: 'invokeModel' },
  { operation: 'Converse', helper: 'converse' },
]

/**
 * Models of Bedrock, asked by code that names them.
 * Source: AppSync Developer Guide, "JavaScript resolver function reference for Amazon Bedrock runtime", "Amazon Bedrock built-in
 * module".
 */
export function models(source: Resource, world: World): readonly Need[] {
  if (!textsAt(source.properties, ['Type']).some((type) => literalOf(type) === 'AMAZON_BEDROCK_RUNTIME')) return []
  return askedOf(source, world).flatMap((one) => {
    const code = one.code ?? ''
    const written = writtenOperations(code) ?? []
    const calls = MODEL_CALLS.filter(
      ({ operation, helper }) => written.includes(operation) || new RegExp(`(?<![\\w$])${helper}\\s*\\(`).test(code),
    )
    const ids = [...code.matchAll(/\bmodelId["']?\s*:\s*["'`]([^"'`]+)["'`]/g)].flatMap((found) => found[1] ?? [])
    const asked = (calls.length > 0 ? calls : MODEL_CALLS).flatMap(({ operation }) => {
      const call = { service: 'bedrock-runtime', operation, at: one.at, asks: one.asks }
      if (ids.length === 0) return needsOfDefinedCall({ ...call, input: OPEN_INPUT }, definitionScope(world, source.id))
      return ids.flatMap((id) => made(call, new Map([['modelId', textValue(id, one)]]), source, world))
    })
    return calls.length > 0 ? asked : [...asked.map(assumed), notSeen(source, one)]
  })
}

const textValue = (text: string, { at }: Asking): Value => ({ kind: 'text', text: parseSym(text), at })

/**
 * Requests that an HTTP source signs: the operation that the code names in its target header, on what its body names.
 * Source: AppSync Developer Guide, "Tutorial: HTTP resolvers", invoking AWS services.
 */
export function signedRequests(source: Resource, world: World): readonly Need[] {
  const [signed] = textsAt(source.properties, ['HttpConfig', 'AuthorizationConfig', 'AwsIamConfig', 'SigningServiceName'])
  const service = signed === undefined ? null : literalOf(signed)
  if (service === null) return []
  const suffix = clientSuffixes().find((s) => s === service || clientPrefix(s) === service || clientFacts(s)?.signing === service)
  return askingOf(source, world).flatMap(({ code, asks, at }) => {
    const target = code === null ? undefined : /x-amz-target["']?\s*:\s*["'][\w-]+\.(\w+)/i.exec(code)?.[1]
    const operation = suffix === undefined || target === undefined ? null : operationName(suffix, target)
    if (suffix === undefined || operation === null || code === null) return []
    const members = [...code.matchAll(/["']?\b(\w+)["']?\s*:\s*["']([^"'\n]*)["']/g)].map(
      ([, key = '', text = '']) => [key, { kind: 'text', text: parseSym(text), at } as Value] as const,
    )
    return made({ service: suffix, operation, at, asks }, new Map(members), source, world)
  })
}

function made(call: Omit<MadeCall, 'input'>, members: ReadonlyMap<string, Value>, source: Resource, world: World): readonly Need[] {
  const read = tracedValue({ kind: 'map', entries: members, at: call.at }, { text: () => null, key: (key) => key })
  return needsOfDefinedCall({ ...call, input: read.traced }, definitionScope(world, source.id, read.environment))
}

/**
 * A merged API asks the APIs that it is made of, and merges by itself those that say so.
 * Source: AppSync Developer Guide, "Merged APIs", creating an execution role.
 */
export function sourceApis(api: Resource, world: World): readonly Need[] {
  const own = world.declared.byId.get(api.id)?.arn ?? null
  const isOf = (text: SymText): boolean => named(text, world.declared)?.declared.id === api.id
  const associations = (world.declared.byType.get('AWS::AppSync::SourceApiAssociation') ?? []).filter(({ resource }) =>
    textsAt(resource.properties, ['MergedApiIdentifier']).some(isOf),
  )
  return associations.flatMap(({ resource: { properties, at } }) => [
    ...textsAt(properties, ['SourceApiIdentifier']).flatMap((id) => {
      const source = named(id, world.declared)?.declared.arn ?? arnOfName(id, 'appsync', 'apis/', world.declared)
      return platform(['appsync:SourceGraphQL'], symText(source, '/*'), 'SourceApiAssociation', at)
    }),
    ...(textsAt(properties, ['SourceApiAssociationConfig', 'MergeType']).some((type) => literalOf(type) === 'AUTO_MERGE') && own !== null
      ? platform(['appsync:StartSchemaMerge'], symText(own, '/sourceApiAssociations/*'), 'SourceApiAssociation', at)
      : []),
  ])
}
