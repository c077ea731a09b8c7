import { expect, test } from 'vitest'
import { appOf, callOf, cells, type Given, needsWith, oneOf, piece, traced } from './testing/app-of.js'

const app = await appOf(`
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: ., Environment: { Variables: { PARTNER_KEY: AKIA } } }
`)

const asked = (accessKey: Given): readonly string[] => {
  const call = callOf('s3', 'GetObject', { Bucket: 'drop', Key: 'k' }, { accessKey: traced(accessKey) })
  return cells(needsWith(app, { Fn: [call] }).functions.get('Fn')?.grants ?? [], 'call')
}

test('what keys of somebody else sign asks nothing of the function’s role', () => {
  expect(asked(piece.env('PARTNER_KEY'))).toEqual([])
  expect(asked('AKIA')).toEqual([])
  expect(asked(piece.event('artifactCredentials.accessKeyId'))).toEqual([])
})

test('keys that the template does not set may be empty, and then the role is asked', () => {
  expect(asked(piece.env('LOCAL_KEY'))).toEqual(['s3:GetObject s3:drop/k'])
  expect(asked(oneOf('AKIA', piece.env('LOCAL_KEY')))).toEqual(['s3:GetObject s3:drop/k'])
})
