import { expect, test } from 'vitest'
import { everything } from '../layout.js'
import type { FileFault } from '../types.js'
import { parseS3, type S3Port, s3Jobs } from './read-s3.js'

/** A bucket in memory that answers as S3 does: names in the order of their bytes, two a page. */
function bucket(keys: readonly string[], refused: (key: string) => boolean = () => false): S3Port & { readonly listed: string[] } {
  const sorted = [...keys].sort()
  const listed: string[] = []
  const denied = (): never => {
    throw Object.assign(new Error('Access Denied'), { name: 'AccessDenied' })
  }
  return {
    listed,
    list: async (_bucket, prefix, after, delimiter) => {
      listed.push(`${prefix} ${after ?? ''}`)
      if (refused(prefix)) return denied()
      const under = sorted.filter((key) => key.startsWith(prefix) && (after === null || key > after))
      const entries = [
        ...new Set(
          under.map((key) => {
            const cut = delimiter === null ? -1 : key.indexOf(delimiter, prefix.length)
            return cut < 0 ? key : key.slice(0, cut + 1)
          }),
        ),
      ]
      const page = entries.slice(0, 2)
      return {
        objects: page.filter((one) => !one.endsWith('/')).map((key) => ({ key, size: 10, modifiedMs: 0 })),
        prefixes: page.filter((one) => one.endsWith('/')),
        more: entries.length > 2,
      }
    },
    get: async (_bucket, key) => (refused(key) ? denied() : new TextEncoder().encode(key)),
  }
}

const file = (account: string, region: string, day: string, name = 'a'): string =>
  `AWSLogs/${account}/CloudTrail/${region}/${day}/${account}_CloudTrail_${region}_${name}.json.gz`
const [one, two] = ['111122223333', '444455556666']
const keys = [
  file(one, 'eu-west-1', '2026/10/01'),
  file(one, 'eu-west-1', '2026/10/02'),
  file(one, 'eu-west-1', '2026/10/09'),
  file(one, 'us-east-1', '2026/10/01'),
  file(two, 'us-east-1', '2026/10/01'),
  file(two, 'us-east-1', '2026/10/01', 'b'),
  file(two, 'us-east-1', '2026/10/01', 'c'),
  `AWSLogs/${one}/CloudTrail-Digest/us-east-1/2026/10/01/d.json.gz`,
]

async function read(
  port: S3Port,
  options: { readonly selection?: Partial<typeof everything>; readonly cursor?: Record<string, string>; readonly prefix?: string } = {},
) {
  const faults: (readonly [string, FileFault])[] = []
  const names: string[] = []
  let skipped = 0
  for await (const job of s3Jobs(
    port,
    { bucket: 'b', prefix: options.prefix ?? 'AWSLogs' },
    {
      selection: { ...everything, ...options.selection },
      cursor: options.cursor ?? {},
      isKnown: () => false,
      onFault: (name, code) => faults.push([name, code]),
      onSkipped: () => skipped++,
      onListed: () => undefined,
    },
  ))
    names.push(job.name.slice('s3://b/'.length))
  return { names: names.sort(), faults, skipped }
}

test('everything but digests, page by page', async () => {
  const { names, skipped } = await read(bucket(keys))
  expect(names).toEqual(keys.filter((key) => !key.includes('Digest')).sort())
  expect(skipped).toBe(1)
})

test('an organization’s trail has its ID before the accounts', async () => {
  const own = keys.map((key) => key.replace('AWSLogs/', 'AWSLogs/o-a1b2c3d4e5/'))
  expect((await read(bucket(own))).names).toEqual(own.filter((key) => !key.includes('Digest')).sort())
})

test('accounts and regions that were not asked for are not listed', async () => {
  const port = bucket(keys)
  const { names } = await read(port, { selection: { accounts: [two], regions: ['us-east-1'] } })
  expect(names).toEqual(keys.filter((key) => key.includes(`/${two}/CloudTrail/`)).sort())
  expect(port.listed.filter((line) => line.includes('/CloudTrail/') && line.includes(`${one}/CloudTrail/eu-west-1/2026`))).toEqual([])
})

test('a later run begins some days before where the last one ended', async () => {
  const { names } = await read(bucket(keys), { cursor: { [`${one}/eu-west-1`]: '2026-10-09' } })
  expect(names).not.toContain(keys[0])
  expect(names).toContain(keys[2])
})

test('what is refused is named, and the rest is read', async () => {
  const { names, faults } = await read(bucket(keys, (key) => key.startsWith(`AWSLogs/${one}/CloudTrail/us-east-1/`) || key === keys[1]))
  expect(names).toEqual([keys[0], keys[2], keys[4], keys[5], keys[6]].sort())
  expect(faults.map(([, code]) => code)).toEqual(['audit/access-denied', 'audit/access-denied'])
})

test('places in S3', () => {
  expect(parseS3('s3://b/AWSLogs/x')).toEqual({ bucket: 'b', prefix: 'AWSLogs/x' })
  expect(parseS3('./logs')).toBeNull()
})
