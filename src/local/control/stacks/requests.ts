/** What requests of several operations have in common: a template, parameters, names, pages. */
import { flagOf, recordsOf, textOf, textsOf } from '../../input.js'
import { isFault, isRaw } from '../../reply.js'
import type { Fault, Operation, Output, Reply, ServiceCall, StoreWorld } from '../../types.js'
import { uuidOf } from './names.js'
import { missing, type StackStore } from './store.js'
import { MAX_BODY_CHARS, MAX_URL_CHARS, readParameters, readTemplate, validation } from './template.js'
import type { StackRecord, Target, Template } from './types.js'

/** An operation on the stack that the input names. */
export const onStack =
  (store: StackStore, act: (stack: StackRecord, call: ServiceCall) => Reply | Promise<Reply>): Operation =>
  (call) => {
    const stack = store.named(call)
    return isFault(stack) ? stack : act(stack, call)
  }

export async function templateOf(call: ServiceCall, before: StackRecord | null, world: StoreWorld): Promise<Template | Fault> {
  const { input } = call
  const [body, url] = [textOf(input, 'TemplateBody'), textOf(input, 'TemplateURL')]
  const previous = flagOf(input, 'UsePreviousTemplate') === true
  const given = [body, url].filter((it) => it !== null).length + (previous ? 1 : 0)
  if (given === 0) return validation('Either Template URL or Template Body must be specified.')
  if (given > 1) return validation('You cannot specify more than one of template body, template URL and use previous template.')
  if (previous) return before === null ? missing(textOf(input, 'StackName')) : before.target.template
  if (body === null) {
    const text = await fromS3(url ?? '', call, world)
    return isFault(text) ? text : readTemplate(text)
  }
  if (body.length > MAX_BODY_CHARS)
    return validation(
      `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${MAX_BODY_CHARS}`,
    )
  return readTemplate(body)
}

/** Read with the rights of who asks. */
async function fromS3(url: string, { caller, region }: ServiceCall, world: StoreWorld): Promise<string | Fault> {
  const [, host = '', path = ''] = /^https?:\/\/([^/]+)\/(.+)$/.exec(url) ?? []
  const ofHost = /^(.+)\.s3[.-]/.exec(host)?.[1]
  const [Bucket = '', ...key] = ofHost === undefined ? path.split('/') : [ofHost, ...path.split('/')]
  const input = { Bucket, Key: decodeURIComponent(key.join('/')) }
  const reply = await world.call({ as: caller, service: 's3', operation: 'GetObject', input, region })
  if (isFault(reply)) return validation(`S3 error: ${reply.message}`)
  const chunks: Buffer[] = []
  if (isRaw(reply) && reply.body !== null) {
    if (typeof reply.body === 'string' || Buffer.isBuffer(reply.body)) chunks.push(Buffer.from(reply.body))
    else for await (const chunk of reply.body) chunks.push(Buffer.from(chunk as Uint8Array))
  }
  const text = Buffer.concat(chunks).toString('utf8')
  return text.length > MAX_URL_CHARS ? validation(`Template may not exceed ${MAX_URL_CHARS} bytes in size.`) : text
}

/** What a stack is to be; what the request leaves out stays. */
export async function targetOf(call: ServiceCall, before: StackRecord | null, world: StoreWorld): Promise<Target | Fault> {
  const { input } = call
  const template = await templateOf(call, before, world)
  if (isFault(template)) return template
  const parameters = readParameters(template.processed, recordsOf(input, 'Parameters'), before?.target.parameters ?? null)
  if (isFault(parameters)) return parameters
  const tags = recordsOf(input, 'Tags').map(({ Key, Value }) => ({ Key: String(Key), Value: String(Value) }))
  return {
    template,
    parameters,
    tags: input.Tags === undefined ? (before?.target.tags ?? []) : tags,
    capabilities: textsOf(input, 'Capabilities'),
    roleArn: textOf(input, 'RoleARN') ?? before?.target.roleArn ?? null,
  }
}

export const isSam = ({ original }: Template): boolean => original.includes('AWS::Serverless-2016-10-31')

/** Source: CloudFormation API Reference, "CreateStack", StackName; "CreateChangeSet", ChangeSetName. */
export function checkName(name: string | null, member: 'stackName' | 'changeSetName'): Fault | null {
  if (name !== null && /^[A-Za-z][-A-Za-z0-9]*$/.test(name) && name.length <= 128) return null
  return validation(
    `1 validation error detected: Value '${name ?? ''}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
  )
}

/** A stack that has nothing yet. @param count stacks that had its name before */
export function newStack(call: ServiceCall, target: Target, count: number): StackRecord {
  const name = textOf(call.input, 'StackName') ?? ''
  return {
    id: `arn:aws:cloudformation:${call.region}:${call.account}:stack/${name}/${uuidOf(`${name} ${call.now} ${count}`)}`,
    name,
    account: call.account,
    region: call.region,
    status: 'REVIEW_IN_PROGRESS',
    reason: null,
    createdAt: call.now,
    updatedAt: null,
    target,
    resources: {},
    outputs: [],
    events: [],
    changeSet: null,
    work: null,
    made: 0,
    drift: { status: 'NOT_CHECKED', at: null },
    deletedAt: null,
  }
}

const PAGE = 100

export function paged<T>(all: readonly T[], { input }: ServiceCall, size = PAGE): { readonly items: readonly T[]; readonly more: Output } {
  const from = Number(textOf(input, 'NextToken') ?? 0) || 0
  const next = from + size
  return { items: all.slice(from, next), more: next < all.length ? { NextToken: String(next) } : {} }
}
