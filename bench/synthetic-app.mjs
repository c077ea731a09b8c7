// Writes an app of any number of functions, in the shape that large apps have: domains of ten functions with a table
// and a bucket each, on shared modules (configuration, clients, a base class, a wrapper, events) that all of them use.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What the functions of a domain do, in turn. Two names of the same verb never stand in one app. */
const VERBS = ['create', 'get', 'update', 'remove', 'list', 'search', 'upload', 'download', 'publish', 'report']

export function writeSyntheticApp(folder, functions) {
  const domains = Array.from({ length: Math.ceil(functions / VERBS.length) }, (_, i) => `domain${String(i).padStart(3, '0')}`)
  const files = new Map(Object.entries(SHARED))
  const resources = [RESOURCES]
  let left = functions
  for (const domain of domains) {
    const verbs = VERBS.slice(0, left)
    left -= verbs.length
    files.set(`src/${domain}/repository.ts`, repository(domain))
    files.set(`src/${domain}/model.ts`, model(domain))
    resources.push(domainResources(domain))
    for (const verb of verbs) {
      files.set(`src/${domain}/${verb}.ts`, `${HANDLERS[verb](domain)}`)
      resources.push(functionResource(domain, verb))
    }
  }
  files.set('template.yaml', `${HEAD}\nResources:\n${resources.join('')}`)
  for (const [name, text] of files) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
}

const pascal = (text) => text.charAt(0).toUpperCase() + text.slice(1)

const HEAD = `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: nodejs22.x
    CodeUri: src/
    Environment:
      Variables:
        EVENT_BUS: !Ref Bus
        QUEUE_URL: !Ref Work
        SECRET_ID: !Ref ApiKey
`

const RESOURCES = `  Bus: { Type: AWS::Events::EventBus, Properties: { Name: !Ref AWS::StackName } }
  Work: { Type: AWS::SQS::Queue }
  ApiKey: { Type: AWS::SecretsManager::Secret, Properties: { GenerateSecretString: {} } }
`

const domainResources = (domain) => `  ${pascal(domain)}Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions:
        - { AttributeName: id, AttributeType: S }
        - { AttributeName: status, AttributeType: S }
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      GlobalSecondaryIndexes:
        - IndexName: by-status
          KeySchema: [{ AttributeName: status, KeyType: HASH }]
          Projection: { ProjectionType: ALL }
  ${pascal(domain)}Bucket: { Type: AWS::S3::Bucket }
`

const functionResource = (domain, verb) => `  ${pascal(domain)}${pascal(verb)}:
    Type: AWS::Serverless::Function
    Properties:
      Handler: ${domain}/${verb}.handler
      Environment:
        Variables:
          TABLE_NAME: !Ref ${pascal(domain)}Table
          BUCKET_NAME: !Ref ${pascal(domain)}Bucket
      Policies:
        - DynamoDBCrudPolicy: { TableName: !Ref ${pascal(domain)}Table }
        - S3CrudPolicy: { BucketName: !Ref ${pascal(domain)}Bucket }
      Events:
        Api:
          Type: Api
          Properties: { Path: /${domain}/${verb}, Method: post }
`

