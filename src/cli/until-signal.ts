/** Waits for the person or the program that started this process to end it. */
export function untilSignal(): Promise<void> {
  return new Promise((done) => {
    const end = (): void => {
      process.removeListener('SIGINT', end)
      process.removeListener('SIGTERM', end)
      done()
    }
    process.on('SIGINT', end)
    process.on('SIGTERM', end)
  })
}
