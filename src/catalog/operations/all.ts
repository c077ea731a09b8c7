/** All rows, by client. */
import { lambda, states } from './compute.js'
import { kms, secretsManager, ssm, sts } from './configuration.js'
import { dynamodb, dynamodbStreams } from './dynamodb.js'
import { events, pipes, scheduler, sns, sqs } from './messaging.js'
import type { ServiceRows } from './rows.js'
import { s3 } from './s3.js'
import { cloudwatch, firehose, kinesis, logs } from './streams-and-logs.js'

export const ALL_ROWS: readonly ServiceRows[] = [
  cloudwatch,
  dynamodb,
  dynamodbStreams,
  events,
  firehose,
  kinesis,
  kms,
  lambda,
  logs,
  pipes,
  s3,
  scheduler,
  secretsManager,
  sns,
  sqs,
  ssm,
  states,
  sts,
]
