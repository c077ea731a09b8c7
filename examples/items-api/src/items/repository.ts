import { randomUUID } from 'node:crypto'
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { config } from '../config'
import type { Item, ItemInput } from './item'

export interface Page {
  items: Item[]
  next?: string
}

/** Items in their table. */
export class ItemRepository {
  constructor(
    private readonly documents: DynamoDBDocumentClient,
    private readonly tableName: string,
  ) {}

  async create(input: ItemInput): Promise<Item> {
    const now = new Date().toISOString()
    const item: Item = { id: randomUUID(), ...input, createdAt: now, updatedAt: now }
    await this.documents.send(new PutCommand({ TableName: this.tableName, Item: item, ConditionExpression: 'attribute_not_exists(id)' }))
    return item
  }

  async find(id: string): Promise<Item | undefined> {
    const { Item } = await this.documents.send(new GetCommand({ TableName: this.tableName, Key: { id } }))
    return Item as Item | undefined
  }

  async update(id: string, input: ItemInput): Promise<Item | undefined> {
    const command = new UpdateCommand({
      TableName: this.tableName,
      Key: { id },
      UpdateExpression: 'SET #name = :name, price = :price, tags = :tags, updatedAt = :now',
      ConditionExpression: 'attribute_exists(id)',
      ExpressionAttributeNames: { '#name': 'name' },
      ExpressionAttributeValues: { ':name': input.name, ':price': input.price, ':tags': input.tags, ':now': new Date().toISOString() },
      ReturnValues: 'ALL_NEW',
    })
    const updated = await whereItExists(this.documents.send(command))
    return updated?.Attributes as Item | undefined
  }

  async delete(id: string): Promise<boolean> {
    const deleted = await whereItExists(
      this.documents.send(new DeleteCommand({ TableName: this.tableName, Key: { id }, ConditionExpression: 'attribute_exists(id)' })),
    )
    return deleted !== undefined
  }

  async list(limit: number, after?: string): Promise<Page> {
    const { Items = [], LastEvaluatedKey } = await this.documents.send(
      new ScanCommand({ TableName: this.tableName, Limit: limit, ExclusiveStartKey: after ? { id: after } : undefined }),
    )
    return { items: Items as Item[], next: LastEvaluatedKey?.id }
  }
}

/** What a conditional write gave, or nothing where its condition did not hold. */
async function whereItExists<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined
    throw error
  }
}

export const items = new ItemRepository(
  DynamoDBDocumentClient.from(new DynamoDBClient({}), { marshallOptions: { removeUndefinedValues: true } }),
  config.tableName,
)
