import { apiUrl, type PlainResource } from '../api/index.js'
import type { LocalAws } from '../types.js'
import { plainOf } from './plain-app.js'
import { PROVISIONED } from './provision.js'
import type { Wired } from './wire.js'

/** What a person or a script needs to use the app. Sorted by ID. */
export interface AppDescription {
  readonly apis: Readonly<Record<string, string>>
  readonly functions: Readonly<Record<string, string>>
  readonly roles: Readonly<Record<string, string>>
  readonly resources: Readonly<Record<string, { readonly ref: string; readonly arn: string | null }>>
  readonly outputs: Readonly<Record<string, string>>
  /** What is not as it will be on AWS: resources without a store, parameters without a value. */
  readonly notes: readonly string[]
}

export function describe({ generation, names, plans, specs, apis, builder, wiring, resources }: Wired, aws: LocalAws): AppDescription {
  const sorted = <T>(pairs: readonly (readonly [string, T])[]): Readonly<Record<string, T>> =>
    Object.fromEntries([...pairs].sort(([a], [b]) => (a < b ? -1 : 1)))
  const { app } = generation
  return {
    apis: sorted(apis.map((api) => [api.id, apiUrl(aws.endpoint, api)])),
    functions: sorted(specs.map((spec) => [spec.id, spec.arn])),
    roles: sorted(plans.map((plan) => [plan.id, plan.arn])),
    resources: sorted([...app.resources.keys()].map((id) => [id, { ref: names.ref(id), arn: names.arn(id) }])),
    outputs: sorted([...app.outputs].map(([name, value]) => [name, String(plainOf(value, names) ?? '')])),
    notes: [
      ...builder.notes(),
      ...names
        .standIns()
        // Where the CDK's assets lie is of no use here.
        .filter(([symbol]) => !/^AssetParameters[0-9a-f]{64}/.test(symbol))
        .map(([symbol, text]) => `\`${symbol}\` has no value here, \`${text}\` stands in for it`),
      ...wiring.unfed.map((source) => `nothing here feeds ${source}`),
      ...missingStores(resources),
      ...customResources(resources),
    ],
  }
}

/** Types that hold data or answer calls, and have no store here. */
function missingStores(resources: ReadonlyMap<string, PlainResource>): readonly string[] {
  const found = new Map<string, string[]>()
  for (const { id, type } of resources.values())
    if (ANSWERING.test(type) && !PROVISIONED.has(type)) found.set(type, [...(found.get(type) ?? []), id])
  const missing = [...found].map(([type, ids]) => `${type} (${ids.join(', ')})`).sort()
  return missing.length === 0 ? [] : [`local AWS has no ${missing.join('; no ')}: calls of them are refused`]
}

const ANSWERING =
  /^AWS::(KinesisFirehose::|Cognito::UserPool$|AppSync::GraphQLApi|Serverless::GraphQLApi|RDS::|ElastiCache::|OpenSearchService::|MSK::|SES::|Bedrock::)/

/** Of the CDK's own, this one has its effect here, and these have none before the stack goes. */
const HARMLESS = new Set(['Custom::S3BucketNotifications', 'Custom::S3AutoDeleteObjects', 'Custom::ECRAutoDeleteImages'])

function customResources(resources: ReadonlyMap<string, PlainResource>): readonly string[] {
  const found = [...resources.values()].filter(
    ({ type }) => (type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource') && !HARMLESS.has(type),
  )
  const ids = found.map(({ id }) => id).sort()
  return ids.length === 0 ? [] : [`local AWS runs no custom resources (${ids.join(', ')}): what they make on AWS is missing here`]
}
