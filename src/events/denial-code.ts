/**
 * Codes of errors that say a call was refused, in the forms that services give them. What a user pool says of a password
 * (`NotAuthorizedException`) is none of them: only a message tells that apart.
 */
export const DENIAL_CODES =
  /(^|[.:])((KMS)?AccessDenied(Exception|Fault|Error|ForDependencyException)?|Unauthorized(Operation|Exception|Error|Access|AccessException)?|AuthorizationError(Exception)?|NotAuthorized|Forbidden(Exception)?|InsufficientPermissions(Exception)?|VpceAccessDenied(Exception)?)$/i

export const isDenialCode = (errorCode: string): boolean => DENIAL_CODES.test(errorCode)
