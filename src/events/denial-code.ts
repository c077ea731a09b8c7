/** Codes of errors that say a call was refused, in the forms that services give them. */
const DENIED =
  /(^|[.:])(AccessDenied(Exception|Fault|Error)?|Unauthorized(Operation|Exception|Error|AccessException)?|AuthorizationError(Exception)?|NotAuthorized|VpceAccessDenied|VpceAccessDeniedException)$/i

export const isDenialCode = (errorCode: string): boolean => DENIED.test(errorCode)
