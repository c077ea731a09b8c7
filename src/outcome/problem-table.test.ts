import { expect, test } from 'vitest'
import { error, problemTable, warning } from './index.js'

const ROOM = problemTable('room', {
  'file-missing': error((a: { file: string }) => ({ message: `\`${a.file}\` does not exist`, hint: 'check the path' })),
  'file-missing:folder': error((a: { folder: string }) => ({
    message: `the folder \`${a.folder}\` does not exist`,
    hint: 'check the path',
  })),
  unused: warning({ message: 'nothing uses it', hint: 'remove it' }),
})

test('a problem has the code of its room and row, and the sentence of the row', () => {
  const at = { file: 'a.yaml', line: 1, column: 1 }
  const problem = ROOM.problem('file-missing', { file: 'x' }, at)
  const code: 'room/file-missing' = problem.code
  expect(problem).toEqual({ code, message: '`x` does not exist', hint: 'check the path', at })
})

test('several sentences can share a code', () => {
  const code: 'room/file-missing' = ROOM.problem('file-missing:folder', { folder: 'x' }, null).code
  expect(code).toBe('room/file-missing')
})

test('a finding has the severity of its row', () => {
  expect(ROOM.finding('unused', {}, 'Role', null)).toEqual({
    code: 'room/unused',
    severity: 'warning',
    subject: 'Role',
    message: 'nothing uses it',
    hint: 'remove it',
    at: null,
  })
})
