/** Whole small apps as they are read: `npm run golden` rewrites what is expected, and its diff is read like code. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readApp } from './read-app.js'
import { summaryOf } from './testing/summary.js'

const APPS = join(import.meta.dirname, '../../test/apps')

const names = [
  'orders-with-nested-stacks',
  'invoices-in-plain-cloudformation',
  'thumbnails-synthesised-by-cdk',
  'bookings-in-serverless-yml',
  'field-stations-by-the-serverless-framework',
]

test.each(names)('%s', async (name) => {
  const read = await readApp(join(APPS, name))
  if (!read.ok) throw new Error(read.error[0]?.message)
  await expect(summaryOf(read.value)).toMatchFileSnapshot(join(APPS, name, 'expected/app.txt'))
})
