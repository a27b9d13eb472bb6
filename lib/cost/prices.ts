/**
 * AWS's list prices in US East (N. Virginia), in US dollars, without free tiers, discounts and taxes. The
 * pages that they come from are AWS's pricing pages of API Gateway, Lambda, CloudWatch, X-Ray, WAF and EC2
 * (data transfer). Prices change rarely, and differ from region to region by up to a half.
 */
export const prices = {
  asOf: "2026-06",
  region: "US East (N. Virginia)",
  /** REST API; every 10 MB of a streamed answer that have begun count as a request. */
  gatewayRequest: 3.5 / 1e6,
  lambdaRequest: 0.2 / 1e6,
  /** Arm. */
  lambdaGbSecond: 0.000_013_333_4,
  /** Arm; for every second that the capacity is held, used or not. */
  provisionedGbSecond: 0.000_003_333_4,
  /** Of a streamed answer beyond its first 6 MB. */
  lambdaStreamedGb: 0.008,
  logIngestedGb: 0.5,
  logStoredGbMonth: 0.03,
  alarmMonth: 0.1,
  dashboardMonth: 3,
  traceRecorded: 5 / 1e6,
  webAclMonth: 5,
  webAclRuleMonth: 1,
  webAclRequest: 0.6 / 1e6,
  transferOutGb: 0.09,
} as const;
