// Files as records lie in them, and files that hold nothing to count.
import { gzipSync } from 'node:zlib'
import { upper } from './random.mjs'

/** The shapes that files of records come in, in turn. */
const SHAPES = [
  ['.json.gz', (records) => gzipSync(JSON.stringify({ Records: records }))],
  ['.json.gz', (records) => gzipSync(JSON.stringify({ Records: records }))],
  ['.json', (records) => Buffer.from(JSON.stringify({ Records: records }, null, 2))],
  ['.json', (records) => Buffer.from(JSON.stringify(records))],
  ['.ndjson', (records) => Buffer.from(records.map((one) => JSON.stringify(one)).join('\n'))],
  ['.ndjson.gz', (records) => gzipSync(records.map((one) => `${JSON.stringify(one)}\n`).join(''))],
  [
    '.json',
    (records) =>
      Buffer.from(
        records
          .map((one) =>
            JSON.stringify({
              version: '0',
              id: one.requestID,
              'detail-type': 'AWS API Call via CloudTrail',
              source: 'aws.s3',
              account: one.recipientAccountId,
              time: one.eventTime,
              region: one.awsRegion,
              resources: [],
              detail: one,
            }),
          )
          .join('\n'),
      ),
  ],
  [
    '.json',
    (records) =>
      Buffer.from(
        JSON.stringify({
          Events: records.map((one) => ({ EventId: one.eventID, EventName: one.eventName, CloudTrailEvent: JSON.stringify(one) })),
        }),
      ),
  ],
  ['.json', (records) => Buffer.from(JSON.stringify(records.map((one) => JSON.stringify(one))))],
  ['.ndjson', (records) => Buffer.from(records.map((one) => `${JSON.stringify({ eventData: one })}\r\n`).join(''))],
  [
    '.json.gz',
    (records) =>
      gzipSync(
        JSON.stringify({
          messageType: 'DATA_MESSAGE',
          logEvents: records.map((one, id) => ({ id: String(id), message: JSON.stringify(one) })),
        }),
      ),
  ],
  ['.json', (records) => Buffer.from(`\ufeff${JSON.stringify({ Records: records })}`, 'utf16le')],
  [
    '.json.gz',
    (records) =>
      Buffer.concat([
        gzipSync(`{"Records":[${JSON.stringify(records[0])}`),
        gzipSync(
          `${records
            .slice(1)
            .map((one) => `,${JSON.stringify(one)}`)
            .join('')}]}`,
        ),
      ]),
  ],
]

/** Files that hold nothing to count, and what an audit says of them. */
const OTHERS = [
  ['truncated.json.gz', (records) => gzipSync(JSON.stringify({ Records: records })).subarray(0, 900), 'audit/truncated'],
  ['garbage.json.gz', () => Buffer.from('this is no gzip at all'), 'audit/bad-gzip'],
  ['damaged.json.gz', (records) => damaged(gzipSync(JSON.stringify({ Records: records }))), 'audit/bad-gzip'],
  ['cut.json', (records) => Buffer.from(JSON.stringify({ Records: records }).slice(0, -40)), 'audit/truncated'],
  ['broken.json', (records) => Buffer.from(JSON.stringify({ Records: records }).replace('},{', '}; {')), 'audit/bad-json'],
  ['words.json', () => Buffer.from('nothing but words'), 'audit/bad-json'],
  ['empty.json.gz', () => Buffer.alloc(0), 'audit/truncated'],
  ['other.json', () => Buffer.from(JSON.stringify({ name: 'rolewright', version: '1' })), 'foreign'],
  ['notes.md', () => Buffer.from('# Notes'), 'skipped'],
  ['none.json.gz', () => gzipSync('{"Records":[]}'), null],
]

function damaged(bytes) {
  const out = Buffer.from(bytes)
  for (let i = 200; i < 260; i++) out[i] ^= 0x5a
  return out
}

/**
 * @param places records by their place: `ACCOUNT/CloudTrail/REGION/YYYY/MM/DD`
 * @param wholeOnly only files as CloudTrail writes them: one object with `Records`, and nothing broken
 * @returns files by path; what an audit must say of those that hold nothing to count is written into `truth`
 */
export function filesOf(next, { places, layout, perFile, truth, wholeOnly }) {
  const root = layout === 'organization' ? 'AWSLogs/o-a1b2c3d4e5' : 'AWSLogs'
  const files = []
  let shape = 0
  for (const [place, records] of places) {
    const [account, , region, ...day] = place.split('/')
    for (let at = 0; at < records.length; at += perFile) {
      const [ending, bytesOf] = SHAPES[wholeOnly ? 0 : shape++ % SHAPES.length]
      const name = `${account}_CloudTrail_${region}_${day.join('')}T${String(10 + (at % 10))}00Z_${upper(next, 16)}${ending}`
      files.push({ path: `${root}/${place}/${name}`, bytes: bytesOf(records.slice(at, at + perFile)) })
      truth.files++
    }
  }
  if (wholeOnly) return files
  const [[place, records]] = places
  for (const [name, bytesOf, what] of OTHERS) {
    const path = `${root}/${place}/${name}`
    files.push({ path, bytes: bytesOf(records) })
    if (what === 'skipped' || what === 'foreign') truth.skipped++
    if (what?.startsWith('audit/')) truth.quarantined.push({ file: path, code: what })
    if (what !== 'skipped') truth.files++
  }
  const digest = `${root}/${place.replace('/CloudTrail/', '/CloudTrail-Digest/')}/digest.json.gz`
  files.push({ path: digest, bytes: gzipSync(JSON.stringify({ awsAccountId: place.slice(0, 12), logFiles: [] })) })
  truth.skipped++
  return files
}
