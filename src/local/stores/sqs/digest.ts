/** MD5 sums that SDKs check. Source: SQS Developer Guide, "Calculating the MD5 message digest for message attributes". */
import { createHash } from 'node:crypto'
import type { MessageAttribute } from './model.js'

export const bodyDigest = (text: string): string => createHash('md5').update(text).digest('hex')

export function attributesDigest(attributes: Readonly<Record<string, MessageAttribute>>): string | null {
  const names = Object.keys(attributes).sort()
  if (names.length === 0) return null
  const hash = createHash('md5')
  const sized = (bytes: Buffer): void => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    hash.update(length).update(bytes)
  }
  for (const name of names) {
    const it = attributes[name]
    if (it === undefined) continue
    sized(Buffer.from(name))
    sized(Buffer.from(it.DataType))
    const isBinary = it.DataType.startsWith('Binary')
    hash.update(Buffer.from([isBinary ? 2 : 1]))
    sized(isBinary ? Buffer.from(it.BinaryValue ?? '', 'base64') : Buffer.from(it.StringValue ?? ''))
  }
  return hash.digest('hex')
}
