/** Logger, tracer and metrics: they hand clients back as they were. */

/** Middlewares for middy and decorators: neither changes what the handler gets. */
export const observing = `
const decorator = () => (_target, _name, descriptor) => descriptor
const middleware = () => ({})
`

export const tracer = `
${observing}
const same = (client) => client
export class Tracer {
  captureAWS(sdk) {
    return sdk
  }
  captureAWSClient(client) {
    return client
  }
  captureAWSv3Client(client) {
    return client
  }
  captureLambdaHandler() {
    return decorator()
  }
  captureMethod() {
    return decorator()
  }
  isTracingEnabled() {}
  getSegment() {
    return segment
  }
  setSegment() {}
  getRootXrayTraceId() {}
  putAnnotation() {}
  putMetadata() {}
  annotateColdStart() {}
  addServiceNameAnnotation() {}
  addErrorAsMetadata() {}
  addResponseAsMetadata() {}
}
const segment = {
  addNewSubsegment: () => segment,
  addAnnotation() {},
  addMetadata() {},
  addError() {},
  close() {},
}
export { middleware as captureLambdaHandler }
`

export const logger = `
${observing}
export class Logger {
  constructor() {}
  addContext() {}
  appendKeys() {}
  createChild() {
    return new Logger()
  }
  injectLambdaContext() {
    return decorator()
  }
  debug() {}
  info() {}
  warn() {}
  error() {}
  critical() {}
  trace() {}
}
export { middleware as injectLambdaContext }
export const correlationPaths = {}
`

export const metrics = `
${observing}
export class Metrics {
  logMetrics() {
    return decorator()
  }
  singleMetric() {
    return new Metrics()
  }
  addMetric() {}
  addDimension() {}
  addDimensions() {}
  addMetadata() {}
  captureColdStartMetric() {}
  publishStoredMetrics() {}
  setDefaultDimensions() {}
}
export { middleware as logMetrics }
`
