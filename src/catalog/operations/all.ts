/** All rows, by client. */
import { bedrockAgentRuntime, bedrockRuntime, comprehend, polly, rekognition, textract, transcribe, translate } from './ai.js'
import { apigateway, apigatewayV2, appsync, connections } from './apigateway.js'
import { lambda, states } from './compute.js'
import { kms, secretsManager, ssm, sts } from './configuration.js'
import { athena, keyspaces, neptunedata, rdsData, redshiftData, s3Control, timestreamQuery, timestreamWrite } from './data.js'
import { dynamodb, dynamodbStreams } from './dynamodb.js'
import { accessPortal, accessPortalTokens, codecatalyst, iam, identityPools, userPools } from './identity.js'
import {
  appConfigData,
  batch,
  budgets,
  cloudformation,
  cloudfront,
  codebuild,
  codepipeline,
  ec2,
  ecs,
  maps,
  participants,
  route53,
  searchDomain,
  verifiedPermissions,
} from './infrastructure.js'
import { iot, iotData } from './iot.js'
import { ses, sesv2 } from './mail.js'
import { events, pipes, scheduler, sns, sqs } from './messaging.js'
import type { ServiceRows } from './rows.js'
import { s3 } from './s3.js'
import { cloudfrontSigner, collections, databaseTokens, dsqlTokens, executeApi, functionUrls, graphql, search } from './signed.js'
import { cloudwatch, firehose, kinesis, logs } from './streams-and-logs.js'

export const ALL_ROWS: readonly ServiceRows[] = [
  accessPortal,
  accessPortalTokens,
  apigateway,
  apigatewayV2,
  appConfigData,
  appsync,
  athena,
  batch,
  bedrockAgentRuntime,
  bedrockRuntime,
  budgets,
  cloudformation,
  cloudfront,
  cloudfrontSigner,
  cloudwatch,
  codebuild,
  codecatalyst,
  codepipeline,
  collections,
  comprehend,
  connections,
  databaseTokens,
  dsqlTokens,
  dynamodb,
  dynamodbStreams,
  ec2,
  ecs,
  events,
  executeApi,
  firehose,
  functionUrls,
  graphql,
  iam,
  identityPools,
  iot,
  iotData,
  keyspaces,
  kinesis,
  kms,
  lambda,
  logs,
  maps,
  neptunedata,
  participants,
  pipes,
  polly,
  rdsData,
  redshiftData,
  rekognition,
  route53,
  s3,
  s3Control,
  scheduler,
  search,
  searchDomain,
  secretsManager,
  ses,
  sesv2,
  sns,
  sqs,
  ssm,
  states,
  sts,
  textract,
  timestreamQuery,
  timestreamWrite,
  transcribe,
  translate,
  userPools,
  verifiedPermissions,
]
