// Loaded into `rolewright dev` before anything else: tells what the process holds, after its garbage is collected. What V8 makes
// of code comes and goes with the load, and is none of it.
import { getHeapCodeStatistics } from 'node:v8'

/** Code that was not used between some collections is given up. */
const COLLECTIONS = 4

process.on('message', () => {
  for (let i = 0; i < COLLECTIONS; i++) globalThis.gc()
  const { rss, heapUsed, external } = process.memoryUsage()
  const { code_and_metadata_size: code, bytecode_and_metadata_size: bytecode } = getHeapCodeStatistics()
  const handles = {}
  for (const name of process.getActiveResourcesInfo()) handles[name] = (handles[name] ?? 0) + 1
  process.send({ rss, heapUsed: heapUsed - code - bytecode, external, handles })
})
process.channel.unref()
