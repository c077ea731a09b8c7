/** What SQS keeps. Times are milliseconds since 1970. */
export interface Queue {
  readonly name: string
  readonly arn: string
  readonly account: string
  readonly region: string
  readonly createdAt: number
  readonly modifiedAt: number
  /** As they were set: `VisibilityTimeout`, `RedrivePolicy` and so on. */
  readonly attributes: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
}

export interface Message {
  readonly id: string
  readonly body: string
  readonly sentAt: number
  /** Not given to anyone before this time: delayed, or being worked on. */
  readonly visibleAt: number
  readonly attributes: Readonly<Record<string, MessageAttribute>>
  readonly systemAttributes: Readonly<Record<string, MessageAttribute>>
  readonly senderId: string
  readonly receiveCount: number
  readonly firstReceivedAt: number | null
  /** Of the last receipt; an older handle is of no use for a FIFO queue. */
  readonly receipt: string | null
  readonly groupId: string | null
  readonly deduplicationId: string | null
  readonly sequence: string | null
}

export interface MessageAttribute {
  readonly DataType: string
  readonly StringValue?: string
  /** Base64. */
  readonly BinaryValue?: string
}
