/** Function URLs of an app, as APIs that take everything. */
import type { Generation } from '../../generate/index.js'
import { type Api, corsOf, mapOf, type PlainResource } from '../api/index.js'
import type { FunctionSpec } from '../functions/index.js'
import type { LocalPlace } from './names.js'

export function functionUrls(
  generation: Generation,
  specs: readonly FunctionSpec[],
  resources: ReadonlyMap<string, PlainResource>,
  place: LocalPlace,
): readonly Api[] {
  return specs.flatMap((spec): readonly Api[] => {
    const url = generation.app.functions.get(spec.id)?.url ?? null
    if (url === null) return []
    const cors = resources.get(spec.id)?.properties.FunctionUrlConfig
    return [
      {
        id: spec.id,
        apiId: spec.name,
        name: spec.id,
        kind: 'url',
        stage: '$default',
        stageVariables: new Map(),
        account: place.account,
        region: place.region,
        routes: [
          {
            method: 'ANY',
            path: '$default',
            authorization: url.auth === 'AWS_IAM' ? { kind: 'iam' } : { kind: 'none' },
            needsApiKey: false,
            rules: null,
            integration: {
              kind: 'lambda',
              functionArn: spec.arn,
              credentials: null,
              payload: '2.0',
              timeoutMs: spec.timeoutMs + 1_000,
              mapping: null,
            },
          },
        ],
        authorizers: new Map(),
        cors: corsOf(mapOf(cors).Cors),
        gatewayResponses: new Map(),
        binaryMediaTypes: [],
        apiKeys: new Set(),
        accessLog: null,
        executionLog: null,
        resourcePolicy: null,
      },
    ]
  })
}
