export { writeWhole } from './apply-whole.js'
export {
  type DiffLine,
  diffLines,
  type EditInput,
  type EditPlan,
  editText,
  type FileEdit,
  type Hunk,
  hunksOf,
  type Paste,
  planEdits,
  templateValue,
} from './edit/index.js'
export { type DocumentFile, roleDocuments } from './role-documents.js'
export { rolesTemplate } from './roles-template.js'
export { rolesTerraform } from './terraform.js'
