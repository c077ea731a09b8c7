/** Answers of authorizers are kept by the values that tell callers apart, and no longer than their API says. */
import { expect, test } from 'vitest'
import { authorizerCache } from './authorizer-cache.js'

test('an answer is kept for its caller, and for its time', () => {
  let now = 0
  const cache = authorizerCache(() => now)
  cache.set(['Api', 'a', 'token'], { principalId: 'me' }, 10)
  expect(cache.get(['Api', 'a', 'token'])).toEqual({ principalId: 'me' })
  expect(cache.get(['Api', 'a', 'other'])).toBeNull()
  expect(cache.get(['Api', 'b', 'token'])).toBeNull()
  now = 10_000
  expect(cache.get(['Api', 'a', 'token'])).toBeNull()
})

test('nothing is kept where the API says so, and the oldest goes when there are too many', () => {
  const cache = authorizerCache(() => 0)
  cache.set(['none'], {}, 0)
  expect(cache.get(['none'])).toBeNull()
  for (let i = 0; i < 10_001; i++) cache.set([String(i)], {}, 1)
  expect(cache.get(['0'])).toBeNull()
  expect(cache.get(['10000'])).toEqual({})
})
