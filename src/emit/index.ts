export { rolesTemplate } from './roles-template.js'
