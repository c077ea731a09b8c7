/** How long a document is for IAM, whatever its symbols become: each counts as the longest value that AWS allows for it. */
import type { CfnString } from './types.js'

/**
 * Source: IAM User Guide, "IAM and AWS STS quotas" (white space does not count); AWS General Reference for the longest names
 * of partitions (`aws-us-gov`) and regions (`ap-southeast-1`, `us-isob-east-1`).
 */
const PSEUDO = new Map([
  ['AWS::Partition', 10],
  ['AWS::Region', 14],
  ['AWS::AccountId', 12],
  ['AWS::URLSuffix', 16],
  // Source: AWS CloudFormation User Guide, "AWS CloudFormation quotas".
  ['AWS::StackName', 128],
  ['AWS::StackId', 220],
])

/** A name that stands in an ARN: the longest of the services whose names are written so, a DynamoDB table's. */
const NAME_CHARS = 255

/** The longest ARN of a resource: its name and what stands before it. */
const ARN_CHARS = 320

const longest = (symbol: string): number => PSEUDO.get(symbol) ?? (/(Arn|^import:.*arn)$/i.test(symbol) ? ARN_CHARS : NAME_CHARS)

/** What a symbol is at most; resources with short names count with theirs. */
export type SymbolSize = (symbol: string) => number

/**
 * @param document with CloudFormation values
 * @param sizes for symbols whose longest value is known better; others count as long as any name can be
 */
export function sizeOf(document: unknown, sizes: SymbolSize = longest): number {
  const resolved = (_: string, value: unknown): unknown =>
    isSub(value) ? resolvedText(value, sizes) : typeof value === 'string' ? resolvedReferences(value) : value
  return JSON.stringify(document, resolved).length
}

/** A dynamic reference may hold symbols: `{{resolve:ssm:/app/${Stage}/name}}`. */
const resolvedReferences = (text: string): string =>
  text.replaceAll(/\{\{resolve:(?:\$\{[^}]*\}|[^{}])*\}\}/g, () => 'x'.repeat(NAME_CHARS))

const isSub = (value: unknown): value is Exclude<CfnString, string> => typeof value === 'object' && value !== null && 'Fn::Sub' in value

function resolvedText(value: Exclude<CfnString, string>, sizes: SymbolSize): string {
  const sub = value['Fn::Sub']
  const text = typeof sub === 'string' ? sub : sub[0]
  return resolvedReferences(text).replaceAll(/\$\{(!?)([^}]*)\}/g, (_, bang: string, name: string) =>
    bang === '!' ? `\${${name}}` : 'x'.repeat(sizes(name)),
  )
}

/**
 * Longest names by CloudFormation type, and of ARNs where `Ref` is one.
 * Source: the naming rules in each service's own guide.
 */
const NAMES = new Map<string, number>([
  ['AWS::S3::Bucket', 63],
  ['AWS::Lambda::Function', 64],
  ['AWS::Serverless::Function', 64],
  ['AWS::SQS::Queue', 80],
  ['AWS::DynamoDB::Table', 255],
  ['AWS::Serverless::SimpleTable', 255],
  ['AWS::Kinesis::Stream', 128],
  ['AWS::KinesisFirehose::DeliveryStream', 64],
  ['AWS::StepFunctions::StateMachine', 80],
  ['AWS::Serverless::StateMachine', 80],
  ['AWS::Events::EventBus', 256],
  ['AWS::SNS::Topic', 256],
  ['AWS::IAM::Role', 64],
  ['AWS::KMS::Key', 36],
  ['AWS::ApiGateway::RestApi', 10],
  ['AWS::Serverless::Api', 10],
  ['AWS::ApiGatewayV2::Api', 10],
  ['AWS::Serverless::HttpApi', 10],
  ['AWS::Cognito::UserPool', 55],
])

/** What an ARN has before the name, at most: `arn:aws-us-gov:states:ap-southeast-1:123456789012:stateMachine:`. */
const ARN_HEAD_CHARS = 65

/** @param typeOf the CloudFormation type behind a logical ID; null for parameters and what is not of this app */
export function symbolSizes(typeOf: (id: string) => string | null): SymbolSize {
  return (symbol) => {
    const pseudo = PSEUDO.get(symbol)
    if (pseudo !== undefined) return pseudo
    const [id = symbol, attribute] = symbol.split('.')
    const type = typeOf(id)
    const name = type === null ? undefined : NAMES.get(type)
    if (name === undefined) return longest(symbol)
    const isArn = attribute !== undefined ? /Arn$/.test(attribute) : type === 'AWS::SNS::Topic' || /StateMachine$/.test(type ?? '')
    return isArn ? name + ARN_HEAD_CHARS : name
  }
}
