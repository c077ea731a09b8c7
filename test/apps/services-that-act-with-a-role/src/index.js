const { BatchClient, SubmitJobCommand } = require('@aws-sdk/client-batch')
const { TimestreamWriteClient, WriteRecordsCommand } = require('@aws-sdk/client-timestream-write')
const { FirehoseClient, PutRecordCommand } = require('@aws-sdk/client-firehose')
const batch = new BatchClient({}), ts = new TimestreamWriteClient({}), fh = new FirehoseClient({})
exports.handler = async (e) => {
  await batch.send(new SubmitJobCommand({ jobName: 'x', jobQueue: 'q1', jobDefinition: 'render' }))
  await ts.send(new WriteRecordsCommand({ DatabaseName: 'd', TableName: 't', Records: [] }))
}
