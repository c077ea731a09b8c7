/** `generate --write --monitoring`: the trail, what it selects, and the alarm on refusals. */
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { filterMatches } from '../../src/local/stores/logs/filter.js'
import { guardrailsOf } from '../../src/review/testing/guardrails-of.js'
import { edited, handler } from './edited.js'

const SAM = `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
`
const table = (id: string, more = ''): string => `  ${id}:
    Type: AWS::DynamoDB::Table
${more}    Properties:
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      BillingMode: PAY_PER_REQUEST
`
const fn = (id: string, rest = ''): string => `  ${id}:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: fn/
      Environment:
        Variables: { TABLE: !Ref Table }
${rest}`
const files = (resources: string, head = ''): Readonly<Record<string, string>> => ({
  'template.yaml': `${SAM}${head}Resources:\n${resources}`,
  'fn/index.js': handler('get'),
})
const tags = {
  logLevel: 'silent',
  customTags: ['!Ref', '!Sub', '!GetAtt', '!If'].map((tag) => ({ tag, resolve: (text: string) => `${tag} ${text}` })),
} as const

interface Read {
  readonly Parameters?: Record<string, unknown>
  readonly Resources: Record<string, { readonly Type: string; readonly Properties: Record<string, never> }>
}
const read = (text: string): Read => parse(text, tags) as Read

const patternsOf = ({ Resources }: Read): readonly string[] =>
  Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::Logs::MetricFilter')
    .map(({ Properties }) => String(Properties.FilterPattern).replace(/^!Sub /, ''))

