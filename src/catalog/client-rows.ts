/**
 * Corrections of the generated table of clients. CDK derives IAM prefixes from signing names, and these have no IAM service.
 * Source: Service Authorization Reference, the page of each service.
 */

/** Suffix → IAM prefix; null: IAM has no actions for it. */
export const CLIENT_PREFIXES: ReadonlyMap<string, string | null> = new Map([
  ['cloudcontrol', 'cloudformation'],
  ['iot-data-plane', 'iot'],
  ['iot-events-data', 'iotevents'],
  ['iot-jobs-data-plane', 'iotjobsdata'],
  ['iotsecuretunneling', 'iot'],
  ['mturk', 'mechanicalturk'],
  ['partnercentral-selling', 'partnercentral'],
  ['resource-groups-tagging-api', 'tag'],
  // Its operations carry the user's token, and no request of it is checked by IAM.
  ['sso', null],
  ['codecatalyst', 'codecatalyst'],
])

/** v2 class → v3 suffix, for classes that are no service of their own. */
export const V2_CLASSES: ReadonlyMap<string, string> = new Map([['DocumentClient', 'dynamodb']])