const SHARED = {
  'package.json': '{ "name": "synthetic", "private": true, "type": "module" }\n',
  'src/shared/config.ts': `const required = (name: string): string => {
  const value = process.env[name]
  if (!value) throw new Error(\`\${name} is not set\`)
  return value
}
export const config = {
  table: required('TABLE_NAME'),
  bucket: required('BUCKET_NAME'),
  bus: required('EVENT_BUS'),
  queueUrl: required('QUEUE_URL'),
  secretId: required('SECRET_ID'),
}
`,
  'src/shared/clients.ts': `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { S3Client } from '@aws-sdk/client-s3'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SQSClient } from '@aws-sdk/client-sqs'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'

export const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}))
export const s3 = new S3Client({})
export const events = new EventBridgeClient({})
export const sqs = new SQSClient({})
export const secrets = new SecretsManagerClient({})
`,
  'src/shared/base-repository.ts': `import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'

export abstract class BaseRepository<T extends { id: string }> {
  constructor(
    protected readonly client: DynamoDBDocumentClient,
    protected readonly table: string,
  ) {}
  abstract parse(raw: Record<string, unknown>): T

  async put(item: T): Promise<T> {
    await this.client.send(new PutCommand({ TableName: this.table, Item: item }))
    return item
  }
  async get(id: string): Promise<T | null> {
    const { Item } = await this.client.send(new GetCommand({ TableName: this.table, Key: { id } }))
    return Item ? this.parse(Item) : null
  }
  async update(id: string, status: string): Promise<void> {
    await this.client.send(
      new UpdateCommand({ TableName: this.table, Key: { id }, UpdateExpression: 'SET #s = :s', ExpressionAttributeNames: { '#s': 'status' }, ExpressionAttributeValues: { ':s': status } }),
    )
  }
  async remove(id: string): Promise<void> {
    await this.client.send(new DeleteCommand({ TableName: this.table, Key: { id } }))
  }
  async list(): Promise<T[]> {
    const items: T[] = []
    let next: Record<string, unknown> | undefined
    do {
      const page = await this.client.send(new ScanCommand({ TableName: this.table, ExclusiveStartKey: next }))
      for (const raw of page.Items ?? []) items.push(this.parse(raw))
      next = page.LastEvaluatedKey
    } while (next)
    return items
  }
  async byStatus(status: string): Promise<T[]> {
    const { Items = [] } = await this.client.send(
      new QueryCommand({ TableName: this.table, IndexName: 'by-status', KeyConditionExpression: '#s = :s', ExpressionAttributeNames: { '#s': 'status' }, ExpressionAttributeValues: { ':s': status } }),
    )
    return Items.map((raw) => this.parse(raw))
  }
}
`,
  'src/shared/files.ts': `import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { s3 } from './clients'
import { config } from './config'

export class FileStore {
  constructor(private readonly prefix: string) {}
  private input(name: string) {
    return { Bucket: config.bucket, Key: \`\${this.prefix}/\${name}\` }
  }
  async put(name: string, body: string): Promise<void> {
    await s3.send(new PutObjectCommand({ ...this.input(name), Body: body }))
  }
  link(name: string): Promise<string> {
    return getSignedUrl(s3, new GetObjectCommand(this.input(name)), { expiresIn: 60 })
  }
}
`,
  'src/shared/messages.ts': `import { PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { events, secrets, sqs } from './clients'
import { config } from './config'

export const announce = (type: string, detail: unknown) =>
  events.send(new PutEventsCommand({ Entries: [{ EventBusName: config.bus, Source: 'app', DetailType: type, Detail: JSON.stringify(detail) }] }))

export const enqueue = (body: unknown) => sqs.send(new SendMessageCommand({ QueueUrl: config.queueUrl, MessageBody: JSON.stringify(body) }))

let cached: Promise<string | undefined> | undefined
export function apiKey(): Promise<string | undefined> {
  cached ??= secrets.send(new GetSecretValueCommand({ SecretId: config.secretId })).then((answer) => answer.SecretString)
  return cached
}
`,
  'src/shared/handler.ts': `type Handler = (body: Record<string, string>) => Promise<unknown>

export const handle = (inner: Handler) => async (event: { body: string | null }) => {
  try {
    return { statusCode: 200, body: JSON.stringify(await inner(JSON.parse(event.body ?? '{}'))) }
  } catch (error) {
    console.error(error)
    return { statusCode: 500, body: 'failed' }
  }
}
`,
}

const model = (domain) => `export interface ${pascal(domain)} {
  id: string
  status: string
  name: string
}

export const parse${pascal(domain)} = (raw: Record<string, unknown>): ${pascal(domain)} => ({
  id: String(raw.id),
  status: String(raw.status ?? 'new'),
  name: String(raw.name ?? ''),
})
`

const repository = (domain) => `import { BaseRepository } from '../shared/base-repository'
import { documents } from '../shared/clients'
import { config } from '../shared/config'
import { type ${pascal(domain)}, parse${pascal(domain)} } from './model'

class ${pascal(domain)}Repository extends BaseRepository<${pascal(domain)}> {
  parse(raw: Record<string, unknown>): ${pascal(domain)} {
    return parse${pascal(domain)}(raw)
  }
}

export const repository = new ${pascal(domain)}Repository(documents, config.table)
`

const IMPORTS = `import { handle } from '../shared/handler'
import { repository } from './repository'
`

const HANDLERS = {
  create: (domain) => `${IMPORTS}import { announce } from '../shared/messages'
import { parse${pascal(domain)} } from './model'

export const handler = handle(async (body) => {
  const made = await repository.put(parse${pascal(domain)}(body))
  await announce('${domain}.created', made)
  return made
})
`,
  get: () => `${IMPORTS}
export const handler = handle(async ({ id }) => repository.get(id))
`,
  update: (domain) => `${IMPORTS}import { announce } from '../shared/messages'

export const handler = handle(async ({ id, status }) => {
  await repository.update(id, status)
  await announce('${domain}.updated', { id, status })
})
`,
  remove: () => `${IMPORTS}
export const handler = handle(async ({ id }) => repository.remove(id))
`,
  list: () => `${IMPORTS}
export const handler = handle(async () => repository.list())
`,
  search: () => `${IMPORTS}
export const handler = handle(async ({ status }) => repository.byStatus(status))
`,
  upload: (domain) => `${IMPORTS}import { FileStore } from '../shared/files'

const files = new FileStore('${domain}')

export const handler = handle(async ({ id, content }) => {
  if (await repository.get(id)) await files.put(id, content)
})
`,
  download: (domain) => `${IMPORTS}import { FileStore } from '../shared/files'

const files = new FileStore('${domain}')

export const handler = handle(async ({ id }) => ((await repository.get(id)) ? files.link(id) : null))
`,
  publish: () => `${IMPORTS}import { apiKey, enqueue } from '../shared/messages'

export const handler = handle(async ({ id }) => {
  const key = await apiKey()
  const item = await repository.get(id)
  if (key && item) await enqueue(item)
})
`,
  report: (domain) => `${IMPORTS}import { FileStore } from '../shared/files'
import { enqueue } from '../shared/messages'

export const handler = handle(async () => {
  const items = await repository.list()
  await new FileStore('${domain}/reports').put(new Date().toISOString(), JSON.stringify(items))
  await enqueue({ domain: '${domain}', count: items.length })
})
`,
}
