import { describe, expect, it } from "vitest";
import { parseRequest } from "../../../../lambdas/interject/request/request.ts";
import { systemParameters } from "../../../../lambdas/interject/request/system-parameters.ts";

const read = (values: Record<string, string | null>) =>
  systemParameters(
    parseRequest({
      RequestParameterList: Object.entries(values).map(([name, InputValue]) => ({
        Name: `@Interject_${name}`,
        InputValue,
      })),
    }),
  );

describe("system parameters", () => {
  it("are read by their names", () => {
    expect(
      read({
        SourceFileAndPath: "C:\\Reports|Aging.xlsx",
        SourceFilePathAndTab: "C:\\Reports|Aging.xlsx|Aging",
        NTLogin: "maryl",
        UserID: "abc",
        ClientID: "def",
        LoginName: "mary@example.com",
        ExcelVersion: "16.0",
        UserRoles: "ClientAdmin, Staff",
        LocalTimeZoneOffset: "-7.000",
        ColDefItems: "<ColDefItems/>",
        RowDefItems: "<RowDefItems/>",
      }),
    ).toEqual({
      SourceFileAndPath: { path: "C:\\Reports", file: "Aging.xlsx" },
      SourceFilePathAndTab: "C:\\Reports|Aging.xlsx|Aging",
      NTLogin: "maryl",
      UserID: "abc",
      ClientID: "def",
      LoginName: "mary@example.com",
      ExcelVersion: "16.0",
      UserRoles: ["ClientAdmin", "Staff"],
      LocalTimeZoneOffset: -7,
      ColDefItems: "<ColDefItems/>",
      RowDefItems: "<RowDefItems/>",
    });
  });

  it("are null or empty where the portal lists none", () => {
    const values = read({});
    expect(values.UserRoles).toEqual([]);
    expect(Object.values(values).filter((value) => value !== null)).toEqual([[]]);
  });

  it("are null where they are empty", () => {
    expect(read({ NTLogin: "", LocalTimeZoneOffset: " ", SourceFileAndPath: null })).toMatchObject({
      NTLogin: null,
      LocalTimeZoneOffset: null,
      SourceFileAndPath: null,
    });
  });

  it("have a time zone of half hours", () => {
    expect(read({ LocalTimeZoneOffset: "5.5" }).LocalTimeZoneOffset).toBe(5.5);
  });

  it("have a file alone where there is no path", () => {
    expect(read({ SourceFileAndPath: "Book1" }).SourceFileAndPath).toEqual({ path: "", file: "Book1" });
  });

  it("refuse a time zone that is no number", () => {
    expect(() => read({ LocalTimeZoneOffset: "Denver" })).toThrow(
      expect.objectContaining({
        reason: "parameter",
        message:
          "Interject_LocalTimeZoneOffset: This must be a number of hours, but is a text of 6 characters.",
        parameters: [expect.objectContaining({ name: "Interject_LocalTimeZoneOffset" })],
      }),
    );
  });
});
