/** A function's properties by one set of names: SAM and CloudFormation call some of them differently. */
import type { Value } from '../types.js'
import { alternatives, entriesOf, entry, literal, type MapValue, optionsValue, textOf, textValue } from '../values.js'

export interface Settings {
  readonly kind: 'sam' | 'cloudformation'
  readonly handler: Value | null
  readonly runtime: Value | null
  readonly environment: ReadonlyMap<string, Value>
  readonly role: Value | null
  /** Folder, file or URI of the code; for CloudFormation a local path where nothing was packaged yet. */
  readonly codeUri: Value | null
  readonly inline: Value | null
  readonly image: Value | null
  readonly imageCommand: Value | null
  readonly layers: Value | null
  readonly vpc: Value | null
  readonly tracing: Value | null
  readonly deadLetter: Value | null
  readonly fileSystems: Value | null
  readonly environmentKey: Value | null
  readonly logGroup: Value | null
  readonly durable: Value | null
  readonly name: Value | null
}

export const FUNCTION_TYPES: ReadonlySet<string> = new Set(['AWS::Serverless::Function', 'AWS::Lambda::Function'])

export function settingsOf(type: string, properties: MapValue): Settings {
  const get = (path: string): Value | null => entry(properties, path)
  const isSam = type === 'AWS::Serverless::Function'
  const code = get('Code')
  return {
    kind: isSam ? 'sam' : 'cloudformation',
    handler: get('Handler'),
    runtime: get('Runtime'),
    environment: variablesOf(get('Environment.Variables')),
    role: get('Role'),
    codeUri: isSam ? get('CodeUri') : code !== null && (code.kind === 'text' || code.kind === 'options') ? code : null,
    inline: get(isSam ? 'InlineCode' : 'Code.ZipFile'),
    image: get(isSam ? 'ImageUri' : 'Code.ImageUri') ?? (literal(get('PackageType')) === 'Image' ? get('PackageType') : null),
    imageCommand: get('ImageConfig.Command'),
    layers: get('Layers'),
    vpc: get('VpcConfig'),
    tracing: get(isSam ? 'Tracing' : 'TracingConfig.Mode'),
    deadLetter: get(isSam ? 'DeadLetterQueue.TargetArn' : 'DeadLetterConfig.TargetArn'),
    fileSystems: get('FileSystemConfigs'),
    environmentKey: get('KmsKeyArn'),
    logGroup: get('LoggingConfig.LogGroup'),
    durable: get('DurableConfig'),
    name: get('FunctionName'),
  }
}

/** Variables are texts: numbers and Booleans are written out, as CloudFormation does; both sides of a condition are kept. */
function variablesOf(variables: Value | null): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>()
  for (const [name, written] of entriesOf(variables)) {
    const value = asText(written)
    const earlier = found.get(name)
    found.set(name, earlier === undefined ? value : optionsValue([...alternatives(earlier), ...alternatives(value)], value.at))
  }
  return found
}

function asText(value: Value): Value {
  if (value.kind === 'options') return optionsValue(value.options.map(asText), value.at)
  return value.kind === 'number' || value.kind === 'boolean' ? textValue(textOf(value) ?? [], value.at) : value
}
