/** Packages that hide calls behind something else: consumers of queues, mailers, loggers to AWS, uploads. */
import type { LibraryModel } from '../types.js'

const consumer = `
import { client as makeClient, later, send, unknown } from 'rolewright:model'
export class Consumer {
  constructor(options) {
    this.options = options
  }
  static create(options) {
    return new Consumer(options)
  }
  start() {
    const { options } = this
    const QueueUrl = options.queueUrl
    const client = options.sqs ?? makeClient('sqs')
    later(async () => {
      const { Messages } = await send('sqs:ReceiveMessage', { QueueUrl }, client)
      if (options.handleMessage) {
        await options.handleMessage(Messages[0])
        await send('sqs:DeleteMessage', { QueueUrl, ReceiptHandle: Messages[0].ReceiptHandle }, client)
      }
      if (options.handleMessageBatch) {
        await options.handleMessageBatch(Messages)
        await send('sqs:DeleteMessageBatch', { QueueUrl, Entries: unknown('entries') }, client)
      }
      if (options.visibilityTimeout || options.heartbeatInterval || options.terminateVisibilityTimeout)
        await send('sqs:ChangeMessageVisibility', { QueueUrl, ReceiptHandle: Messages[0].ReceiptHandle }, client)
    })
  }
  stop() {}
  on(_name, act) {
    later(act, unknown('an error or a message'))
    return this
  }
}
`

const producer = `
import { client as makeClient, send, unknown } from 'rolewright:model'
export class Producer {
  constructor(options) {
    this.options = options
    this.client = options.sqs ?? makeClient('sqs', { region: options.region })
  }
  static create(options) {
    return new Producer(options)
  }
  async send() {
    return send('sqs:SendMessageBatch', { QueueUrl: this.options.queueUrl, Entries: unknown('entries') }, this.client)
  }
  async queueSize() {
    return send('sqs:GetQueueAttributes', { QueueUrl: this.options.queueUrl }, this.client)
  }
}
`

/** Its SES transport is given a client, of SDK v2 or v3, and sends what was composed as raw mail. */
const mailer = `
import { client as makeClient, send, unknown } from 'rolewright:model'
const input = { RawMessage: unknown('a mail that nodemailer composes') }
export const createTransport = (options) => ({
  sendMail: async (mail, done) => {
    const { SES } = options
    const Source = mail?.from
    if (SES?.sesClient) await send('sesv2:SendEmail', { FromEmailAddress: Source, Content: { Raw: unknown('a mail') } }, SES.sesClient)
    else if (SES?.ses) await send('ses:SendRawEmail', { Source, ...input }, SES.ses)
    else if (SES) await send('ses:SendRawEmail', { Source, ...input }, SES)
    if (typeof done === 'function') done(null, unknown('what was sent'))
    return unknown('what was sent')
  },
  verify: async () => true,
  use() {},
  close() {},
})
export default { createTransport }
`

const upload = `
import { client as makeClient, later, send, unknown } from 'rolewright:model'
const made = (options) => {
  later(async () => {
    const Bucket = typeof options.bucket === 'function' ? unknown('a bucket that a function gives') : options.bucket
    const Key = unknown('a key that a function gives')
    if (options.key) later(options.key, unknown('a request'), unknown('a file'), () => {})
    await send('s3:PutObject', { Bucket, Key, ...(options.acl === undefined ? {} : { ACL: options.acl }) }, options.s3 ?? makeClient('s3'))
  })
  return {}
}
made.AUTO_CONTENT_TYPE = () => {}
module.exports = made
module.exports.default = made
`

const s3Zip = `
import { send, unknown } from 'rolewright:model'
export const Open = {
  s3: (client, params) => {
    send('s3:GetObject', params, client)
    return unknown('an archive')
  },
  s3_v3: (client, params) => {
    send('s3:GetObject', params, client)
    return unknown('an archive')
  },
  buffer: async () => unknown('an archive'),
  file: async () => unknown('an archive'),
  url: async () => unknown('an archive'),
}
export default { Open }
`

const logs = `
import { client as makeClient, later, send, unknown } from 'rolewright:model'
class Transport {
  constructor(options) {
    const logGroupName = options?.logGroupName
    const logStreamName = options?.logStreamName
    const client = options?.cloudWatchLogs ?? makeClient('cloudwatch-logs', options?.awsOptions)
    later(async () => {
      await send('cloudwatch-logs:DescribeLogStreams', { logGroupName }, client)
      if (options?.ensureLogGroup !== false) await send('cloudwatch-logs:CreateLogGroup', { logGroupName }, client)
      await send('cloudwatch-logs:CreateLogStream', { logGroupName, logStreamName }, client)
      await send('cloudwatch-logs:PutLogEvents', { logGroupName, logStreamName }, client)
    })
  }
}
export default Transport
`

export const queues: readonly LibraryModel[] = [
  { packages: ['sqs-consumer'], stub: consumer },
  { packages: ['sqs-producer'], stub: producer },
  { packages: ['nodemailer'], stub: mailer, otherwise: 'inert' },
  { packages: ['multer-s3', 'multer-s3-transform'], stub: upload },
  { packages: ['unzipper'], stub: s3Zip },
  { packages: ['winston-cloudwatch'], stub: logs },
  {
    packages: [
      'sns-validator',
      'sns-payload-validator',
      'aws-jwt-verify',
      'aws-jwt-verify/*',
      'jwks-rsa',
      'cfn-response',
      'cfn-response-async',
    ],
    otherwise: 'inert',
  },
]
