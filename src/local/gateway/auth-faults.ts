/** How each protocol says that a request is not authentic. Source: the services' API references, "Common Errors". */
import type { Protocol } from '../../catalog/index.js'
import { fault } from '../reply.js'
import type { Fault } from '../types.js'
import type { AuthProblem } from './sigv4.js'

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'

export function authFault(problem: AuthProblem, protocol: Protocol): Fault {
  if (protocol === 'rest-xml') return s3Fault(problem)
  return protocol === 'query' || protocol === 'ec2' ? queryFault(problem) : jsonFault(problem, protocol === 'rest-json' ? 403 : 400)
}

function s3Fault(problem: AuthProblem): Fault {
  switch (problem.kind) {
    case 'missing':
      return fault('AccessDenied', 'Access Denied', 403)
    case 'incomplete':
      return fault('AuthorizationQueryParametersError', problem.why, 400)
    case 'unsupported':
      return fault('InvalidRequest', problem.why, 400)
    case 'unknownKey':
      return fault('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', 403, {
        AWSAccessKeyId: problem.accessKeyId,
      })
    case 'badToken':
      return fault('InvalidToken', 'The provided token is malformed or otherwise invalid.', 400)
    case 'expiredToken':
      return fault('ExpiredToken', 'The provided token has expired.', 400)
    case 'mismatch':
      return fault('SignatureDoesNotMatch', MISMATCH.replace(' Consult the service documentation for details.', ''), 403, {
        StringToSign: problem.stringToSign,
        CanonicalRequest: problem.canonical,
      })
    case 'skewed':
      return fault('RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.', 403, {
        RequestTime: problem.time,
        ServerTime: problem.now,
        MaxAllowedSkewMilliseconds: '900000',
      })
    case 'expiredUrl':
      return fault('AccessDenied', 'Request has expired', 403, { Expires: problem.expires, ServerTime: problem.now })
    case 'wrongService':
      return fault(
        'AuthorizationHeaderMalformed',
        `The authorization header is malformed; incorrect service "${problem.scope}". This endpoint belongs to "${problem.expected}".`,
        400,
      )
    case 'bodyHash':
      return fault('XAmzContentSHA256Mismatch', "The provided 'x-amz-content-sha256' header does not match what was computed.", 400)
  }
}

function jsonFault(problem: AuthProblem, status: number): Fault {
  switch (problem.kind) {
    case 'missing':
      return fault('MissingAuthenticationTokenException', 'Missing Authentication Token', status)
    case 'incomplete':
    case 'unsupported':
      return fault('IncompleteSignatureException', problem.why, status)
    case 'unknownKey':
    case 'badToken':
      return fault('UnrecognizedClientException', 'The security token included in the request is invalid.', status)
    case 'expiredToken':
      return fault('ExpiredTokenException', 'The security token included in the request is expired', status)
    case 'mismatch':
    case 'bodyHash':
      return fault('InvalidSignatureException', MISMATCH, status)
    case 'skewed':
      return fault('InvalidSignatureException', skewText(problem), status)
    case 'expiredUrl':
      return fault('InvalidSignatureException', `Signature expired: ${problem.expires} is now earlier than ${problem.now}`, status)
    case 'wrongService':
      return fault('InvalidSignatureException', `Credential should be scoped to correct service: '${problem.expected}'. `, status)
  }
}

function queryFault(problem: AuthProblem): Fault {
  switch (problem.kind) {
    case 'missing':
      return fault('MissingAuthenticationToken', 'Request is missing Authentication Token', 403)
    case 'incomplete':
    case 'unsupported':
      return fault('IncompleteSignature', problem.why, 400)
    case 'unknownKey':
    case 'badToken':
      return fault('InvalidClientTokenId', 'The security token included in the request is invalid.', 403)
    case 'expiredToken':
      return fault('ExpiredToken', 'The security token included in the request is expired', 403)
    case 'mismatch':
    case 'bodyHash':
      return fault('SignatureDoesNotMatch', MISMATCH, 403)
    case 'skewed':
      return fault('SignatureDoesNotMatch', skewText(problem), 403)
    case 'expiredUrl':
      return fault('SignatureDoesNotMatch', `Signature expired: ${problem.expires} is now earlier than ${problem.now}`, 403)
    case 'wrongService':
      return fault('SignatureDoesNotMatch', `Credential should be scoped to correct service: '${problem.expected}'. `, 403)
  }
}

const skewText = ({ time, now }: { readonly time: string; readonly now: string }): string =>
  time < now
    ? `Signature expired: ${time} is now earlier than ${now} - 15 min.`
    : `Signature not yet current: ${time} is still later than ${now} + 15 min.`
