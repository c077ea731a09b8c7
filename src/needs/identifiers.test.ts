import { expect, test } from 'vitest'
import { appOf, callOf, cells, needsWith, piece } from './testing/app-of.js'

const TEMPLATE = `
Parameters: { Stage: { Type: String } }
Resources:
  Shop: { Type: AWS::AppConfig::Application, Properties: { Name: shop } }
  Prod: { Type: AWS::AppConfig::Environment, Properties: { Name: !Sub 'shop-\${Stage}', ApplicationId: !Ref Shop } }
  Flags: { Type: AWS::AppConfig::ConfigurationProfile, Properties: { Name: flags, ApplicationId: !Ref Shop, LocationUri: hosted } }
  Fn: { Type: AWS::Lambda::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, Code: ., Role: arn:aws:iam::111122223333:role/r, Environment: { Variables: { ENV: !Sub 'shop-\${Stage}', APP: !Ref Shop } } } }
`
const app = await appOf(TEMPLATE)
const { env } = piece

test.each([
  ['names of declared resources', 'shop', env('ENV'), 'flags', 'application/${Shop}/environment/${Prod}/configuration/${Flags}'],
  ['IDs', 'abc1234', 'def5678', 'ghi9012', 'application/abc1234/environment/def5678/configuration/ghi9012'],
  [
    'what `Ref` gives, and names that nothing declared has',
    env('APP'),
    'live',
    'other',
    'application/${Shop}/environment/*/configuration/*',
  ],
  [
    'the name of an application of elsewhere',
    'elsewhere',
    'live',
    'flags',
    'application/${Shop}/environment/*/configuration/${Flags} ?assumed',
  ],
])('AppConfig is asked with %s', async (_, application, environment, profile, want) => {
  const call = callOf('appconfigdata', 'StartConfigurationSession', {
    ApplicationIdentifier: application,
    EnvironmentIdentifier: environment,
    ConfigurationProfileIdentifier: profile,
  })
  const grants = needsWith(app, { Fn: [call] }).functions.get('Fn')?.grants ?? []
  expect(cells(grants, 'call')).toEqual([`appconfig:StartConfigurationSession ${want}`])
})
