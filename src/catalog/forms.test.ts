/** Forms of members over symbolic text. Literal text is in `resources.test.ts`. */
import { expect, test } from 'vitest'
import { parseSym, printSym, symText } from '../policy/index.js'
import { readForm } from './forms.js'
import type { MemberForm, Places } from './types.js'

const places: Places = {
  partition: parseSym('${AWS::Partition}'),
  region: parseSym('${AWS::Region}'),
  account: parseSym('${AWS::AccountId}'),
}
const IN = 'arn:${AWS::Partition}'
const HERE = '${AWS::Region}:${AWS::AccountId}'

const rows: readonly (readonly [form: MemberForm, written: string, reads: string])[] = [
  ['name-or-arn', '${Table}', '${Table}'],
  ['name-or-arn', 'arn:${AWS::Partition}:dynamodb:r:1:table/${Table}', '=arn:${AWS::Partition}:dynamodb:r:1:table/${Table}'],
  [
    'url',
    'https://sqs.${AWS::Region}.amazonaws.com/${AWS::AccountId}/${Queue.QueueName}',
    '${Queue.QueueName} in ${AWS::Region} of ${AWS::AccountId}',
  ],
  ['url', 'https://sqs.${AWS::Region}.${AWS::URLSuffix}/111122223333/jobs-*', 'jobs-* in ${AWS::Region} of 111122223333'],
  ['secret', '${Stage}/db', '${Stage}/db-??????'],
  ['secret', 'arn:aws:secretsmanager:r:1:secret:${Stage}', '=arn:aws:secretsmanager:r:1:secret:${Stage}'],
  ['parameter', '/${Stage}/key', '${Stage}/key'],
  ['parameter', '${Parameter}', '${Parameter}'],
  ['parameter', '/${Stage}/', '${Stage}'],
  ['parameter', '/', ''],
  ['parameter', '/aws/service', 'aws/service of '],
  ['function', '${Function}:live', '${Function}:live'],
  ['function', '${AWS::AccountId}:function:resize', 'resize of ${AWS::AccountId}'],
  ['copy-source', '${Bucket}/raw/*', '${Bucket}/raw/*'],
  ['copy-source', '/${Bucket}/a%2Fb?versionId=*', '${Bucket}/a/b'],
  ['copy-source', '${Bucket}', '${Bucket}/*'],
  ['key', '${Key}', '${Key}'],
  ['job-definition', 'render:2', `=${IN}:batch:${HERE}:job-definition/render:2`],
  ['job-definition', 'render', `=${IN}:batch:${HERE}:job-definition/render | ${IN}:batch:${HERE}:job-definition/render:*`],
  ['state-machine', 'arn:aws:states:r:1:stateMachine:Flow:PROD', '=arn:aws:states:r:1:stateMachine:Flow'],
  ['state-machine', 'arn:aws:states:r:1:stateMachine:${Flow}', '=arn:aws:states:r:1:stateMachine:${Flow}'],
  ['task-definition', 'resize', 'resize:*'],
  ['task-definition', '${Stage}-resize:3', '${Stage}-resize:3'],
  ['task-definition', '${Family}', '${Family}*'],
  ['task-definition', 'arn:aws:ecs:r:1:task-definition/resize', '=arn:aws:ecs:r:1:task-definition/resize:*'],
  ['key', 'alias/${Stage}', '?'],
  ['object-bucket', 'arn:aws:s3:r:1:accesspoint/${Point}', '=arn:aws:s3:r:1:accesspoint/${Point}/object'],
  ['bucket', 'arn:aws:s3:r:1:accesspoint/${Point}', '=arn:aws:s3:r:1:accesspoint/${Point}'],
  ['bus', 'arn:aws:events:eu-west-1:1:event-bus/${Bus}', '${Bus} in eu-west-1 of 1'],
  ['model', '${ModelId}', `=${IN}:bedrock:*::foundation-model/\${ModelId} | ${IN}:bedrock:${HERE}:inference-profile/\${ModelId}`],
  [
    'model',
    'global.anthropic.claude-*',
    `=${IN}:bedrock:*::foundation-model/anthropic.claude-* | ${IN}:bedrock:${HERE}:inference-profile/global.anthropic.claude-*`,
  ],
  ['partiql-table', 'SELECT * FROM "${Table}" WHERE id = ?', '${Table}'],
  ['partiql-table', 'UPDATE "${Table}"."${Index}" SET a = 1', '${Table}/index/${Index}'],
  ['partiql-table', 'DELETE FROM ${Table} WHERE id = 1', '${Table}'],
  ['partiql-table', 'INSERT INTO "app-${Stage}" VALUE {\'id\': 1}', 'app-${Stage}'],
  ['partiql-table', '${Statement}', '?'],
  ['s3-object', 's3://${Bucket}/in/*', '${Bucket}/in/*'],
  ['s3-object', 's3://${Bucket}', '${Bucket}/*'],
  ['s3-object', 'https://${Bucket}.s3.${AWS::Region}.amazonaws.com/in/x.mp3', '${Bucket}/in/x.mp3'],
  ['s3-bucket', 's3://${Bucket}/out/', '${Bucket}'],
  ['key-prefix', 'out/${Stage}', 'out/${Stage}*'],
  ['mail-identity', '${Sender}', `=${IN}:ses:${HERE}:identity/*`],
  ['mail-identity', 'noreply@${Domain}', `=${IN}:ses:${HERE}:identity/noreply@\${Domain} | ${IN}:ses:${HERE}:identity/\${Domain}`],
  ['last-part', '/hostedzone/${Zone}', '${Zone}'],
  [
    'api-get',
    'https://${Api}.execute-api.${AWS::Region}.amazonaws.com/${Stage}/items/*',
    `=${IN}:execute-api:${HERE}:\${Api}/\${Stage}/GET/items/* | ${IN}:execute-api:${HERE}:\${Api}/$default/GET/\${Stage}/items/*`,
  ],
  [
    'api-post',
    '${HttpApi.ApiEndpoint}/items',
    `=${IN}:execute-api:${HERE}:\${HttpApi}/items/POST/ | ${IN}:execute-api:${HERE}:\${HttpApi}/$default/POST/items`,
  ],
  ['api-any', '${Url}', `=${IN}:execute-api:${HERE}:*/*/*/*`],
  ['api-stage-url', 'https://${Api}.execute-api.${AWS::Region}.amazonaws.com/${Stage}', '${Api}/${Stage}'],
  ['api-stage-url', 'https://ws.example.com', '*/*'],
  ['graphql-url', '${Api.GraphQLUrl}', '${Api.ApiId}'],
  ['search-url', 'https://${Domain.DomainEndpoint}/_search', '${Domain}'],
  ['collection-url', '${Vectors.CollectionEndpoint}', '${Vectors}'],
  ['cluster-host', '${Cluster}.dsql.${AWS::Region}.on.aws', '${Cluster}'],
]

test.each(rows)('%s of %s is %s', (form, written, reads) => {
  const reading = readForm(form, parseSym(written), places)
  expect(shown(reading)).toBe(reads)
})

function shown(reading: ReturnType<typeof readForm>): string {
  if (reading.kind === 'any') return '?'
  if (reading.kind === 'arns') return `=${reading.arns.map(printSym).join(' | ')}`
  const { text, region, account } = reading
  return `${printSym(text)}${region === null ? '' : ` in ${printSym(region)}`}${account === null ? '' : ` of ${printSym(account)}`}`
}

test('no text is too strange for a form', () => {
  const strange = [
    '',
    '*',
    ':',
    '/',
    '//',
    'arn:',
    'arn:::::',
    'https://',
    'alias/',
    '%',
    '%zz/a',
    '@',
    '<',
    '${',
    '?versionId=',
    'select from',
    'insert into "',
  ]
  const forms = [...new Set(rows.map(([form]) => form))]
  const read = forms.flatMap((form) => strange.map((written) => readForm(form, symText(written), places).kind))
  expect(read.length).toBe(forms.length * strange.length)
})
