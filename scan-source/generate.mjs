// Makes src/audit/read/scan.wasm of index.ts beside it. `--check` writes nothing, and fails where the file would be another.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const sourceOf = (name) => fileURLToPath(new URL(name, import.meta.url))
const target = fileURLToPath(new URL('../src/audit/read/scan.wasm', import.meta.url))
const files = new Map()
const words = 'index.ts --outFile scan.wasm -O3 --converge --noAssert --runtime stub --enable simd --importMemory --noColors'.split(' ')
const { error, stderr } = await asc.main(words, {
  readFile: (name) => (existsSync(sourceOf(name)) ? readFileSync(sourceOf(name), 'utf8') : null),
  writeFile: (name, contents) => void files.set(name, contents),
  listFiles: () => [],
})
const made = files.get('scan.wasm')
if (error !== null || made === undefined) {
  console.error(stderr.toString())
  process.exit(1)
}
if (!process.argv.includes('--check')) writeFileSync(target, made)
else if (Buffer.compare(readFileSync(target), made) !== 0) {
  console.error('src/audit/read/scan.wasm is not what scan-source gives: run `npm run scan`')
  process.exit(1)
}
