import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { App, Resource } from '../app/index.js'
import { parseSym } from '../policy/index.js'
import { lower, type Role } from '../roles/index.js'
import { rolesTemplate } from './roles-template.js'

const at = { file: 'template.yaml', line: 1, column: 1 }

const resource = (id: string, type: string): Resource => ({
  id,
  type,
  properties: { kind: 'map', entries: new Map(), at },
  metadata: null,
  condition: null,
  dependsOn: [],
  madeBy: null,
  at,
})

const app: App = {
  folder: '/app',
  format: 'sam',
  templates: ['template.yaml'],
  parameters: new Map([
    ['Stage', { id: 'Stage', type: 'String', value: { kind: 'text', text: parseSym('prod'), at }, origin: 'default', allowed: [], at }],
  ]),
  resources: new Map([
    ['Work', resource('Work', 'AWS::SQS::Queue')],
    ['Items', resource('Items', 'AWS::DynamoDB::Table')],
  ]),
  functions: new Map(),
  given: new Map(),
  connected: [],
  outputs: new Map(),
  problems: [],
}

const role = (id: string, resources: readonly string[], more: Partial<Role> = {}): Role => ({
  id,
  usedBy: ['Fn'],
  trustPolicy: { Version: '2012-10-17', Statement: [] },
  policies: [
    {
      name: `${id}Policy`,
      kind: 'inline',
      document: {
        Version: '2012-10-17',
        Statement: [{ Sid: 'Use', Effect: 'Allow', Action: ['x:Y'], Resource: resources.map((r) => lower(parseSym(r))) }],
      },
    },
  ],
  managedPolicyArns: [],
  permissionsBoundary: null,
  path: null,
  tags: [],
  sizeChars: 100,
  ...more,
})

/** The text as any reader of YAML sees it, the short forms of functions as they are written. */
const resourcesOf = (text: string): string[] => [...text.matchAll(/^ {14}- (.*)$/gm)].map((m) => m[1] ?? '')

test('symbols of the app become parameters; those of AWS stay', () => {
  const text = rolesTemplate(app, {
    roles: [role('ARole', ['arn:${AWS::Partition}:dynamodb:::table/${Items}', '${Work.Arn}', 'arn:aws:s3:::${Stage}-files/*', '*'])],
  })
  expect(resourcesOf(text)).toEqual([
    'x:Y',
    '!Sub arn:${AWS::Partition}:dynamodb:::table/${Items}',
    '!Sub ${WorkArn}',
    '!Sub arn:aws:s3:::${Stage}-files/*',
    "'*'",
  ])
  expect(parse(text, { logLevel: 'silent' })).toMatchObject({
    Parameters: {
      Items: { Type: 'String', Description: 'What Ref gives for Items (AWS::DynamoDB::Table)' },
      Stage: { Type: 'String', Default: 'prod' },
      WorkArn: { Type: 'String', Description: 'Arn of Work (AWS::SQS::Queue)' },
    },
  })
})

test('symbols that would have the same name keep apart', () => {
  const text = rolesTemplate(app, { roles: [role('ARole', ['${Child/Items}', '${ChildItems}', '${Child.Items}'])] })
  expect(Object.keys((parse(text, { logLevel: 'silent' }) as { Parameters: object }).Parameters)).toEqual([
    'ChildItems',
    'ChildItems2',
    'ChildItems3',
  ])
  expect(resourcesOf(text)).toEqual(['x:Y', '!Sub ${ChildItems}', '!Sub ${ChildItems2}', '!Sub ${ChildItems3}'])
})

test('imports stay imports, and policy variables stay what they are', () => {
  const text = rolesTemplate(app, { roles: [role('ARole', ['arn:aws:sqs:::${import:${AWS::StackName}-queue}'])] })
  expect(text).toContain('- arn:aws:sqs:::${Import1}')
  expect(text).toContain('- Import1:\n                    Fn::ImportValue: !Sub ${AWS::StackName}-queue\n')
  expect(parse(text, { logLevel: 'silent' })).not.toHaveProperty('Parameters')
})

test('an inline policy is a resource of its own, a managed one is made once and attached', () => {
  const [policy] = role('Shared', ['*']).policies
  const managed = policy === undefined ? [] : [{ ...policy, name: 'SharedPolicy', kind: 'managed' as const }]
  const text = rolesTemplate(app, {
    roles: [role('ARole', ['*']), role('BRole', ['*'], { policies: managed }), role('CRole', ['*'], { policies: managed })],
  })
  const { Resources } = parse(text, { logLevel: 'silent' }) as {
    Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>
  }
  expect(Object.entries(Resources).map(([id, { Type }]) => `${id} ${Type}`)).toEqual([
    'ARole AWS::IAM::Role',
    'ARolePolicy AWS::IAM::Policy',
    'BRole AWS::IAM::Role',
    'CRole AWS::IAM::Role',
    'SharedPolicy AWS::IAM::ManagedPolicy',
  ])
  expect(Resources.ARole?.Properties).not.toHaveProperty('Policies')
  expect(Resources.BRole?.Properties.ManagedPolicyArns).toEqual(['SharedPolicy'])
})

test('boundary, path and tags are those of the role', () => {
  const limited = role('ARole', ['*'], {
    permissionsBoundary: parseSym('arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/limit'),
    path: '/app/',
    tags: [{ key: 'team', value: 'items' }],
  })
  const { Resources } = parse(rolesTemplate(app, { roles: [limited] }), { logLevel: 'silent' }) as { Resources: Record<string, unknown> }
  expect(Resources.ARole).toMatchObject({
    Properties: {
      PermissionsBoundary: 'arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/limit',
      Path: '/app/',
      Tags: [{ Key: 'team', Value: 'items' }],
    },
  })
})

test('a version is text to every reader', () => {
  expect(rolesTemplate(app, { roles: [role('ARole', ['*'])] })).not.toMatch(/: 2012-10-17|: 2010-09-09/)
})

test('of a service the roles are a part of its resources, and its variables and logical IDs stay', () => {
  const mapping = {
    kind: 'sqs',
    id: 'FnEventSourceMappingSQSWork',
    at,
    source: null,
    onFailure: null,
    properties: app.resources.get('Work')?.properties,
    permitted: false,
  }
  const service = {
    ...app,
    format: 'serverless',
    resources: new Map([
      ...app.resources,
      ['FnEventSourceMappingSQSWork', resource('FnEventSourceMappingSQSWork', 'AWS::Lambda::EventSourceMapping')],
    ]),
    functions: new Map([['Fn', { id: 'Fn', wires: [mapping] }]]),
  } as unknown as App
  const text = rolesTemplate(service, { roles: [role('FnRole', ['${Work.Arn}', 'arn:aws:s3:::x-${sls:stage}/*', '${ssm:/a/arn}'])] })
  expect(text).toContain('#     Fn:\n#       role: FnRole\n')
  const written = parse(text, { logLevel: 'silent' }) as Record<string, unknown>
  expect(Object.keys(written)).toEqual(['Resources', 'extensions'])
  expect(written.extensions).toEqual({ FnEventSourceMappingSQSWork: { DependsOn: ['FnRolePolicy'] } })
  expect(text).toContain('!Sub ${Work.Arn}')
  expect(text).toContain('!Sub arn:aws:s3:::x-${sls:stage}/*')
  expect(text).toContain("'{{resolve:ssm:/a/arn}}'")
})
