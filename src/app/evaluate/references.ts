/** `Ref` and `Fn::GetAtt`: what a name of the template stands for. */
import type { Place } from '../../outcome/index.js'
import { symbol, text } from '../../policy/index.js'
import type { Value } from '../types.js'
import { nullValue, textValue, unknownValue } from '../values.js'
import type { Evaluated, Scope } from './scope.js'

/** Source: CloudFormation User Guide, "Get AWS values using pseudo parameters". */
const PSEUDO: ReadonlySet<string> = new Set([
  'AWS::AccountId',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
])

/** These differ between a stack and the stacks nested in it. */
const OF_THE_STACK: ReadonlySet<string> = new Set(['AWS::StackId', 'AWS::StackName'])

export function referenceEvaluator(scope: Scope): {
  reference: (name: string, at: Place) => Evaluated
  attribute: (id: string, name: string, at: Place) => Value
} {
  const reported = new Set<string>()
  const missing = (name: string, at: Place): Value => {
    const key = `${name} ${at.line}:${at.column}`
    if (!reported.has(key))
      scope.report({
        code: 'app/unresolved-reference',
        message: `\`${name}\` is neither a parameter nor a resource of the template`,
        hint: nearestName(name, [...scope.parameters.keys(), ...scope.types.keys()]) ?? 'declare it, or correct the name',
        at,
      })
    reported.add(key)
    return unknownValue(`\`${name}\` is not declared`, at)
  }

  function reference(name: string, at: Place): Evaluated {
    if (name === 'AWS::NoValue') return null
    if (PSEUDO.has(name)) return pseudo(name, at)
    const parameter = scope.parameters.get(name)
    if (parameter !== undefined) return moved(parameter.value, at)
    if (scope.types.has(name)) return textValue([symbol(scope.prefix + name)], at)
    return samReference(name, at) ?? missing(name, at)
  }

  function pseudo(name: string, at: Place): Value {
    const known =
      name === 'AWS::Region'
        ? scope.pseudo.region
        : name === 'AWS::AccountId'
          ? scope.pseudo.account
          : name === 'AWS::Partition' && scope.pseudo.region !== null
            ? partitionOf(scope.pseudo.region)
            : null
    if (known !== null) return textValue([text(known)], at)
    return textValue([symbol(OF_THE_STACK.has(name) ? scope.prefix + name : name)], at)
  }

  /** `!Ref Function.Alias`: SAM's names for what it makes. Source: AWS SAM Developer Guide, "Referencing resources". */
  function samReference(name: string, at: Place): Value | null {
    const [id = '', attribute = ''] = name.split(/\.(.*)/s)
    if (attribute === '' || !scope.types.has(id) || !(scope.types.get(id) ?? '').startsWith('AWS::Serverless::')) return null
    return textValue([symbol(`${scope.prefix}${id}.${attribute}`)], at)
  }

  function attribute(id: string, name: string, at: Place): Value {
    if (!scope.types.has(id)) return missing(id, at)
    if (!name.startsWith('Outputs.')) return textValue([symbol(`${scope.prefix}${id}.${name}`)], at)
    const output = name.slice('Outputs.'.length)
    const known = scope.output(id, output)
    return known === null ? textValue([symbol(`stack:${scope.prefix}${id}.${output}`)], at) : (moved(known, at) ?? nullValue(at))
  }

  return { reference, attribute }
}

/** Source: AWS General Reference, "Amazon Resource Names (ARNs)": partitions. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  if (region.startsWith('us-gov-')) return 'aws-us-gov'
  if (region.startsWith('us-isob-')) return 'aws-iso-b'
  if (region.startsWith('us-iso-')) return 'aws-iso'
  return region.startsWith('eusc-') ? 'aws-eusc' : 'aws'
}

/** A parameter's value as seen where it is used: the place is the place of use. */
const moved = (value: Value, at: Place): Value => ({ ...value, at })

function nearestName(name: string, known: readonly string[]): string | null {
  const wanted = name.toLowerCase()
  const close =
    known.find((candidate) => candidate.toLowerCase() === wanted) ??
    known.find((candidate) => withinOneEdit(candidate.toLowerCase(), wanted))
  return close === undefined ? null : `did you mean \`${close}\`?`
}

/** Whether one letter added, left out or changed makes one of the other. */
function withinOneEdit(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  let end = 0
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++
  return Math.max(a.length, b.length) - start - end <= 1
}
