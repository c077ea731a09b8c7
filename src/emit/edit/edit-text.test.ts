import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Json, stringify } from '../yaml.js'
import { editText } from './edit-text.js'
import { anchorsIn, plain, sameValue } from './plain.js'
import { readTree } from './read-tree.js'

const meaning = (text: string): Json => {
  const read = readTree(text)
  if (!read.ok) throw new Error(read.error)
  return plain(read.value.root, anchorsIn(read.value.root))
}

type Mutable = { [key: string]: unknown }

/** The text after a change of what it means. */
function changed(text: string, change: (value: Mutable) => void): string {
  const wanted = structuredClone(meaning(text)) as Mutable
  change(wanted)
  const edited = editText(text, wanted as Json)
  if (!edited.ok) throw new Error(edited.error)
  return edited.value
}

const at = (value: unknown, ...path: (string | number)[]): Mutable =>
  path.reduce<unknown>((inner, step) => (inner as Mutable)[step], value) as Mutable

describe('everything else keeps its bytes', () => {
  test('comments, order, quotes, tags and odd spacing around a value that is exchanged', () => {
    const text = `# head
B:   "x"   # beside
A: &anchor { q: !Ref T }

F:
    Role : !GetAtt Old.Arn # the role
    # why
    Other: |
      a
       b
E: *anchor
`
    expect(changed(text, (v) => (at(v, 'F').Role = { 'Fn::GetAtt': ['New', 'Arn'] }))).toBe(text.replace('Old.Arn', 'New.Arn'))
  })

  test('an entry goes with its lines, and comments among them stay', () => {
    const text = `R:
  A: 1

  # about B
  B:
    # inside
    C: 1 # beside
    D: [1, 2]

  E: 2
`
    expect(changed(text, (v) => delete at(v, 'R').B)).toBe(`R:
  A: 1

  # about B
  # inside
  # beside

  E: 2
`)
  })

  test('the first member behind a dash goes, and the next moves there', () => {
    const text = 'L:\n  - A: 1\n    Sid: 2\n  - C: 3\n'
    expect(changed(text, (v) => delete at(v, 'L', 0).A)).toBe('L:\n  - Sid: 2\n  - C: 3\n')
  })

  test('what goes at the end of a part, and what comes behind it', () => {
    const text = 'R:\n  A:\n    x: 1\n    y: 2 # why\n\n  B:\n    - a: 1\n      b: 2\n      Sid: 3\n'
    expect(
      changed(text, (v) => {
        v.R = { A: { x: 1 }, New: { z: 1 }, B: [{ Sid: 3 }] }
      }),
    ).toBe('R:\n  A:\n    x: 1\n    # why\n\n  New:\n    z: 1\n\n  B:\n    - Sid: 3\n')
  })

  test('items of a list stay where they are equal', () => {
    const text = `L:
  # one
  - S: 1
  # two
  - S: 2 # beside
  - S: 3
`
    expect(changed(text, (v) => (v.L = [{ S: 1 }, { S: 3 }, { M: { 'Fn::Sub': 'x${Y}' } }]))).toBe(`L:
  # one
  - S: 1
  # two
  # beside
  - S: 3
  - M: !Sub x\${Y}
`)
  })

  test('a new entry stands as its neighbours do: indentation, blank lines', () => {
    const text = 'R:\n    A:\n        x: 1\n\n    B:\n        l:\n          - 1\n'
    expect(
      changed(text, (v) => {
        v.R = { A: at(v, 'R').A, New: { l: ['a'], m: { Ref: 'A' } }, B: at(v, 'R').B }
      }),
    ).toBe('R:\n    A:\n        x: 1\n\n    New:\n        l:\n          - a\n        m: !Ref A\n\n    B:\n        l:\n          - 1\n')
  })

  test('carriage returns and a byte order mark', () => {
    const text = '\uFEFFR:\r\n  A: 1\r\n  B: 2\r\n'
    expect(
      changed(text, (v) => {
        v.R = { A: 1, New: { l: [1] }, B: 3 }
      }),
    ).toBe('\uFEFFR:\r\n  A: 1\r\n  New:\r\n    l:\r\n      - 1\r\n  B: 3\r\n')
  })

  test('a file without a last line feed', () => {
    expect(changed('R:\n  A: 1\n  B: 2', (v) => delete at(v, 'R').B)).toBe('R:\n  A: 1')
    expect(changed('R:\n  A: 1', (v) => (at(v, 'R').B = 2))).toBe('R:\n  A: 1\n  B: 2')
  })

  test('JSON, with its own indentation', () => {
    const text = '{\n    "R": {\n        "A": {"x": [1, 2]},\n        "B": true\n    }\n}\n'
    expect(
      changed(text, (v) => {
        v.R = { A: { x: [2, 3] }, New: { y: ['z'] }, B: true }
      }),
    ).toBe(
      '{\n    "R": {\n        "A": {"x": [2, 3]},\n        "New": {\n            "y": [\n                "z"\n            ]\n        },\n        "B": true\n    }\n}\n',
    )
    expect(changed(text, (v) => delete at(v, 'R').B)).toBe('{\n    "R": {\n        "A": {"x": [1, 2]}\n    }\n}\n')
  })
})

