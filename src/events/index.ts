export { type CallPlace, type RequestCheck, type RequestChecks, requestChecks } from './checks.js'
export { parseDenial, printDenial } from './denial.js'
export { DENIAL_CODES, isDenialCode } from './denial-code.js'
export {
  type CallMeaning,
  callMeaning,
  type EventMeaning,
  type EventParts,
  eventMeaning,
  type Refusal,
  refusalOf,
  refusedMeaning,
} from './meaning.js'
export { type ClientOperation, eventNameOf, operationsOfEvent, plainEventName } from './names.js'
export { HIDDEN, type Input, type InputValue, inputOf, requestParametersOf, S3_MEMBER_NAMES } from './parameters.js'
export { recordedMembers } from './recorded-input.js'
export { eventSourceOf, prefixOfSource } from './sources.js'
export type { CloudTrailRecord, DenialMessage, DenyingPolicyType, EventResource, SessionIssuer, UserIdentity } from './types.js'
