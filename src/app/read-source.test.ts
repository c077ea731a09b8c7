/** Which exports of a file without a template are entries. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readApp } from './index.js'

const folder = mkdtempSync(join(tmpdir(), 'rolewright-source-'))
afterAll(() => rmSync(folder, { recursive: true }))

const PACKAGE =
  'var require_pool = __commonJS({\n  "node_modules/pool/index.js"(exports, module) {\n    exports.connect = () => 1\n    module.exports.end = () => 2\n  }\n})\n'

const rows: readonly (readonly [text: string, names: readonly (string | null)[]])[] = [
  ['export const handler = 1\nexport const other = 2', ['handler']],
  ['export async function create() {}\nexport function remove() {}', ['create', 'remove']],
  ['exports.create = 1\nmodule.exports.remove = 2', ['create', 'remove']],
  ['module.exports = { create, remove: (e) => e }', ['create', 'remove']],
  ['const a = 1\nexport { a as create, b }', ['b', 'create']],
  ['module.exports = async (event) => event', ['default']],
  [`${PACKAGE}module.exports = __toCommonJS(src_exports)\n0 && (module.exports = {\n  create,\n  remove\n})`, ['create', 'remove']],
  [`${PACKAGE}exports.handler = 1`, ['handler']],
  ['(function () {\n  exports.create = 1\n})()', ['create']],
  ['console.log(1)', [null]],
  ['await run()', [null]],
  ['export const run = 1\nif (import.meta.main) run()', [null]],
  ['exports.main = main\nif (require.main === module) main()', [null]],
  ['exports.handler = 1\nif (require.main === module) serve()', ['handler']],
]

test.each(rows)('%s', async (text, names) => {
  const file = join(folder, 'index.js')
  writeFileSync(file, text)
  const app = await readApp(file)
  if (!app.ok) throw new Error(JSON.stringify(app.error))
  expect([...app.value.functions.values()].map(({ handler }) => handler)).toEqual(names)
})
