import { describe, expect, test } from 'vitest'
import { annotations } from './annotations.js'
import { MAX_COMMENT_CHARS, markdownSummary } from './markdown.js'
import { sample } from './testing/sample.test.data.js'

describe('Markdown', () => {
  test('begins with the marker and what is needed', () => {
    const text = markdownSummary(sample(), { changes: null, prefix: '', maxChars: MAX_COMMENT_CHARS })
    expect(text).toMatch(/^<!-- rolewright -->\n### 1 function needs 1 of 12 declared cells\n/)
    expect(text).toContain('1 proved, 1 refuted, 0 unknown')
    expect(text).toContain('- ❌ `GetItem`: `dynamodb:GetItem` is needed')
  })

  test('a change comes first, by function', () => {
    const changes = [{ subject: 'GetItem', gained: [{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::b/*'] }], lost: [] }]
    const text = markdownSummary(sample(), { changes, prefix: '', maxChars: MAX_COMMENT_CHARS })
    expect(text).toContain('### Access: 1 gained, 0 lost')
    expect(text).toContain('| `GetItem` | ➕ gains | `s3:GetObject` on `arn:aws:s3:::b/*` |')
  })

  test('each app of a repository has a marker of its own, and places begin at the repository', () => {
    const text = markdownSummary(sample(), { changes: null, prefix: 'services/shop/', maxChars: MAX_COMMENT_CHARS })
    expect(text.split('\n')[0]).toBe('<!-- rolewright services/shop/ -->')
    expect(text).toContain('`services/shop/src/get.ts:4`')
  })

  test('a thousand changes are cut in a whole table', () => {
    const gained = Array.from({ length: 1000 }, (_, i) => ({ actions: ['s3:GetObject'], resources: [`arn:aws:s3:::b${i}/*`] }))
    const text = markdownSummary(sample(), { changes: [{ subject: 'F', gained, lost: [] }], prefix: '', maxChars: MAX_COMMENT_CHARS })
    expect(text).toContain('### Access: 1000 gained, 0 lost')
    expect(text).toContain('… and 900 more')
  })

  test('what does not fit is counted, and the folds are closed', () => {
    const one = sample()
    const many = { ...one, findings: Array.from({ length: 5000 }, () => one.findings[0] ?? one.findings).flat() as typeof one.findings }
    const text = markdownSummary(many, { changes: null, prefix: '', maxChars: 4000 })
    expect(text.length).toBeLessThanOrEqual(4000)
    expect(text).toMatch(/… and \d+ more/)
    expect(text.split('<details>').length).toBe(text.split('</details>').length)
  })

  test('markup of others is text', () => {
    const text = markdownSummary(sample({ fn: 'a`|<b>', message: '<img src=x> [x](y) @all `a|b`' }), {
      changes: null,
      prefix: '',
      maxChars: MAX_COMMENT_CHARS,
    })
    expect(text).not.toMatch(/(?<!\\)<img/)
    expect(text).not.toContain('[x](y)')
    expect(text).toContain("`a'\\|<b>`")
  })
})

test('an annotation names its place, and holds no line end', () => {
  const [first, second, third] = annotations(sample({ fn: 'Fn', message: 'a\nb, 100 %' }).findings, 'app/')
  expect(first).toBe(
    '::error file=app/src/get.ts,line=4,col=9,title=access/missing::Fn: `dynamodb:GetItem` is needed, and the template does not give it%0Athe generated role has it',
  )
  expect(second).toContain('Fn: a%0Ab, 100 %25%0A')
  expect(third).toMatch(/^::notice title=trace\/language::/)
})
