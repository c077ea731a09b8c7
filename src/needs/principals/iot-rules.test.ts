import { expect, test } from 'vitest'
import { appOf, cells, needsWith } from '../testing/app-of.js'

const ROLE = 'arn:aws:iam::111122223333:role/iot'

interface Row {
  readonly name: string
  readonly action: string
  readonly want: readonly string[]
  readonly codes?: readonly string[]
}

const rows: readonly Row[] = [
  {
    name: 'an object with a canned access list is put with it',
    action: `S3: { RoleArn: ${ROLE}, BucketName: !Ref Bucket, Key: k, CannedAcl: private }`,
    want: ['s3:PutObject s3:${Bucket}/*', 's3:PutObjectAcl s3:${Bucket}/*'],
  },
  {
    name: 'a request is signed for an API',
    action: `Http: { Url: !Sub 'https://\${Api}.execute-api.\${AWS::Region}.amazonaws.com/prod/x', Auth: { Sigv4: { RoleArn: ${ROLE}, ServiceName: execute-api, SigningRegion: eu-west-1 } } }`,
    want: ['execute-api:Invoke ${Api}/prod/POST/x'],
  },
  {
    name: 'a client of Kafka reads its properties from a secret, with the role that stands there',
    action: `Kafka: { DestinationArn: arn:aws:iot:eu-west-1:111122223333:ruledestination/vpc/x, Topic: t, ClientProperties: { sasl.scram.username: !Sub "\${!get_secret('\${Secret}', 'SecretString', 'username', '${ROLE}')}" } }`,
    want: ['kms:Decrypt key/${Key}', 'secretsmanager:DescribeSecret ${Secret}', 'secretsmanager:GetSecretValue ${Secret}'],
  },
  {
    name: 'a domain is written to by the name in its host',
    action: `OpenSearch: { RoleArn: ${ROLE}, Endpoint: !Sub 'https://\${Domain.DomainEndpoint}', Index: i, Type: t, Id: x }`,
    want: ['es:ESHttpPut domain/${Domain}/*'],
  },
  {
    name: 'an action that nobody knows is said',
    action: `Telegraph: { RoleArn: ${ROLE}, Wire: w }`,
    want: [],
    codes: ['needs/unknown-operation'],
  },
]

test.each(rows)('$name', async ({ action, want, codes = [] }) => {
  const app = await appOf(`
Resources:
  Bucket: { Type: AWS::S3::Bucket }
  Key: { Type: AWS::KMS::Key }
  Secret: { Type: AWS::SecretsManager::Secret, Properties: { KmsKeyId: !Ref Key } }
  Domain: { Type: AWS::OpenSearchService::Domain }
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: a } }
  Rule: { Type: AWS::IoT::TopicRule, Properties: { TopicRulePayload: { Sql: select * from 't', Actions: [{ ${action} }] } } }
`)
  const rule = needsWith(app, {}).principals.get('Rule')
  expect(cells(rule?.grants ?? [])).toEqual(want)
  expect(rule?.unresolved.map(({ code }) => code) ?? []).toEqual(codes)
})