describe('what several places share is told apart', () => {
  test('an alias gets a text of its own', () => {
    const text = 'F:\n  P: &p\n    - a\n    - b\nG:\n  P: *p\nH:\n  P: *p\n'
    expect(changed(text, (v) => (at(v, 'G').P = ['a']))).toBe('F:\n  P: &p\n    - a\n    - b\nG:\n  P:\n    - a\nH:\n  P: *p\n')
  })

  test('when the anchored value changes, others keep what it was', () => {
    const text = 'F:\n  P: &p\n    - a\n    - b\nG:\n  P: *p\n'
    expect(changed(text, (v) => (at(v, 'F').P = ['a', 'c']))).toBe('F:\n  P: &p\n    - a\n    - c\nG:\n  P:\n    - a\n    - b\n')
  })

  test('a merged member is overridden', () => {
    const text = 'F: &f\n  P: [a]\n  Q: 1\nG:\n  <<: *f\n  R: 2\n'
    expect(changed(text, (v) => (at(v, 'G').P = ['b']))).toBe('F: &f\n  P: [a]\n  Q: 1\nG:\n  P:\n    - b\n  <<: *f\n  R: 2\n')
    expect(changed(text, (v) => (at(v, 'F').P = ['b']))).toContain('G:\n  P:\n    - a\n  <<: *f\n  R: 2\n')
  })

  test('a merged member that goes is no longer merged', () => {
    const text = 'F: &f\n  P: [a]\n  Q: 1\nG:\n  <<: *f\n  R: 2\n'
    expect(changed(text, (v) => delete at(v, 'G').P)).toBe('F: &f\n  P: [a]\n  Q: 1\nG:\n  Q: 1\n  R: 2\n')
  })
})

test('what is no plain YAML is refused', () => {
  expect(editText('A: [1\nB: 2\n', { A: 1 }).ok).toBe(false)
  expect(editText('', { A: 1 }).ok).toBe(false)
})

const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,5}$/)
const scalar: fc.Arbitrary<Json> = fc.oneof(
  word,
  fc.integer({ min: 0, max: 99 }),
  fc.boolean(),
  fc.constantFrom('a: b', '# x', '', '- y', '2012-10-17', "it's"),
)
const { value: anyValue } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }) as fc.Arbitrary<Json>,
    fc.dictionary(word, tie('value'), { minKeys: 1, maxKeys: 4, noNullPrototype: true }) as fc.Arbitrary<Json>,
  ),
}))
const anyMap = fc.dictionary(word, anyValue, { minKeys: 1, maxKeys: 5, noNullPrototype: true }) as fc.Arbitrary<{ [key: string]: Json }>

/** Comments between lines of block YAML, where a line begins a key or an item. */
const commented = (text: string): string =>
  text.replace(/^( *)([\w-].*)$/gm, (line, pad: string, rest: string, offset: number) =>
    offset % 3 === 0 && !rest.startsWith("'") ? `${pad}# c${offset}\n${line}` : line,
  )

test('any change of any document gives exactly what was wanted, with all comments', () => {
  let edits = 0
  fc.assert(
    fc.property(anyMap, anyMap, fc.constantFrom('yaml', 'json', 'commented'), fc.boolean(), (from, other, syntax, indentSeq) => {
      const yaml = stringify(from, { indent: 2, indentSeq, singleQuote: true })
      const text = syntax === 'json' ? JSON.stringify(from, null, 2) : syntax === 'yaml' ? yaml : commented(yaml)
      const wanted = { ...meaningOrSelf(text, from), ...other }
      const edited = editText(text, wanted)
      // A comment inside a text over several lines is none; what is refused changes nothing.
      if (!edited.ok) return expect(syntax).toBe('commented')
      expect(sameValue(meaning(edited.value), wanted)).toBe(true)
      const again = editText(edited.value, wanted)
      expect(again).toEqual(edited)
      edits++
    }),
    { numRuns: 150 },
  )
  expect(edits).toBeGreaterThan(100)
})

function meaningOrSelf(text: string, self: { [key: string]: Json }): { [key: string]: Json } {
  const read = readTree(text)
  return read.ok ? (meaning(text) as { [key: string]: Json }) : self
}

test('a member that goes leaves all other lines as they are', () => {
  fc.assert(
    fc.property(anyMap, fc.nat(), (from, pick) => {
      const keys = Object.keys(from)
      fc.pre(keys.length > 1)
      const gone = keys[pick % keys.length] ?? ''
      const { [gone]: _, ...wanted } = from
      const edited = editText(stringify(from), wanted)
      expect(edited).toEqual({ ok: true, value: stringify(wanted) })
    }),
    { numRuns: 100 },
  )
})
