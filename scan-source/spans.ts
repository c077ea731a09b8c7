/** Fields of the record that was looked at last. */
import { SPANS } from './places'

/** As src/audit/read/fields.ts has them. */
export enum F {
  eventTime = 0,
  eventSource = 1,
  eventName = 2,
  awsRegion = 3,
  errorCode = 4,
  errorMessage = 5,
  requestParameters = 6,
  resources = 7,
  eventId = 8,
  eventType = 9,
  recipientAccountId = 10,
  sharedEventId = 11,
  idType = 13,
  idPrincipal = 14,
  idArn = 15,
  idAccount = 16,
  idInvokedBy = 17,
  issuerArn = 19,
  idIssuedTo = 22,
}

/** Where the field's value begins; less than 0: the record has none. */
export function begins(field: i32): i32 {
  return load<i32>(SPANS + ((<usize>field) << 3))
}

export function ends(field: i32): i32 {
  return load<i32>(SPANS + ((<usize>field) << 3), 4)
}

export function has(field: i32): bool {
  return begins(field) >= 0
}
