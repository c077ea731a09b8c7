/** What AWS refuses, said with what was and was not done. */
import type { Problem } from '../outcome/index.js'
import type { AwsFault } from './types.js'

const CODES: readonly (readonly [RegExp, string, string])[] = [
  [
    /^(CredentialsProviderError|NoCredentials|MissingCredentials)/,
    'deploy/no-credentials',
    'log in, or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  ],
  [
    /^(ExpiredToken|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidSignature|RequestExpired)/,
    'deploy/bad-credentials',
    'log in again: these credentials are not taken',
  ],
  [
    /^(AccessDenied|UnauthorizedOperation|NotAuthorized|AccessDeniedException)/,
    'deploy/denied',
    'the plan says under `deployerNeeds` what who deploys must be allowed',
  ],
  [/^LimitExceeded/, 'deploy/quota', 'ask AWS for more, or remove what is not used'],
  [/^(EntityAlreadyExists|AlreadyExists)/, 'deploy/name-clash', 'something else of that name was made meanwhile: make the plan again'],
  [/^(NoSuchEntity|ResourceNotFound|ValidationError.*not exist)/, 'deploy/gone', 'something was removed meanwhile: make the plan again'],
  [
    /^(Throttl|TooManyRequests|RequestLimitExceeded)/,
    'deploy/throttled',
    'AWS asks to slow down: run the same command again, it goes on where it stopped',
  ],
  [
    /^(ECONNREFUSED|ENOTFOUND|TimeoutError|NetworkingError|ECONNRESET)/,
    'deploy/no-answer',
    'is the endpoint right, and is there a network?',
  ],
]

/** @param call `iam:PutRolePolicy` */
export function awsProblem(call: string, { code, message }: AwsFault): Problem {
  const known = CODES.find(([pattern]) => pattern.test(code))
  return {
    code: known?.[1] ?? 'deploy/call-failed',
    message: `\`${call}\` failed: ${code}${message === '' ? '' : `, ${message.replaceAll(/\s+/g, ' ')}`}`,
    hint: known?.[2] ?? 'run the same command again once that is mended: it goes on where it stopped',
    at: null,
  }
}
