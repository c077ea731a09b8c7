import { expect, test } from 'vitest'
import { clientSuffixes } from './clients.js'
import { coverage, coveragePage } from './coverage.js'
import { UNMAPPED_REASONS } from './operations/unmapped.js'

test('every operation of every client maps to checks or to nothing, or is listed with a reason', () => {
  const unmapped = coverage().flatMap((c) => [...c.unknown.keys()].map((name) => `${c.suffix} ${name}`))
  expect(unmapped.sort()).toEqual([...UNMAPPED_REASONS.keys()].sort())
})

test('every client that is missing a model is known by name', () => {
  const known = new Set(coverage().map((c) => c.suffix))
  expect(clientSuffixes().filter((suffix) => !known.has(suffix))).toEqual(WITHOUT_MODEL)
})

test('the page of services is up to date', async () => {
  await expect(coveragePage()).toMatchFileSnapshot('../../docs/services.md')
})

// Newer than SDK v2, and not among the sources.
const WITHOUT_MODEL: readonly string[] = [
  'backupsearch',
  'bcm-pricing-calculator',
  'billing',
  'connectcampaignsv2',
  'directory-service-data',
  'gameliftstreams',
  'invoicing',
  'iot-managed-integrations',
  'marketplace-reporting',
  'neptune-graph',
  'networkflowmonitor',
  'notifications',
  'notificationscontacts',
  'observabilityadmin',
  'rekognitionstreaming',
  'security-ir',
  'ssm-guiconnect',
]
