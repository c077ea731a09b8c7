/** A small app to begin with: two functions on a table, with broad policies as they are often written. */

export interface StarterFile {
  /** Relative to the app's folder. */
  readonly name: string
  readonly text: string
}

export const STARTER: readonly StarterFile[] = [
  {
    name: 'template.yaml',
    text: `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Description: Notes, kept in a table

Globals:
  Function:
    Runtime: nodejs22.x
    CodeUri: src/
    Environment:
      Variables:
        TABLE_NAME: !Ref NotesTable

Resources:
  NotesTable:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions:
        - AttributeName: id
          AttributeType: S
      KeySchema:
        - AttributeName: id
          KeyType: HASH

  SaveFunction:
    Type: AWS::Serverless::Function
    Properties:
      Handler: save.handler
      Policies:
        - AmazonDynamoDBFullAccess
      Events:
        Save:
          Type: HttpApi
          Properties: { Method: post, Path: /notes }

  ListFunction:
    Type: AWS::Serverless::Function
    Properties:
      Handler: list.handler
      Policies:
        - DynamoDBCrudPolicy:
            TableName: !Ref NotesTable
      Events:
        List:
          Type: HttpApi
          Properties: { Method: get, Path: /notes }
`,
  },
  {
    name: 'src/save.mjs',
    text: `import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'

const client = new DynamoDBClient({})

export async function handler(event) {
  const id = crypto.randomUUID()
  const Item = { id: { S: id }, text: { S: event.body ?? '' } }
  await client.send(new PutItemCommand({ TableName: process.env.TABLE_NAME, Item }))
  return { statusCode: 201, body: JSON.stringify({ id }) }
}
`,
  },
  {
    name: 'src/list.mjs',
    text: `import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'

const client = new DynamoDBClient({})

export async function handler() {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: process.env.TABLE_NAME, Limit: 50 }))
  return { statusCode: 200, body: JSON.stringify(Items.map((item) => ({ id: item.id.S, text: item.text.S }))) }
}
`,
  },
]
