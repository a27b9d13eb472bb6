/**
 * What reports are written with: `import { report, text } from "#api"`. Everything else may move from version
 * to version; these names stay, and `docs/reports.md` shows each.
 */
export type { Identity } from "../identity.ts";
export { UserError, UserNotice } from "../interject/errors.ts";
export {
  bigInteger,
  boolean,
  date,
  dateTime,
  decimal,
  float,
  integer,
  money,
  oneOf,
  optional,
  type ParameterSchema,
  text,
} from "../interject/request/parameter.ts";
export type { LocalDate, LocalDateTime } from "../interject/request/parse-date.ts";
export type { Decimal } from "../interject/request/parse-number.ts";
export type { InterjectRequest } from "../interject/request/request.ts";
export type { RequestContext } from "../interject/request/request-context.ts";
export type { SaveTable } from "../interject/request/save.ts";
export { savedRows } from "../interject/request/save-columns.ts";
export { systemParameters } from "../interject/request/system-parameters.ts";
export type { Cell, Column, ColumnType, Row, Table } from "../interject/response/table.ts";
export { type Call, publicReport, type Report, type ReportResult, report } from "./report.ts";
export type { Route } from "./route.ts";
export type { SheetRow } from "./sheet-rows.ts";
export type { Sql } from "./sql/database.ts";
