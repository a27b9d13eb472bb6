import { optional, text } from "../../interject/request/parameter.ts";

/**
 * The formula parameters that each tab of Interject's example workbook sends. The examples take them, and
 * answer the same whatever they say.
 */
export const workbookParameters = {
  CompanyName: optional(text()),
  ContactName: optional(text()),
  CustomerID: optional(text()),
};
