/**
 * What CloudFormation of local AWS keeps of a stack. Values are replaced, never changed; all of them are JSON. Times are
 * milliseconds since 1970.
 */
import type { Caller } from '../../types.js'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
export type JsonMap = { readonly [key: string]: Json }

/** A template that was read and, where it has a transform, worked off. */
export interface Template {
  /** As it was given. */
  readonly original: string
  /** What it means once SAM's types are CloudFormation's. */
  readonly processed: JsonMap
}

export interface ParameterValue {
  readonly key: string
  readonly value: string
}

/** What a stack should be: of an update under way, or as it is. */
export interface Target {
  readonly template: Template
  readonly parameters: readonly ParameterValue[]
  readonly tags: readonly { readonly Key: string; readonly Value: string }[]
  readonly capabilities: readonly string[]
  readonly roleArn: string | null
}

export interface ResourceRecord {
  readonly id: string
  readonly type: string
  readonly physicalId: string
  /** Properties as they were put, with every function worked out. */
  readonly properties: JsonMap
  /** What `Fn::GetAtt` answers, as far as it is known. */
  readonly attributes: Readonly<Record<string, string>>
  readonly status: string
  readonly reason: string | null
  readonly at: number
  readonly drift: 'IN_SYNC' | 'MODIFIED' | 'DELETED' | 'NOT_CHECKED'
  /** `Retain` and the like, as the template had it when the resource was put. */
  readonly deletionPolicy: string | null
  readonly replacePolicy: string | null
  /** Of a running app: what stood there when it was taken over, which drift is measured by. Null: what the stack put. */
  readonly asFound: JsonMap | null
  /** What this machine made beside the template, such as a role in place of another: the stack names it, and no update takes it away. */
  readonly beside: boolean
}

export interface StackEvent {
  readonly id: string
  readonly at: number
  readonly resource: string
  readonly physicalId: string
  readonly type: string
  readonly status: string
  readonly reason: string | null
}

export type Act = 'create' | 'update' | 'replace' | 'delete'

export interface Op {
  readonly act: Act
  readonly id: string
  readonly type: string
}

/** What was done to a resource, so that it can be taken back. */
export interface Done {
  readonly op: Op
  readonly before: ResourceRecord | null
}

/** A change under way: one operation at a time, each when its time has come. */
export interface Work {
  readonly kind: 'CREATE' | 'UPDATE' | 'DELETE'
  readonly phase: 'forward' | 'cleanup' | 'back'
  readonly target: Target
  readonly ops: readonly Op[]
  readonly done: readonly Done[]
  /** What an update leaves behind, which goes at its end. */
  readonly left: readonly ResourceRecord[]
  readonly dueAt: number
  /** Who asked: what is done is checked as theirs, or the service role's. */
  readonly caller: Caller
  readonly changeSet: string | null
}

export interface StackRecord {
  readonly id: string
  readonly name: string
  readonly account: string
  readonly region: string
  readonly status: string
  readonly reason: string | null
  readonly createdAt: number
  readonly updatedAt: number | null
  readonly target: Target
  readonly resources: Readonly<Record<string, ResourceRecord>>
  readonly outputs: readonly { readonly OutputKey: string; readonly OutputValue: string; readonly Description?: string }[]
  /** The newest last. */
  readonly events: readonly StackEvent[]
  /** ARN of the change set that was executed last. */
  readonly changeSet: string | null
  readonly work: Work | null
  /** Counts names that were made, so that no two are alike. */
  readonly made: number
  readonly drift: { readonly status: 'DRIFTED' | 'IN_SYNC' | 'NOT_CHECKED'; readonly at: number | null }
  readonly deletedAt: number | null
}

export interface ChangeDetail {
  readonly attribute: string
  readonly name: string | null
  readonly requiresRecreation: 'Never' | 'Always' | 'Conditionally'
  readonly evaluation: 'Static' | 'Dynamic'
  readonly source: 'DirectModification' | 'ParameterReference' | 'ResourceReference' | 'ResourceAttribute'
  readonly causedBy: string | null
  readonly before: string | null
  readonly after: string | null
}

export interface Change {
  readonly action: 'Add' | 'Modify' | 'Remove'
  readonly id: string
  readonly type: string
  readonly physicalId: string | null
  readonly replacement: 'True' | 'False' | 'Conditional' | null
  readonly scope: readonly string[]
  readonly details: readonly ChangeDetail[]
}

export interface ChangeSetRecord {
  readonly id: string
  readonly name: string
  readonly stackId: string
  readonly stackName: string
  readonly kind: 'CREATE' | 'UPDATE'
  readonly description: string | null
  readonly createdAt: number
  readonly status: string
  readonly executionStatus: string
  readonly reason: string | null
  readonly target: Target
  readonly changes: readonly Change[]
  /** When it is settled; null: it is. */
  readonly dueAt: number | null
}

export interface DriftRecord {
  readonly id: string
  readonly type: string
  readonly physicalId: string
  readonly status: 'IN_SYNC' | 'MODIFIED' | 'DELETED'
  readonly expected: JsonMap
  readonly actual: JsonMap | null
  readonly differences: readonly {
    readonly PropertyPath: string
    readonly ExpectedValue: string
    readonly ActualValue: string
    readonly DifferenceType: 'ADD' | 'REMOVE' | 'NOT_EQUAL'
  }[]
}

export interface Detection {
  readonly id: string
  readonly stackId: string
  readonly startedAt: number
  readonly dueAt: number
  readonly status: 'DETECTION_IN_PROGRESS' | 'DETECTION_COMPLETE'
  readonly drifted: readonly DriftRecord[]
}

/** What the transform of one resource looks at beside it. */
export interface SamContext {
  readonly resources: JsonMap
}
