/**
 * Object mappers over DynamoDB. Each call of a mapper is the DynamoDB call that it makes, on the table and index that its
 * schema names; keys and items are theirs to build, and stay unknown.
 */
import type { LibraryModel } from '../types.js'
import { dataMapper } from './mappers/data-mapper.js'
import { dynamoose } from './mappers/dynamoose.js'
import { electrodb } from './mappers/electrodb.js'
import { onetable, onetableDynamo } from './mappers/onetable.js'
import { toolbox } from './mappers/toolbox.js'
import { documentClientWrapper, typedorm, typedormTable } from './mappers/typedorm.js'

export const dynamodbMappers: readonly LibraryModel[] = [
  { packages: ['electrodb'], stub: electrodb, otherwise: 'inert' },
  { packages: ['dynamodb-onetable'], stub: onetable, otherwise: 'inert' },
  { packages: ['dynamodb-onetable/Dynamo'], stub: onetableDynamo },
  { packages: ['dynamoose'], stub: dynamoose },
  { packages: ['dynamodb-toolbox', 'dynamodb-toolbox/*'], stub: toolbox, otherwise: 'inert' },
  { packages: ['@aws/dynamodb-data-mapper'], stub: dataMapper, otherwise: 'inert' },
  { packages: ['@aws/dynamodb-data-mapper-annotations', '@aws/dynamodb-expressions'], otherwise: 'inert' },
  { packages: ['@typedorm/core'], stub: typedorm, otherwise: 'inert' },
  { packages: ['@typedorm/document-client'], stub: documentClientWrapper },
  { packages: ['@typedorm/common'], stub: typedormTable, otherwise: 'inert' },
]
