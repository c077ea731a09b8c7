import { expect, test } from 'vitest'
import type { App } from '../app/index.js'
import { parseSym } from '../policy/index.js'
import { lower, type Role } from '../roles/index.js'
import { roleDocuments } from './role-documents.js'
import { rolesTerraform } from './terraform.js'

const app: Pick<App, 'resources' | 'parameters'> = { resources: new Map(), parameters: new Map() }

const role = (resources: readonly string[]): Role => ({
  id: 'SaveRole',
  usedBy: ['Save'],
  trustPolicy: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'aws:SourceAccount': { 'Fn::Sub': '${AWS::AccountId}' } } },
      },
    ],
  },
  policies: [
    {
      name: 'SavePolicy',
      kind: 'inline',
      document: {
        Version: '2012-10-17',
        Statement: [{ Sid: 'Use', Effect: 'Allow', Action: ['s3:GetObject'], Resource: resources.map((r) => lower(parseSym(r))) }],
      },
    },
  ],
  managedPolicyArns: [],
  permissionsBoundary: null,
  path: '/app/',
  tags: [{ key: 'team', value: 'a ${b}' }],
  sizeChars: 0,
})

test('symbols of AWS become data, others variables, and policy variables stay what they are', () => {
  const text = rolesTerraform(app as App, { roles: [role(['arn:${AWS::Partition}:s3:::${Files}/${import:Prefix}/*', '${Files.Arn}'])] })
  expect(text).toBe(`# The roles of this app. Give the variables the names and ARNs of your resources, or write references in their place.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

variable "files" {
  type        = string
  description = "What Ref gives for Files"
}

variable "files_arn" {
  type        = string
  description = "Arn of Files"
}

variable "prefix" {
  type        = string
  description = "What Ref gives for Prefix"
}

data "aws_iam_policy_document" "save_role_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

resource "aws_iam_role" "save_role" {
  name               = "SaveRole"
  path               = "/app/"
  assume_role_policy = data.aws_iam_policy_document.save_role_trust.json

  tags = {
    "team" = "a $\${b}"
  }
}

data "aws_iam_policy_document" "save_policy" {
  statement {
    sid     = "Use"
    actions = ["s3:GetObject"]
    resources = [
      "arn:\${data.aws_partition.current.partition}:s3:::\${var.files}/\${var.prefix}/*",
      var.files_arn,
    ]
  }
}

resource "aws_iam_role_policy" "save_policy" {
  name   = "SavePolicy"
  role   = aws_iam_role.save_role.id
  policy = data.aws_iam_policy_document.save_policy.json
}
`)
})

test('documents to paste have placeholders in capitals, and name them', () => {
  const files = roleDocuments({ roles: [role(['arn:${AWS::Partition}:s3:::${FilesBucket}/*'])] })
  expect(files.map(({ name, placeholders }) => [name, placeholders])).toEqual([
    ['SaveRole.SavePolicy.json', ['YOUR_FILES_BUCKET']],
    ['SaveRole.trust.json', ['YOUR_AWS_ACCOUNT_ID']],
  ])
  expect(JSON.parse(files[0]?.text ?? '')).toMatchObject({ Statement: [{ Resource: ['arn:aws:s3:::YOUR_FILES_BUCKET/*'] }] })
})
