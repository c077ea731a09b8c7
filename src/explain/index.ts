export { type Frame, makeFrame } from './frames.js'
export { type Explained, explainGrants } from './grants.js'
export { shortActions, shortResource } from './names.js'
export { type FramesOf, frameReader } from './read-frames.js'
