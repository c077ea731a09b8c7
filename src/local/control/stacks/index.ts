export { type CloudFormation, cloudFormation } from './service.js'
