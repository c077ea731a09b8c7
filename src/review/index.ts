export { type Review, review, type Width } from './review.js'
