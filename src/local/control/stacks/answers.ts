/** Stacks, resources, events and change sets as answers show them. */
import type { Output } from '../../types.js'
import type { Change, ChangeSetRecord, DriftRecord, ResourceRecord, StackEvent, StackRecord, Target } from './types.js'
import { mapOf, textOf } from './values.js'

const date = (at: number): Date => new Date(at)

export function shownStack(stack: StackRecord): Output {
  const { target, drift } = stack
  return {
    StackId: stack.id,
    StackName: stack.name,
    ...(stack.changeSet !== null && { ChangeSetId: stack.changeSet }),
    ...(textOf(target.template.processed.Description) !== null && { Description: target.template.processed.Description }),
    Parameters: shownParameters(target),
    CreationTime: date(stack.createdAt),
    ...(stack.updatedAt !== null && { LastUpdatedTime: date(stack.updatedAt) }),
    ...(stack.deletedAt !== null && { DeletionTime: date(stack.deletedAt) }),
    RollbackConfiguration: {},
    StackStatus: stack.status,
    ...(stack.reason !== null && { StackStatusReason: stack.reason }),
    DisableRollback: false,
    NotificationARNs: [],
    Capabilities: target.capabilities,
    Outputs: stack.outputs,
    ...(target.roleArn !== null && { RoleARN: target.roleArn }),
    Tags: target.tags,
    EnableTerminationProtection: false,
    DriftInformation: { StackDriftStatus: drift.status, ...(drift.at !== null && { LastCheckTimestamp: date(drift.at) }) },
  }
}

/** What must not be shown is not. Source: CloudFormation User Guide, "Parameters", NoEcho. */
const shownParameters = ({ template, parameters }: Target): readonly Output[] =>
  parameters.map(({ key, value }) => {
    const { NoEcho } = mapOf(mapOf(template.processed.Parameters)[key])
    return { ParameterKey: key, ParameterValue: NoEcho === true || NoEcho === 'true' ? '****' : value }
  })

export function shownResource(stack: StackRecord, record: ResourceRecord): Output {
  return {
    StackName: stack.name,
    StackId: stack.id,
    ...summary(record),
    Timestamp: date(record.at),
  }
}

const summary = (record: ResourceRecord): Output => ({
  LogicalResourceId: record.id,
  PhysicalResourceId: record.physicalId,
  ResourceType: record.type,
  ResourceStatus: record.status,
  ...(record.reason !== null && { ResourceStatusReason: record.reason }),
  DriftInformation: { StackResourceDriftStatus: record.drift },
})

export const shownSummary = (record: ResourceRecord): Output => ({ ...summary(record), LastUpdatedTimestamp: date(record.at) })

export const shownDetail = (stack: StackRecord, record: ResourceRecord): Output => ({
  StackName: stack.name,
  StackId: stack.id,
  ...shownSummary(record),
  Metadata: '{}',
})

export const shownEvent = (stack: StackRecord, event: StackEvent): Output => ({
  StackId: stack.id,
  EventId: event.id,
  StackName: stack.name,
  LogicalResourceId: event.resource,
  PhysicalResourceId: event.physicalId,
  ResourceType: event.type,
  Timestamp: date(event.at),
  ResourceStatus: event.status,
  ...(event.reason !== null && { ResourceStatusReason: event.reason }),
})

/** @param withValues `IncludePropertyValues` */
export const shownChange = ({ action, id, type, physicalId, replacement, scope, details }: Change, withValues: boolean): Output => ({
  Type: 'Resource',
  ResourceChange: {
    Action: action,
    LogicalResourceId: id,
    ...(physicalId !== null && { PhysicalResourceId: physicalId }),
    ResourceType: type,
    ...(replacement !== null && { Replacement: replacement }),
    Scope: scope,
    Details: details.map((detail) => ({
      Target: {
        Attribute: detail.attribute,
        ...(detail.name !== null && { Name: detail.name }),
        RequiresRecreation: detail.requiresRecreation,
        ...(withValues && {
          Path: `/${detail.attribute}/${detail.name ?? ''}`,
          ...(detail.before !== null && { BeforeValue: detail.before }),
          ...(detail.after !== null && { AfterValue: detail.after }),
          AttributeChangeType: detail.before === null ? 'Add' : detail.after === null ? 'Remove' : 'Modify',
        }),
      },
      Evaluation: detail.evaluation,
      ChangeSource: detail.source,
      ...(detail.causedBy !== null && { CausingEntity: detail.causedBy }),
    })),
  },
})

export const shownChangeSet = (set: ChangeSetRecord): Output => ({
  ChangeSetName: set.name,
  ChangeSetId: set.id,
  StackId: set.stackId,
  StackName: set.stackName,
  ...(set.description !== null && { Description: set.description }),
  CreationTime: date(set.createdAt),
  ExecutionStatus: set.executionStatus,
  Status: set.status,
  ...(set.reason !== null && { StatusReason: set.reason }),
})

export const describedChangeSet = (set: ChangeSetRecord): Output => ({
  ...shownChangeSet(set),
  Parameters: shownParameters(set.target),
  NotificationARNs: [],
  RollbackConfiguration: {},
  Capabilities: set.target.capabilities,
  Tags: set.target.tags,
  IncludeNestedStacks: false,
})

export const shownDrift = (stack: StackRecord, drift: DriftRecord, at: number): Output => ({
  StackId: stack.id,
  LogicalResourceId: drift.id,
  PhysicalResourceId: drift.physicalId,
  ResourceType: drift.type,
  ExpectedProperties: JSON.stringify(drift.expected),
  ...(drift.actual !== null && { ActualProperties: JSON.stringify(drift.actual) }),
  PropertyDifferences: drift.differences,
  StackResourceDriftStatus: drift.status,
  Timestamp: date(at),
})
