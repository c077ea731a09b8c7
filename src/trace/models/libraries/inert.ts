/**
 * Packages that compute, print or format, and neither call AWS nor keep what they are given: they need no source to be
 * settled. Packages that take functions are not here.
 */
import type { LibraryModel } from '../types.js'

const LOGGERS =
  'winston pino pino-pretty pino-lambda bunyan log4js loglevel lambda-log tslog debug consola signale @sailplane/logger @nestjs/common/services/logger aws-lambda-consumer chalk picocolors kleur colors ansi-colors'

const TEXT =
  'uuid nanoid ulid ulidx ksuid cuid @paralleldrive/cuid2 short-uuid short-unique-id shortid xid-js hash-sum object-hash md5 crypto-js base64-js base-64 js-base64 js-sha256 bcrypt bcryptjs argon2 jsonwebtoken jose jwt-decode otplib qs query-string mime mime-types content-type content-disposition slugify change-case camelcase camelcase-keys snakecase-keys pluralize validator email-validator sanitize-html he html-entities escape-html entities semver compare-versions ini json5 flatted fast-json-stable-stringify json-stable-stringify safe-stable-stringify fast-safe-stringify deep-equal fast-deep-equal dequal deepmerge_ ms bytes pretty-bytes pretty-ms humanize-duration path-to-regexp picomatch minimatch micromatch'

const TIME =
  'moment moment-timezone dayjs dayjs/* date-fns date-fns/* date-fns-tz luxon @js-joda/core spacetime cron-parser cronstrue rrule ms'

const NUMBERS =
  'big.js bignumber.js decimal.js bn.js long mathjs simple-statistics currency.js dinero.js iso-3166-1 libphonenumber-js google-libphonenumber i18n-iso-countries'

const FORMATS =
  'js-yaml yaml toml smol-toml fast-xml-parser xmlbuilder xmlbuilder2 xml-js handlebars mustache ejs nunjucks pug marked markdown-it turndown cheerio node-html-parser papaparse json2csv ajv ajv-formats ajv-errors ajv-keywords @hapi/boom http-errors http-status-codes http-status statuses boom exceljs xlsx pdfkit pdf-lib pdf-parse pdfmake qrcode bwip-js sharp jimp image-size exif-reader exifr probe-image-size blurhash file-type is-svg svgo geolib geohash ngeohash @turf/turf h3-js ua-parser-js maxmind jsonpath jsonpath-plus jmespath jsonata'

const TYPES =
  'aws-lambda @types/aws-lambda @types/* type-fest ts-essentials tslib regenerator-runtime regenerator-runtime/runtime core-js core-js/* @babel/runtime/* @swc/helpers/* source-map-support'

const AWS_SIDE =
  '@aws-sdk/types @smithy/types @aws-sdk/util-arn-parser @aws-sdk/util-format-url @smithy/util-utf8 @aws-sdk/util-utf8-node @aws-sdk/util-base64-node @smithy/util-base64 @smithy/querystring-builder @aws-sdk/querystring-builder @smithy/util-hex-encoding @aws-sdk/util-hex-encoding @aws-crypto/* @aws-lambda-powertools/testing-utils aws-sdk-client-mock'

const rows: readonly LibraryModel[] = [LOGGERS, TEXT, TIME, NUMBERS, FORMATS, TYPES, AWS_SIDE].map((names) => ({
  packages: [...new Set(names.split(' ').filter((name) => !name.endsWith('_')))],
  otherwise: 'inert',
}))

/** They give a mix of what they are given. */
const merging: LibraryModel = {
  packages: ['deepmerge', 'ts-deepmerge', 'merge-deep', 'object-assign', 'extend', 'defu', 'xtend'],
  stub: "import _ from 'lodash'\nconst merge = (...given) => _.merge({}, ...given.filter((one) => typeof one === 'object'))\nmerge.all = (list) => merge(...list)\nmodule.exports = merge\nmodule.exports.default = merge\nmodule.exports.merge = merge\n",
}

export const inert: readonly LibraryModel[] = [...rows, merging]
