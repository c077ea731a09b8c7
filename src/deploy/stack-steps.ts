/**
 * Roles that live in a stack are changed by the stack: a change set, which is looked at and then executed as one update that
 * is taken back whole where it fails. Drift is looked for first, since an update of the template would not see it.
 *
 * Source: AWS CloudFormation User Guide, "Update CloudFormation stacks using change sets", "Acknowledging IAM resources".
 */
import type { Draft } from './draft.js'
import { fingerprint, policiesApart } from './stack-edit.js'
import type { Beat, ExpectedRole, StackPhase, StackTemplate } from './types.js'
import { propagation } from './verify-steps.js'

export interface StackChange {
  readonly stack: StackTemplate
  readonly phases: readonly StackPhase[]
  /** Physical IDs of what the edit touches, by logical ID; what is new has none. */
  readonly physicalIds: ReadonlyMap<string, string>
  /** What is read back at the end; null: nothing is held against the account. */
  readonly expected: readonly ExpectedRole[] | null
}

/** The same template gives the same name, so that a run which ended is gone on with, and knows what it executed. */
const nameOf = (template: string, kind: string): string => `rolewright-${kind}-${fingerprint(template)}`

/** What an update changes and is there already; of SAM's functions also the role that it makes. */
function watchedIn(phases: readonly StackPhase[], physicalIds: ReadonlyMap<string, string>): readonly string[] {
  const changed = phases.flatMap(({ touched }) => touched.filter(({ change }) => change !== 'add'))
  const ids = changed.flatMap(({ id, type }) => (type.startsWith('AWS::Serverless::') ? [id, `${id}Role`] : [id]))
  return [...new Set(ids)].filter((id) => physicalIds.has(id)).sort()
}

export function stackSteps({ stack, phases, physicalIds, expected }: StackChange): readonly Draft[] {
  const StackName = stack.name
  const watched = watchedIn(phases, physicalIds)
  // A policy that is a resource of its own stands on its role as well, which is no change of the role.
  const ownPolicies = [
    ...new Set([stack.text, ...phases.map(({ template }) => template)].flatMap((text) => policiesApart(text, physicalIds))),
  ].sort()
  const drift = (beat: Beat): Draft => ({ beat, call: 'verify:stack-drift', input: { StackName, resources: watched, ownPolicies } })
  const last = phases.at(-1)
  const drafts = phases.flatMap((phase): readonly Draft[] => {
    const beat: Beat = phase === last ? 'contract' : 'expand'
    const ChangeSetName = nameOf(phase.template, phase.kind)
    return [
      drift(beat),
      {
        beat,
        call: 'cloudformation:CreateChangeSet',
        input: {
          StackName,
          ChangeSetName,
          ChangeSetType: 'UPDATE',
          Description: phase.kind === 'add' ? 'roles and policies beside what is there' : 'roles, policies and who runs with them',
          TemplateBody: phase.template,
          Parameters: stack.parameters.map(({ key }) => ({ ParameterKey: key, UsePreviousValue: true })),
          Capabilities: [...new Set([...stack.capabilities, 'CAPABILITY_IAM'])].sort(),
        },
      },
      {
        beat,
        call: 'verify:change-set',
        input: {
          StackName,
          ChangeSetName,
          touched: phase.touched,
          physicalIds: Object.fromEntries([...physicalIds].filter(([id]) => phase.touched.some((it) => it.id === id)).sort()),
          serviceRole: stack.roleArn,
        },
      },
      { beat, call: 'cloudformation:ExecuteChangeSet', input: { StackName, ChangeSetName } },
      ...(phase === last ? [] : [{ ...propagation(), beat }]),
    ]
  })
  return [
    ...drafts,
    ...(expected === null || last === undefined
      ? []
      : [{ beat: 'contract' as const, call: 'verify:stack', input: { StackName, roles: expected } }]),
  ]
}
