/**
 * Roles that live in a stack are changed by the stack: one change set, which is looked at and then executed as one update
 * that is taken back whole where it fails.
 *
 * Source: AWS CloudFormation User Guide, "Updating stacks using change sets" and "Acknowledging IAM resources".
 */
import { createHash } from 'node:crypto'
import type { Draft } from './draft.js'

export function stackSteps(StackName: string, template: string): readonly Draft[] {
  const ChangeSetName = `rolewright-${createHash('sha256').update(template).digest('hex').slice(0, 12)}`
  return [
    {
      beat: 'expand',
      call: 'cloudformation:CreateChangeSet',
      input: {
        StackName,
        ChangeSetName,
        ChangeSetType: 'UPDATE',
        TemplateBody: template,
        UsePreviousParameters: true,
        Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
      },
    },
    { beat: 'verify', call: 'cloudformation:DescribeChangeSet', input: { StackName, ChangeSetName } },
    { beat: 'contract', call: 'cloudformation:ExecuteChangeSet', input: { StackName, ChangeSetName } },
    { beat: 'contract', call: 'cloudformation:DescribeStacks', input: { StackName } },
  ]
}
