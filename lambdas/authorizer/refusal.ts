/** Every reason for which a token is refused: a log field that never reaches the caller. `docs/token-refusals.md` has their cures. */
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
  "key-unknown",
  "key-unfit",
  "not-an-access-token",
  "signature-invalid",
  "expiry-missing",
  "expired",
  "not-yet-valid",
  "issued-in-future",
  "audience-mismatch",
  "subject-missing",
  "claim-malformed",
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** What a log line may say of a refused token: nothing in it is verified, so each value is bounded and none is a secret. */
export interface RefusalDetail {
  readonly issuer?: string;
  readonly kid?: string;
  readonly expected?: readonly string[];
  readonly actual?: string;
}

/** The caller must come back with another token: 401. */
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

/** The issuer's keys cannot be had, so nothing can be said of the token: 500, and the operator must act. */
export class KeySetUnavailable extends Error {
  override readonly name = "KeySetUnavailable";
}
