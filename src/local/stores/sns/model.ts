/** What SNS keeps. */
export interface Topic {
  readonly arn: string
  readonly account: string
  readonly region: string
  readonly name: string
  readonly createdAt: number
  readonly attributes: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
}

export interface Subscription {
  readonly arn: string
  readonly topic: string
  readonly account: string
  readonly protocol: string
  readonly endpoint: string
  readonly attributes: Readonly<Record<string, string>>
  readonly confirmed: boolean
}
