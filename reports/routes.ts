import type { Route } from "#api";

/**
 * Your endpoints and who may call them: a line each, such as
 * `{ method: "POST", path: "/reports/OpenInvoices", report: openInvoices }`. A line needs a verified token
 * unless it says `access: "public"`.
 */
export const routes: readonly Route[] = [];
