/** Short forms of CloudFormation's functions. Source: CloudFormation User Guide, "Intrinsic function reference". */
import type { CollectionTag, ScalarTag, YAMLMap, YAMLSeq } from 'yaml'

/** Short forms that are not `Fn::` and the tag. */
const PLAIN_TAGS: ReadonlySet<string> = new Set(['Ref', 'Condition'])

const FUNCTION_TAGS: ReadonlySet<string> = new Set([
  'And',
  'Base64',
  'Cidr',
  'Contains',
  'EachMemberEquals',
  'EachMemberIn',
  'Equals',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'GetStackOutput',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'RefAll',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
  'ValueOf',
  'ValueOfAll',
])

/** `!Sub` is `Fn::Sub`, `!Ref` is `Ref`; null for tags that CloudFormation does not have. */
export function functionOfTag(tag: string): string | null {
  const name = tag.slice(1)
  return PLAIN_TAGS.has(name) ? name : FUNCTION_TAGS.has(name) ? `Fn::${name}` : null
}

/** Tags that are known cost the parser no warning each. What they mean is decided where nodes are converted. */
export const CUSTOM_TAGS: readonly (ScalarTag | CollectionTag)[] = [...PLAIN_TAGS, ...FUNCTION_TAGS].flatMap((name) => [
  { tag: `!${name}`, resolve: (text: string) => text },
  { tag: `!${name}`, collection: 'seq' as const, resolve: (node: YAMLSeq) => node },
  { tag: `!${name}`, collection: 'map' as const, resolve: (node: YAMLMap) => node },
]) as (ScalarTag | CollectionTag)[]

/** A hint for a tag that is nearly one of CloudFormation's. */
export function nearestTag(tag: string): string | null {
  const wanted = tag.slice(1).toLowerCase()
  const found = [...PLAIN_TAGS, ...FUNCTION_TAGS].find(
    (known) => known.toLowerCase() === wanted || known.toLowerCase() === wanted.replace(/^fn::/, ''),
  )
  return found === undefined ? null : `did you mean \`!${found}\`?`
}
