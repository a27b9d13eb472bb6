import { type RequestRecord, requestRecord } from "../../lambdas/data/request-record.ts";

/** The record of a request about which nothing is known yet. */
export function newRecord(): RequestRecord {
  return requestRecord("POST", null);
}
