import { expect, test } from 'vitest'
import { parseConfig } from './index.js'

const whole = `
layout: five-roles
hints:
  - { file: src/a.ts, symbol: env.TABLE, is: '\${ItemsTable}', reason: set by the pipeline }
add:
  - function: CreateFunction
    actions: [kms:Decrypt]
    resources: ['\${Key.Arn}']
    reason: the layer decrypts
parameters: { Stage: prod, Size: 3 }
`

test('a whole config is read, and what is left out has its default', () => {
  const read = parseConfig(whole, 'rolewright.config.yaml')
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  expect(read.value.layout).toBe('five-roles')
  expect(read.value.add[0]).toEqual({
    function: 'CreateFunction',
    actions: ['kms:Decrypt'],
    resources: ['${Key.Arn}'],
    conditions: [],
    reason: 'the layer decrypts',
  })
  expect(read.value.parameters).toEqual({ Stage: 'prod', Size: '3' })
  expect(read.value.refuse).toEqual([])
})

const broken: readonly { readonly name: string; readonly text: string; readonly line: number; readonly says: string }[] = [
  { name: 'a member that is not known is named, at its line', text: 'layout: per-function\nlayuot: x\n', line: 2, says: '`layuot`' },
  {
    name: 'an addition without a reason is refused, at the addition',
    text: 'add:\n  - actions: [s3:GetObject]\n    resources: ["*"]\n',
    line: 2,
    says: 'add.0.reason',
  },
  {
    name: 'an action without its service is refused, at the action',
    text: 'add:\n  - reason: x\n    resources: ["*"]\n    actions:\n      - GetObject\n',
    line: 5,
    says: 'service:Action',
  },
  { name: 'broken YAML says where it breaks', text: 'add:\n  - [a\nb: c\n', line: 3, says: 'not YAML' },
  { name: 'a layout that there is not is refused', text: '{ "layout": "one-role" }', line: 1, says: 'layout' },
]

test.each(broken)('$name', ({ text, line, says }) => {
  const read = parseConfig(text, 'rolewright.config.yaml')
  if (read.ok) throw new Error('it was taken')
  expect(read.error[0]?.at).toMatchObject({ file: 'rolewright.config.yaml', line })
  expect(read.error[0]?.message).toContain(says)
})

test('an empty file is a config with all defaults', () => {
  expect(parseConfig('', 'rolewright.config.yaml')).toMatchObject({ ok: true, value: { hints: [], tags: {} } })
})
