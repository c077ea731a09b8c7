/**
 * What Lambda authorizers answered, kept for as long as their API says: the answer by the caller's identity sources, not the
 * decision, so that a policy for one route refuses the next one, as on AWS.
 *
 * Source: API Gateway Developer Guide, "Use API Gateway Lambda authorizers" and "Control access to HTTP APIs with AWS Lambda
 * authorizers", caching.
 */
export type AuthorizerAnswer = Readonly<Record<string, unknown>>

export interface AuthorizerCache {
  /** @param asked what tells callers apart: the authorizer, and the values of its identity sources */
  readonly get: (asked: readonly string[]) => AuthorizerAnswer | null
  readonly set: (asked: readonly string[], answer: AuthorizerAnswer, ttlSeconds: number) => void
  readonly clear: () => void
}

const MAX_ANSWERS = 10_000

export function authorizerCache(now: () => number): AuthorizerCache {
  const answers = new Map<string, { readonly answer: AuthorizerAnswer; readonly until: number }>()
  return {
    get(asked) {
      const key = JSON.stringify(asked)
      const known = answers.get(key)
      if (known === undefined) return null
      if (known.until > now()) return known.answer
      answers.delete(key)
      return null
    },
    set(asked, answer, ttlSeconds) {
      if (ttlSeconds <= 0) return
      // The oldest goes first: a map keeps the order in which its keys came.
      for (const [oldest] of answers) {
        if (answers.size < MAX_ANSWERS) break
        answers.delete(oldest)
      }
      answers.set(JSON.stringify(asked), { answer, until: now() + ttlSeconds * 1000 })
    },
    clear: () => answers.clear(),
  }
}
