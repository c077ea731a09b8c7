/**
 * Events as Lambda makes them of what it polled.
 * Source: AWS Lambda Developer Guide, "Using Lambda with Amazon SQS" and "Using AWS Lambda with Amazon DynamoDB".
 */
import { isPlain, mapOf, type Plain, textOf } from '../api/index.js'

/** @param message of `ReceiveMessage`'s answer */
export function queueRecord(message: Plain, sourceArn: string): Plain {
  const attributes = Object.fromEntries(Object.entries(entriesOf(message.Attributes)).map(([name, value]) => [name, String(value)]))
  const own = Object.entries(entriesOf(message.MessageAttributes)).map(([name, value]) => {
    const it = mapOf(value)
    return [
      name,
      {
        ...(it.StringValue !== undefined && { stringValue: it.StringValue }),
        ...(it.BinaryValue !== undefined && {
          binaryValue: it.BinaryValue instanceof Uint8Array ? Buffer.from(it.BinaryValue).toString('base64') : it.BinaryValue,
        }),
        stringListValues: [],
        binaryListValues: [],
        dataType: it.DataType,
      },
    ]
  })
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes,
    messageAttributes: Object.fromEntries(own),
    md5OfBody: message.MD5OfBody,
    ...(message.MD5OfMessageAttributes !== undefined && { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
    eventSource: 'aws:sqs',
    eventSourceARN: sourceArn,
    awsRegion: sourceArn.split(':')[3],
  }
}

/** @param record of `GetRecords`' answer */
export function streamRecord(record: Plain, sourceArn: string): Plain {
  const { ApproximateCreationDateTime, ...dynamodb } = mapOf(record.dynamodb)
  return {
    eventID: record.eventID,
    eventName: record.eventName,
    eventVersion: record.eventVersion ?? '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: sourceArn.split(':')[3],
    dynamodb: { ApproximateCreationDateTime: seconds(ApproximateCreationDateTime), ...dynamodb },
    eventSourceARN: sourceArn,
    ...(record.userIdentity !== undefined && { userIdentity: record.userIdentity }),
  }
}

/** @param record of Kinesis' `GetRecords` */
export function kinesisRecord(
  record: Plain,
  { shardId, sourceArn, roleArn }: { readonly shardId: string; readonly sourceArn: string; readonly roleArn: string },
): Plain {
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: record.PartitionKey,
      sequenceNumber: record.SequenceNumber,
      data: record.Data,
      approximateArrivalTimestamp: record.ApproximateArrivalTimestamp,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shardId}:${String(record.SequenceNumber)}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: roleArn,
    awsRegion: sourceArn.split(':')[3],
    eventSourceARN: sourceArn,
  }
}

const seconds = (time: unknown): number => (time instanceof Date ? Math.floor(time.getTime() / 1000) : Number(textOf(time) ?? 0))

/** Services answer maps as maps or as objects. */
const entriesOf = (value: unknown): Plain => (value instanceof Map ? Object.fromEntries(value) : isPlain(value) ? value : {})
