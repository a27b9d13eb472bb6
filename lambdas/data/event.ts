import type { APIGatewayProxyEvent } from "aws-lambda";
import { HttpProblem } from "./problem.ts";
import type { PlainRequest } from "./status.ts";

/** A synchronous invocation takes 6 MB, the event around the body included (AWS: "Lambda quotas"). */
const maxBytes = 6 * 1024 * 1024;

/** The event with which whoever runs the API has its connections tried. */
export interface ProbeEvent {
  readonly probe: true;
}

/**
 * Whether a function's event asks for a probe. No request can: what the gateway sends always has
 * `requestContext`, and only AWS's own permission to invoke the function sends anything else.
 */
export function isProbe(event: APIGatewayProxyEvent | ProbeEvent): event is ProbeEvent {
  return "probe" in event && event.probe === true && !("requestContext" in event);
}

/**
 * The request's path below the API's root, without the stage and a custom domain's base path (`event.path`
 * has both).
 */
export function pathOf(event: APIGatewayProxyEvent): string {
  const rest = event.pathParameters?.["proxy"];
  return rest === undefined ? event.resource : `/${rest}`;
}

/**
 * A header's value, in whatever case its name was sent.
 * @param name in lower case
 */
export function header(event: APIGatewayProxyEvent, name: string): string | undefined {
  return Object.entries(present(event.headers)).find(([key]) => key.toLowerCase() === name)?.[1];
}

/**
 * Refuses a request with several `Authorization` values. The gateway's cache looks at one of them, so an
 * answer that the authorizer gave for one token would let the other pass unseen.
 * @throws HttpProblem 401, as the authorizer does where it is asked
 */
export function refuseSecondAuthorization(event: APIGatewayProxyEvent): void {
  const values = [event.headers, event.multiValueHeaders].map((headers) =>
    Object.entries(headers ?? {})
      .filter(([name]) => name.toLowerCase() === "authorization")
      .flatMap(([, value]) => value ?? []),
  );
  // A comma stands between two headers that a proxy has joined.
  if (values.every((sent) => sent.length <= 1 && sent.every((value) => !value.includes(",")))) return;
  throw new HttpProblem(401, "Send a single Authorization header, with a single token.", {
    "WWW-Authenticate": 'Bearer error="invalid_request"',
  });
}

/** The request for the endpoints that are not reports, without what the handler knows of it. */
export function plainRequest(event: APIGatewayProxyEvent): Omit<PlainRequest<null>, "user" | "settings"> {
  return {
    method: event.httpMethod,
    path: pathOf(event),
    headers: present(event.headers),
    query: present(event.queryStringParameters),
    sourceIp: event.requestContext.identity.sourceIp,
  };
}

/**
 * The JSON value that the request carries.
 * @throws HttpProblem 415 for another content type or encoding, 413 over 6 MB, 400 for what is not JSON in
 * UTF-8
 */
export function readJson(event: APIGatewayProxyEvent): unknown {
  const type = header(event, "content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== undefined && type !== "application/json" && !type.endsWith("+json")) {
    throw new HttpProblem(415, "Send the request as application/json.");
  }
  const encoding = header(event, "content-encoding")?.trim().toLowerCase();
  if (encoding !== undefined && encoding !== "identity") {
    throw new HttpProblem(415, "Send the request without a Content-Encoding.");
  }
  const bytes = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
  if (bytes.byteLength === 0) {
    throw new HttpProblem(400, "The request has no body. Send an InterjectRequest as JSON.");
  }
  if (bytes.byteLength > maxBytes) {
    const megabytes = (Math.ceil((10 * bytes.byteLength) / 1024 ** 2) / 10).toFixed(1);
    const text = `The request has ${megabytes} MB, and this API takes 6 MB. Save fewer columns, or fewer rows at a time.`;
    throw new HttpProblem(413, text);
  }
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    // The parser's own message quotes the request, which neither an answer nor the log may show.
    throw new HttpProblem(400, "The request's body is not JSON in UTF-8.");
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The entries of one of the event's maps that have a value; the map itself can be null. */
function present(map: Readonly<Record<string, string | undefined>> | null): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
