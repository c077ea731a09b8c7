// Inflates the same files with zlib and does nothing else: what CPU is held against.
import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

const [folder] = process.argv.slice(2)
let bytes = 0
for (const file of readdirSync(folder)) bytes += gunzipSync(readFileSync(`${folder}/${file}`)).length
const { user, system } = process.cpuUsage()
console.log(JSON.stringify({ bytes, cpuSeconds: (user + system) / 1e6 }))