describe('a template without a trail', () => {
  test('gets one for exactly its tables, objects and functions, with its bucket, its log group and an alarm', async () => {
    const { text, findings } = await edited(files(`${table('Table')}  Files:\n    Type: AWS::S3::Bucket # objects\n${fn('Fn')}`), {
      monitoring: true,
    })
    expect(findings).toEqual([])
    await expect(text).toMatchFileSnapshot('golden/monitoring.yaml')
  })

  test('what exists under a condition is named under it', async () => {
    const { text } = await edited(
      files(
        `${table('Table')}${table('Extra', '    Condition: Live\n')}${fn('Fn')}  Other:\n    Type: AWS::IAM::Role\n    Condition: Live\n    Properties:\n      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: states.amazonaws.com }, Action: 'sts:AssumeRole' }] }\n`,
        'Parameters:\n  Stage: { Type: String }\nConditions:\n  Live: !Equals [!Ref Stage, live]\n',
      ),
      { monitoring: true },
    )
    expect(text).toMatch(/- !If\n +- Live\n +- Name: tables of the app\n/)
    expect(text).toMatch(/Role1:\n? *!If\n +- Live\n +- !Ref Other\n +- ['"]-['"]/)
    expect(text).toMatch(/^ {2}HasAccessAlarmTopic:/m)
    expect(text.match(/^Parameters:/gm)).toHaveLength(1)
  })

  test('patterns have no more than 1,024 characters, whatever the roles are called, and hold every role once', async () => {
    const ids = Array.from({ length: 20 }, (_, i) => `Function${i}`)
    const { text } = await edited(files(`${table('Table')}${ids.map((id) => fn(id)).join('')}`), { monitoring: true })
    const patterns = patternsOf(read(text))
    expect(patterns.length).toBeGreaterThan(2)
    for (const pattern of patterns) expect(pattern.replaceAll(/\$\{\w+\}/g, 'R'.repeat(64)).length).toBeLessThanOrEqual(1024)
    expect(patterns.flatMap((it) => [...it.matchAll(/\$\{(\w+)Role\}/g)].map(([, id]) => id)).sort()).toEqual(ids.sort())
  })

  test('a role that comes from elsewhere counts by its ARN', async () => {
    const { text } = await edited(
      files(`${table('Table')}${fn('Fn', '      Role: !Ref Given\n')}`, 'Parameters:\n  Given: { Type: String }\n'),
      { monitoring: true },
    )
    expect(patternsOf(read(text))[0]).toContain('sessionIssuer.arn = "${Given}"')
  })

  test('boundary, path and tags of the configuration hold for its role too', async () => {
    const { text } = await edited(
      {
        ...files(`${table('Table')}${fn('Fn')}`),
        'rolewright.config.yaml': 'boundary: arn:aws:iam::111122223333:policy/b\nroles:\n  path: /app/\n',
      },
      { monitoring: true },
    )
    expect(read(text).Resources.AccessTrailLogRole?.Properties).toMatchObject({
      Path: '/app/',
      PermissionsBoundary: 'arn:aws:iam::111122223333:policy/b',
    })
  })

  test('a JSON template as well', async () => {
    const { text } = await edited(
      {
        'template.json': `${JSON.stringify({ Transform: 'AWS::Serverless-2016-10-31', Resources: { Fn: { Type: 'AWS::Serverless::Function', Properties: { Handler: 'index.handler', Runtime: 'nodejs22.x', CodeUri: 'fn/' } } } }, null, 2)}\n`,
        'fn/index.js': handler(),
      },
      { monitoring: true },
    )
    expect(Object.keys(JSON.parse(text))).toEqual(['Transform', 'Parameters', 'Conditions', 'Resources'])
  })
})

describe('a template with a trail', () => {
  const trail = (properties: string): string => `  Logs:
    Type: AWS::S3::Bucket
  Mine: # ours
    Type: AWS::CloudTrail::Trail
    Properties:
      IsLogging: true
      S3BucketName: !Ref Logs
${properties}`

  test('has it completed by what it leaves out, and gets no other; its own files are no events', async () => {
    const { text } = await edited(
      files(
        `${table('Table')}${table('Second')}${fn('Fn')}${trail(`      AdvancedEventSelectors:
        - Name: the second table # seen
          FieldSelectors:
            - { Field: eventCategory, Equals: [Data] }
            - { Field: resources.type, Equals: ['AWS::DynamoDB::Table'] }
            - { Field: resources.ARN, Equals: [!GetAtt Second.Arn] }
        - Name: management events
          FieldSelectors:
            - { Field: eventCategory, Equals: [Management] }
            - { Field: eventSource, NotEquals: [kms.amazonaws.com] }
        - Name: only reads
          FieldSelectors:
            - { Field: eventCategory, Equals: [Data] }
            - { Field: resources.type, Equals: ['AWS::Lambda::Function'] }
            - { Field: readOnly, Equals: ['true'] }
`)}`,
      ),
      { monitoring: true },
    )
    const { Resources } = read(text)
    expect(Object.values(Resources).filter(({ Type }) => Type === 'AWS::CloudTrail::Trail')).toHaveLength(1)
    const selectors = Resources.Mine?.Properties.AdvancedEventSelectors as unknown as readonly { readonly Name: string }[]
    expect(selectors.map(({ Name }) => Name)).toEqual([
      'the second table',
      'management events',
      'only reads',
      'tables of the app',
      'functions of the app',
    ])
    expect(JSON.stringify(selectors[3])).toContain('!GetAtt Table.Arn')
    expect(JSON.stringify(selectors[3])).not.toContain('Second')
    expect(JSON.stringify(selectors)).not.toContain('Logs')
    expect(Resources.AccessTrailBucket).toBeUndefined()
  })

  test('in the older way keeps that, and is said', async () => {
    const { findings, text } = await edited(
      files(`${table('Table')}${fn('Fn')}${trail('      EventSelectors: [{ IncludeManagementEvents: true }]\n')}`),
      {
        monitoring: true,
      },
    )
    expect(findings).toEqual(['emit/monitoring-selectors Mine'])
    expect(text).not.toContain('AdvancedEventSelectors')
    expect(text).toContain('AccessDeniedAlarm')
  })

  test('whose log group is elsewhere gets no alarm, and that is said', async () => {
    const { findings, text } = await edited(
      files(
        `${table('Table')}${fn('Fn')}${trail('      CloudWatchLogsLogGroupArn: arn:aws:logs:eu-west-1:111122223333:log-group:x:*\n      CloudWatchLogsRoleArn: arn:aws:iam::111122223333:role/x\n')}`,
      ),
      { monitoring: true },
    )
    expect(findings).toEqual(['emit/monitoring-log-group Mine'])
    expect(text).not.toContain('AccessDeniedAlarm')
  })

  test('a filter of somebody else is left alone, whatever it is called', async () => {
    const filter = `  AccessDeniedFilter:
    Type: AWS::Logs::MetricFilter
    Properties: { LogGroupName: mine, FilterPattern: ERROR, MetricTransformations: [{ MetricNamespace: Mine, MetricName: AccessDenied, MetricValue: '1' }] }
`
    for (const monitoring of [true, false]) {
      const { findings, text } = await edited(files(`${table('Table')}${filter}${fn('Fn')}`), { monitoring })
      expect(findings).toEqual(monitoring ? ['emit/monitoring-name AccessDeniedFilter'] : [])
      expect(text).toContain('FilterPattern: ERROR,')
    }
  })

  test('a name that is something else here is left alone', async () => {
    const { findings } = await edited(files(`${table('AccessTrail')}${table('Table')}${fn('Fn')}`), { monitoring: true })
    expect(findings).toEqual(['emit/monitoring-name AccessTrail'])
  })
})

test('follows the app: what came and what went, and nothing that somebody set', async () => {
  const first = await edited(files(`${table('Table')}${fn('Fn')}`), { monitoring: true })
  const changed = first.text.replace('RetentionInDays: 30', 'RetentionInDays: 7').replace(/ {2}Fn:\n/, `${fn('Second')}  Fn:\n`)
  const second = await edited({ ...files(''), 'template.yaml': changed }, { monitoring: true })
  expect(second.text).toContain('RetentionInDays: 7')
  expect(patternsOf(read(second.text))[0]).toContain('${SecondRole}')
  expect(second.text).toContain('- !GetAtt Second.Arn\n')
  const gone = second.text.replace(/^ {2}Second:\n[\s\S]*?(?=^ {2}Fn:\n)/m, '')
  const third = await edited({ ...files(''), 'template.yaml': gone }, { monitoring: true })
  expect(third.text).not.toContain('Second')
  expect(third.text.replace('RetentionInDays: 7', 'RetentionInDays: 30')).toBe(first.text)
})

test('an edit without the option keeps the patterns true, and a role goes although they name it', async () => {
  const role = (id: string): string =>
    `  ${id}:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:AssumeRole' }] }\n`
  const own = (id: string): string => fn(id, '      Role: !GetAtt Shared.Arn\n')
  const first = await edited(files(`${table('Table')}${role('Shared')}${own('A')}`), { monitoring: true })
  expect(first.text).toContain('userName = "${Shared}"')
  const { text } = await edited({ ...files(''), 'template.yaml': first.text.replace('  A:\n', `${own('B')}  A:\n`) })
  expect(text).not.toContain('Shared')
  expect(patternsOf(read(text))[0]).toMatch(/\$\{ARole\}.*\$\{BRole\}/)
})

describe('the alarm counts', () => {
  const event = (errorCode: string | undefined, userName: string): string =>
    JSON.stringify({
      eventName: 'GetItem',
      ...(errorCode !== undefined && { errorCode }),
      userIdentity: { type: 'AssumedRole', sessionContext: { sessionIssuer: { type: 'Role', userName } } },
    })
  const rows: readonly (readonly [code: string | undefined, role: string, counts: boolean])[] = [
    ['AccessDenied', 'app-FnRole-1A', true],
    ['AccessDeniedException', 'app-FnRole-1A', true],
    ['Client.UnauthorizedOperation', 'app-FnRole-1A', true],
    ['AuthorizationErrorException', 'app-FnRole-1A', true],
    ['ResourceNotFoundException', 'app-FnRole-1A', false],
    [undefined, 'app-FnRole-1A', false],
    ['AccessDenied', 'somebody', false],
  ]
  test.each(rows)('%s of %s: %s', async (code, role, counts) => {
    const { text } = await edited(files(`${table('Table')}${fn('Fn')}`), { monitoring: true })
    const [pattern = ''] = patternsOf(read(text))
    expect(filterMatches(pattern.replace('${FnRole}', 'app-FnRole-1A'), event(code, role))).toBe(counts)
  })
})

test('what is added passes the guardrails that are asked of an app', async () => {
  const { text } = await edited(files(`${table('Table')}  Files:\n    Type: AWS::S3::Bucket\n${fn('Fn')}`), { monitoring: true })
  const results = await guardrailsOf(text, {}, { noPublic: { accounts: [], organizations: [], except: [] }, noEscalation: { except: [] } })
  expect(results.filter(({ verdict }) => verdict !== 'proved')).toEqual([])
  expect(results.map(({ name, subject }) => `${name} ${subject}`)).toEqual(
    expect.arrayContaining(['noPublic AccessTrailBucketPolicy', 'noPublic AccessTrailLogRole']),
  )
})
