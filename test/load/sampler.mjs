// Loaded into `rolewright dev` before anything else: tells what the process holds, after its garbage is collected.
process.on('message', () => {
  globalThis.gc()
  globalThis.gc()
  const { rss, heapUsed, external } = process.memoryUsage()
  const handles = {}
  for (const name of process.getActiveResourcesInfo()) handles[name] = (handles[name] ?? 0) + 1
  process.send({ rss, heapUsed, external, handles })
})
process.channel.unref()
