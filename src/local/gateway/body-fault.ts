/** What a body turns out to be while it is read: a stream can only end by an error. */
export class BodyFault extends Error {
  readonly code: string
  readonly status: number

  constructor(code: string, message: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}
