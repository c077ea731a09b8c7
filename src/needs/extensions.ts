/** Layers of AWS that act with the function's role: they write what they see, or ask for what code wants of them. */
import type { AppFunction } from '../app/index.js'
import { matchesGlob } from '../catalog/index.js'
import type { Place } from '../outcome/index.js'
import { printSym, type SymText } from '../policy/index.js'
import { arnHere } from './arn.js'
import { type Atom, platform } from './atom.js'
import { permittedResources } from './permitted.js'
import type { World } from './scope.js'
import { ANY } from './target.js'

interface Extension {
  /** The layer's name, in its ARN. */
  readonly layer: RegExp
  readonly logGroup: string | null
  readonly traces: readonly string[]
}

/** `Call.origin` of what code asks of such an extension by a URL that is known. */
const AGENT_ORIGIN = 'library:a Lambda extension'

const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents']

/**
 * Sources: AWS Managed Policy Reference, "CloudWatchLambdaInsightsExecutionRolePolicy" and
 * "CloudWatchLambdaApplicationSignalsExecutionRolePolicy"; AWS Distro for OpenTelemetry, "AWS Lambda", which writes to X-Ray.
 */
const EXTENSIONS: readonly Extension[] = [
  { layer: /:layer:LambdaInsightsExtension/, logGroup: '/aws/lambda-insights', traces: [] },
  { layer: /:layer:AWSOpenTelemetryDistro/, logGroup: '/aws/application-signals/data', traces: ['xray:PutTraceSegments'] },
  { layer: /:layer:aws-otel-/, logGroup: null, traces: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'] },
]

/**
 * Extensions that code asks by HTTP on the function's own machine, and which then ask AWS with its role: what for stands in no
 * call of the SDK. Where no request was traced either, what the present role names for it is taken to be it.
 * Sources: Secrets Manager User Guide, "Use AWS Secrets Manager secrets in AWS Lambda functions"; Systems Manager User Guide,
 * "Using Parameter Store parameters in AWS Lambda functions"; AppConfig User Guide, "Using AWS AppConfig Agent with AWS Lambda".
 */
const ASKED = [
  {
    layer: /:layer:AWS-Parameters-and-Secrets-Lambda-Extension/,
    actions: ['kms:Decrypt', 'secretsmanager:GetSecretValue', 'ssm:GetParameter'],
  },
  { layer: /:layer:AWS-AppConfig-Extension/, actions: ['appconfig:GetLatestConfiguration', 'appconfig:StartConfigurationSession'] },
]

export function extensionNeeds(fn: AppFunction, world: World): readonly Atom[] {
  return fn.layers.flatMap(({ arn, at }) => {
    const written = printSym(arn)
    const writing = EXTENSIONS.filter(({ layer }) => layer.test(written)).flatMap(({ logGroup, traces }) => [
      ...(logGroup === null ? [] : platform(LOGS, groupArn(logGroup), 'Layers', at)),
      ...platform(traces, ANY, 'Layers', at),
    ])
    // What code was seen to ask for is a call.
    const seen = (world.traces.get(fn.id)?.calls ?? []).some((call) => call.origin === AGENT_ORIGIN)
    const asking = ASKED.filter(({ layer }) => !seen && layer.test(written)).flatMap(({ actions }) =>
      actions.flatMap((action) => permitted(action, fn, at, world)),
    )
    return [...writing, ...asking]
  })
}

/** Where the present role allows it on every resource, nothing says which is meant. Any key is too much to take from that. */
function permitted(action: string, fn: AppFunction, at: Place, world: World): readonly Atom[] {
  const named = permittedResources(fn, action, world)
  if (named.length > 0)
    return named.flatMap((resource) => platform([action], resource, 'Layers', at)).map((atom) => ({ ...atom, certainty: 'assumed' }))
  const allowed =
    action !== 'kms:Decrypt' && fn.declared.some((s) => s.effect === 'allow' && s.actions.some((pattern) => matchesGlob(pattern, action)))
  return allowed ? platform([action], ANY, 'Layers', at).map((atom) => ({ ...atom, certainty: 'wildcard' })) : []
}

const groupArn = (name: string): SymText => arnHere('logs', `log-group:${name}:*`)
