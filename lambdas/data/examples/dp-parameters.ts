import type { ColDefItem, RowDefItem } from "../../interject/request/definition-items.ts";
import { findParameter } from "../../interject/request/request.ts";
import { returnErrorParameter, systemParameters } from "../../interject/request/system-parameters.ts";
import { report } from "../report.ts";
import { workbookParameters } from "./workbook-parameters.ts";

/** Shows what a data portal sends: each system parameter, and each part of the request context, as a row. */
export const dpParameters = report({
  parameters: workbookParameters,
  run: ({ request, context }) => {
    const sent = systemParameters(request);
    const { path, file } = sent.SourceFileAndPath ?? { path: "", file: "" };
    const { UserContext: user } = context;
    return {
      columns: ["Parameter", "Value"],
      rows: [
        ["RowDefItems", context.RowDefItems.map(rowDefinition).join("; ")],
        ["ColDefItems", context.ColDefItems.map(columnDefinition).join("; ")],
        ["ntLogin", sent.NTLogin],
        ["excelVersion", sent.ExcelVersion],
        ["returnError", findParameter(request, returnErrorParameter)?.InputValue ?? null],
        ["localTimeZoneOffset", sent.LocalTimeZoneOffset?.toString() ?? null],
        ["sourceFileAndPath", [path, file].filter((part) => part !== "").join("|") || null],
        ["sourceFilePathAndTab", sent.SourceFilePathAndTab],
        ["userID", sent.UserID],
        ["loginName", sent.LoginName],
        ["userRoles", sent.UserRoles.join(", ")],
        ["clientID", sent.ClientID],
        ["excelVersion2", context.ExcelVersion],
        ["userID2", user.UserId],
        ["clientID2", user.ClientId],
        ["loginName2", user.LoginName],
        ["machineLoginName", user.MachineLoginName],
        ["machineName", user.MachineName],
        ["fullName", user.FullName],
        ["loginDateUtc", user.LoginDateUtc],
        ["userRoles2", user.UserRoles.join(", ")],
        ["idsVersion", context.IdsVersion],
        ["fileName", context.FileName],
        ["filePath", context.FilePath],
        ["tabName", context.TabName],
        ["cellRange", context.CellRange],
        ["sourceFunction", context.SourceFunction],
        ["utcOffset", context.UtcOffset],
      ],
    };
  },
});

function rowDefinition({ Row, RowDefName, ColKeys }: RowDefItem): string {
  const keys = ColKeys.map(({ Name, Value }) => (Name === null ? Value : `${Name}=${Value}`)).join(", ");
  return `row ${Row ?? "?"}${RowDefName === null ? "" : ` ${RowDefName}`}: ${keys}`;
}

function columnDefinition({ Row, Column, Name, Json }: ColDefItem): string {
  const attributes = [...Json].map(([key, value]) => ` ${key}=${value}`).join("");
  return `row ${Row ?? "?"}, column ${Column ?? "?"}: ${Name}${attributes}`;
}
