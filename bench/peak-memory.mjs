// Loaded into a measured process: at its end, writes the peak of its resident memory in kB to file descriptor 3.
import { writeSync } from 'node:fs'

process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)))
