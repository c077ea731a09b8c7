/**
 * The app that runs, as CloudFormation shows the stack it would be: what its resources are called. Reading only: an app on
 * this machine is changed by its files.
 *
 * Source: AWS CloudFormation API Reference, "ListStackResources", "DescribeStackResources", "DescribeStacks".
 */
import { textOf } from '../input.js'
import { fault } from '../reply.js'
import type { LocalService, Operation, Output, ServiceCall } from '../types.js'

export interface StackView {
  readonly name: string
  /** In the order of their IDs. */
  readonly resources: readonly { readonly id: string; readonly type: string; readonly physicalId: string }[]
  readonly outputs: Readonly<Record<string, string>>
}

export function stackService(view: () => StackView): LocalService {
  const startedAt = new Date()
  const stackId = ({ account, region }: ServiceCall, name: string): string =>
    `arn:aws:cloudformation:${region}:${account}:stack/${name}/local`
  const withStack =
    (answer: (call: ServiceCall, stack: StackView) => Output): Operation =>
    (call) => {
      const stack = view()
      const asked = textOf(call.input, 'StackName')
      const name = asked?.startsWith('arn:') === true ? (asked.split('/')[1] ?? '') : asked
      if (name !== null && name !== stack.name) return fault('ValidationError', `Stack with id ${name} does not exist`, 400)
      return answer(call, stack)
    }
  const rows = ({ resources }: StackView): readonly Output[] =>
    resources.map(({ id, type, physicalId }) => ({
      LogicalResourceId: id,
      PhysicalResourceId: physicalId,
      ResourceType: type,
      ResourceStatus: 'CREATE_COMPLETE',
      LastUpdatedTimestamp: startedAt,
    }))
  return {
    suffix: 'cloudformation',
    operations: new Map<string, Operation>([
      ['ListStackResources', withStack((_, stack) => ({ StackResourceSummaries: rows(stack) }))],
      [
        'DescribeStackResources',
        withStack((call, stack) => ({
          StackResources: rows(stack).map((row) => ({
            ...row,
            Timestamp: startedAt,
            StackName: stack.name,
            StackId: stackId(call, stack.name),
          })),
        })),
      ],
      [
        'DescribeStacks',
        withStack((call, stack) => ({
          Stacks: [
            {
              StackId: stackId(call, stack.name),
              StackName: stack.name,
              StackStatus: 'CREATE_COMPLETE',
              CreationTime: startedAt,
              Outputs: Object.entries(stack.outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
            },
          ],
        })),
      ],
    ]),
  }
}
