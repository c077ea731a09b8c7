import { describe, expect, test } from 'vitest'
import { initialConfig } from './initial-config.js'
import { NO_CONFIG } from './no-config.js'
import { parseConfig } from './parse.js'

const FILE = 'rolewright.config.yaml'
const found = {
  what: 'sam, 2 functions',
  template: 'template.yaml',
  functionId: 'Save',
  file: 'src/save.mjs',
  parameters: ['Stage', 'On'],
  unknown: ['src/save.mjs:3  the table of `dynamodb:PutItem` is not known:\nthe event'],
}

describe('a first configuration', () => {
  test('says no more than what was found', () => {
    expect(parseConfig(initialConfig(found), FILE)).toEqual({ ok: true, value: { ...NO_CONFIG, file: FILE, layout: 'per-function' } })
  })

  test('holds under its examples too, for any app', () => {
    const apps = [
      found,
      { ...found, template: null, parameters: [], unknown: [] },
      {
        ...found,
        functionId: 'src/a b.ts#handler',
        file: '-x: y.js',
        template: '@t.yaml',
        unknown: Array.from({ length: 30 }, (_, i) => `a:${i}`),
      },
    ]
    for (const app of apps) {
      const text = initialConfig(app)
      const inForce = text.replace(/^#(?=[^ #]|( {2})+(- |\S+:))/gm, '').replace(/^# {3,}.*$/gm, '')
      const read = parseConfig(inForce, FILE)
      expect(read, inForce).toMatchObject({ ok: true })
      if (!read.ok) return
      expect(read.value.hints).toHaveLength(1)
      expect(read.value.add[0]?.to).toBe(app.functionId)
      expect(read.value.boundary).toContain('policy/limit')
    }
  })
})
