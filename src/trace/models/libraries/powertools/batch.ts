/** Batch processors. */

export const batch = `
import { unknown } from 'rolewright:model'
export const EventType = { SQS: 'SQS', KinesisDataStreams: 'KinesisDataStreams', DynamoDBStreams: 'DynamoDBStreams' }
export class BasePartialProcessor {
  register(records, handler, options) {
    this.records = records
    this.handler = handler
    this.options = options
    return this
  }
  async process() {
    const results = []
    for (const record of this.records) results.push(await this.processRecord(record))
    return results
  }
  processSync() {
    return this.records.map((record) => this.processRecordSync(record))
  }
  async processRecord(record) {
    await this.prepare?.()
    return this.handler(record, this.options?.context)
  }
  processRecordSync(record) {
    return this.handler(record, this.options?.context)
  }
  response() {
    return { batchItemFailures: [] }
  }
  successHandler() {}
  failureHandler() {}
}
export class BasePartialBatchProcessor extends BasePartialProcessor {}
export class BatchProcessor extends BasePartialBatchProcessor {}
export class BatchProcessorSync extends BasePartialBatchProcessor {}
export class SqsFifoPartialProcessor extends BasePartialBatchProcessor {}
export class SqsFifoPartialProcessorAsync extends BasePartialBatchProcessor {}
export const processPartialResponse = async (event, handler, processor, options) => {
  await processor.register(event.Records, handler, options).process()
  return processor.response()
}
export const processPartialResponseSync = (event, handler, processor, options) => {
  processor.register(event.Records, handler, options).processSync()
  return processor.response()
}
`
