import { UserError } from "../../interject/errors.ts";
import { integer, optional } from "../../interject/request/parameter.ts";
import type { Row } from "../../interject/response/table.ts";
import { report } from "../report.ts";
import { workbookParameters } from "./workbook-parameters.ts";

/**
 * For `ReportRange`: accounts of one division, ten unless `NumberOfRows` says otherwise. It shows how rows
 * are made while they are sent, so that a million take no more memory than ten, and with `FailAtRow` what a
 * failure half-way looks like.
 */
export const reportRange = report({
  parameters: {
    ...workbookParameters,
    NumberOfRows: optional(integer({ min: 0, max: 10_000_000 })),
    FailAtRow: optional(integer({ min: 1, max: 10_000_000 })),
  },
  run: ({ parameters }) => ({
    columns: ["div", "acct", "MTD", "QTD", "YTD"],
    rows: accounts(parameters.NumberOfRows ?? 10, parameters.FailAtRow),
  }),
});

function* accounts(count: number, failAt: number | null): Generator<Row> {
  for (let at = 0; at < count; at++) {
    if (at + 1 === failAt) throw new UserError(`The source failed at row ${failAt}, as it was asked to.`);
    yield ["701", `333${at}`, "94.34", "904.34", "9804.34"];
  }
}
