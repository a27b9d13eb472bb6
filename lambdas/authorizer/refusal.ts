/**
 * Every reason for which a token is refused. A reason is a log field and a metric's dimension;
 * `docs/token-refusals.md` says what to do about each.
 */
export const refusalReasons = [
  "header-missing",
  "header-repeated",
  "header-malformed",
  "token-too-long",
  "token-malformed",
  "issuer-unknown",
  "algorithm-not-allowed",
  "type-not-allowed",
  "critical-header",
  "not-an-access-token",
  "sender-constrained",
  "key-unknown",
  "key-unfit",
  "signature-invalid",
  "expiry-missing",
  "expired",
  "not-yet-valid",
  "issued-at-missing",
  "issued-in-future",
  "audience-mismatch",
  "subject-missing",
  "claim-malformed",
  "scope-missing",
  "client-not-allowed",
  "custom-check",
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/**
 * What a log line may say of a refused token. The token may not be verified, so each value is bounded in
 * length, and no value is a secret.
 */
export interface RefusalDetail {
  readonly issuer?: string;
  readonly kid?: string;
  /** SHA-256 of `sub`, shortened: enough to follow one caller through the log without naming them. */
  readonly subjectHash?: string;
  /** The OAuth client that the token was issued to. */
  readonly client?: string;
  readonly expected?: readonly string[];
  readonly actual?: string;
}

/** The caller must come back with another token: 401, or 403 where {@link isForbidden}. */
export class TokenRefused extends Error {
  override readonly name = "TokenRefused";
  readonly reason: RefusalReason;
  readonly detail: RefusalDetail;

  constructor(reason: RefusalReason, detail: RefusalDetail = {}) {
    super(reason);
    this.reason = reason;
    this.detail = detail;
  }
}

/**
 * Whether the token is good but does not suffice: 403 (RFC 6750 section 3.1, `insufficient_scope`). At a 401
 * a client renews its token, which would not help here.
 */
export function isForbidden(reason: RefusalReason): boolean {
  return ["scope-missing", "client-not-allowed", "custom-check"].includes(reason);
}

/** The issuer's keys cannot be had, so nothing can be said of the token: 500, and the operator must act. */
export class KeySetUnavailable extends Error {
  override readonly name = "KeySetUnavailable";
}
