/** Layers of AWS that write what they see with the function's role, whatever its code does. */
import type { AppFunction } from '../app/index.js'
import { printSym, type SymText, symText } from '../policy/index.js'
import { pseudo } from './arn.js'
import { type Atom, platform } from './atom.js'
import { ANY } from './target.js'

interface Extension {
  /** The layer's name, in its ARN. */
  readonly layer: RegExp
  readonly logGroup: string | null
  readonly traces: readonly string[]
}

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

export function extensionNeeds({ arn, at }: AppFunction['layers'][number]): readonly Atom[] {
  const written = printSym(arn)
  return EXTENSIONS.filter(({ layer }) => layer.test(written)).flatMap(({ logGroup, traces }) => [
    ...(logGroup === null ? [] : platform(LOGS, groupArn(logGroup), 'Layers', at)),
    ...platform(traces, ANY, 'Layers', at),
  ])
}

const groupArn = (name: string): SymText =>
  symText('arn:', pseudo('Partition'), ':logs:', pseudo('Region'), ':', pseudo('AccountId'), `:log-group:${name}:*`)
