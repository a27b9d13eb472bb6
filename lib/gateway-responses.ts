import { ResponseType, type RestApi } from "aws-cdk-lib/aws-apigateway";

/** An answer that the gateway gives by itself. Without `status`, the gateway's own for that case. */
interface FixedAnswer {
  readonly type: ResponseType;
  readonly status?: number;
  /** For a person. A fixed text, because the gateway's own messages can quote the Authorization header. */
  readonly error: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const noSuchEndpoint = "There is no endpoint with this path and method.";

/** AWS: "Gateway response types for API Gateway". */
const answers: readonly FixedAnswer[] = [
  {
    type: ResponseType.UNAUTHORIZED,
    status: 401,
    error:
      "An access token is needed, and the one sent, if any, is not accepted. Sign in to Interject again.",
    // RFC 6750 section 3; a 401 is what makes a client renew its token.
    headers: { "WWW-Authenticate": "Bearer" },
  },
  {
    type: ResponseType.ACCESS_DENIED,
    status: 403,
    error: "Your sign-in may not use this API. If it should, tell your administrator the request id.",
    // RFC 6750 section 3.1: the token is good, and renewing it would not help.
    headers: { "WWW-Authenticate": 'Bearer error="insufficient_scope"' },
  },
  // A path or method that is not there, without an Authorization header and with one that looks like AWS's
  // own.
  { type: ResponseType.MISSING_AUTHENTICATION_TOKEN, status: 404, error: noSuchEndpoint },
  { type: ResponseType.INVALID_SIGNATURE, status: 404, error: noSuchEndpoint },
  { type: ResponseType.RESOURCE_NOT_FOUND, status: 404, error: noSuchEndpoint },
  // The gateway's own limit is 10 MB, and that of the function behind it 6 MB. A gateway response cannot say
  // the request's size (AWS: "Gateway responses in API Gateway": a template has `$context` alone).
  {
    type: ResponseType.REQUEST_TOO_LARGE,
    status: 413,
    error:
      "The request is larger than the 6 MB that this API takes. Save fewer columns, or fewer rows at a time.",
  },
  {
    type: ResponseType.THROTTLED,
    status: 429,
    error: "Too many requests at once: try again in a moment.",
    headers: { "Retry-After": "1" },
  },
  {
    type: ResponseType.AUTHORIZER_FAILURE,
    status: 500,
    error:
      "The access token could not be checked. Try again in a moment, or tell your administrator the request id.",
  },
  {
    type: ResponseType.INTEGRATION_TIMEOUT,
    status: 504,
    error:
      "The report took longer than this API allows. Narrow it, or tell your administrator the request id.",
  },
  // What a web ACL stops, the stack's own or one that the account owner has put there.
  {
    type: ResponseType.WAF_FILTERED,
    status: 403,
    error: "The firewall of this API has stopped the request. Tell your administrator the request id.",
  },
  {
    type: ResponseType.DEFAULT_4XX,
    error: "The request is not one that this API takes. Check its method, path and headers.",
  },
  {
    type: ResponseType.DEFAULT_5XX,
    error: "Something went wrong on the server. Tell your administrator the request id.",
  },
];

/** What Excel reads an answer as, whoever gives it (protocol section 4); the same as the data function's. */
export function responseDocument(error: string) {
  return {
    error,
    ReturnedDataList: [],
    UserMessage: "",
    ErrorMessage: error,
    RequestParameterList: [],
    SupplementalData: {},
  };
}

/**
 * Makes the gateway's own answers look like the data function's: a response document with one sentence,
 * readable by a page of another origin.
 * @param corsOrigin value of `Access-Control-Allow-Origin`; null sends no CORS headers
 */
export function gatewayResponses(api: RestApi, corsOrigin: string | null): void {
  const cors =
    corsOrigin === null
      ? {}
      : {
          "Access-Control-Allow-Origin": corsOrigin,
          "Access-Control-Expose-Headers": "WWW-Authenticate, Retry-After",
        };
  for (const { type, status, error, headers } of answers) {
    api.addGatewayResponse(type.responseType, {
      type,
      ...(status === undefined ? {} : { statusCode: String(status) }),
      responseHeaders: Object.fromEntries(
        Object.entries({ ...cors, ...headers, "Cache-Control": "no-store" }).map(([name, value]) => [
          name,
          `'${value}'`,
        ]),
      ),
      templates: {
        "application/json": JSON.stringify({ ...responseDocument(error), requestId: "$context.requestId" }),
      },
    });
  }
}
