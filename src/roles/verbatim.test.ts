import { expect, test } from 'vitest'
import { verbatimPolicies } from './verbatim.js'

test('the five documents stand as guides write them, with placeholders', async () => {
  await expect(JSON.stringify(verbatimPolicies(), null, 2)).toMatchFileSnapshot('./expected/five-policies.json')
})

test('account, region, table and bucket are put in', () => {
  const text = JSON.stringify(verbatimPolicies({ account: '111122223333', region: 'eu-west-1', table: 'items', bucket: 'files' }))
  expect(text).toContain('arn:aws:dynamodb:eu-west-1:111122223333:table/items')
  expect(text).toContain('arn:aws:s3:::files/*')
  expect(text).not.toContain('YOUR_')
})
