/** What EventBridge keeps of rules, and what it sends. */
export interface Rule {
  readonly name: string
  readonly arn: string
  readonly bus: string
  readonly account: string
  readonly region: string
  readonly pattern: string | null
  readonly schedule: string | null
  readonly state: string
  readonly description: string | null
  readonly roleArn: string | null
  readonly targets: readonly Target[]
  readonly tags: Readonly<Record<string, string>>
  readonly nextAt: number | null
}

export interface Target {
  readonly Id: string
  readonly Arn: string
  readonly RoleArn?: string
  readonly Input?: string
  readonly InputPath?: string
  readonly InputTransformer?: { readonly InputPathsMap?: Readonly<Record<string, string>>; readonly InputTemplate: string }
  readonly SqsParameters?: { readonly MessageGroupId?: string }
  readonly DeadLetterConfig?: { readonly Arn?: string }
}

export type BusEvent = Readonly<Record<string, unknown>> & { readonly id: string; readonly detail: unknown }
