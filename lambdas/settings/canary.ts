import * as v from "valibot";
import { filledText, pattern } from "./checks.ts";

/** What a canary needs to pull a report as a user would. */
export const Canary = v.strictObject({
  /** Path of the report, such as `/reports/OpenInvoices`. */
  path: pattern(/^\/[\w./-]+$/, "it must be a path of the route table, such as /reports/OpenInvoices"),
  /** The report's parameters, by name. */
  parameters: v.exactOptional(v.record(filledText, v.string())),
  /** ARN of the secret with `clientId` and `clientSecret` of an application at the identity provider. */
  secret: pattern(
    /^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+$/,
    "it must be the ARN of a secret in AWS Secrets Manager",
  ),
  /** The identity provider's token endpoint. */
  tokenUrl: v.pipe(
    v.string(),
    v.url("it must be the address of the token endpoint"),
    v.check(
      (url) => url.startsWith("https://") || /^http:\/\/127\.0\.0\.1:/.test(url),
      "it must begin with https://",
    ),
  ),
  /** The scope to ask for, where the provider needs one. */
  scope: v.exactOptional(filledText),
});

/** What the canary needs to know. */
export const CanarySettings = v.strictObject({
  /** The API's address, without a slash at its end. */
  baseUrl: v.string(),
  canary: Canary,
});
export type CanarySettings = v.InferOutput<typeof CanarySettings>;
