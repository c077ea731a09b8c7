/** The end of one invocation's log, which is whole once its report was written: that is after its answer. */
const TAIL_CHARS = 4_096
/** A process that never comes back writes no report. */
const PATIENCE_MS = 500

export interface LogTail {
  readonly add: (line: string) => void
  readonly text: () => Promise<string>
}

export function openLogTail(): LogTail {
  const lines: string[] = []
  let end = (): void => {}
  const whole = new Promise<void>((resolve) => {
    end = resolve
  })
  return {
    add(line) {
      lines.push(line)
      if (line.startsWith('REPORT RequestId: ')) end()
    },
    async text() {
      const late = setTimeout(end, PATIENCE_MS)
      await whole
      clearTimeout(late)
      return lines.join('\n').slice(-TAIL_CHARS)
    },
  }
}
