import type { APIGatewayProxyEvent } from "aws-lambda";
import { HttpProblem } from "./problem.ts";
import type { PlainCall } from "./status.ts";

/** A synchronous invocation takes 6 MB, envelope included (AWS: "Lambda quotas"). */
const maxBytes = 6 * 1024 * 1024;

/** The request's path below the API's root: free of the stage, and of a custom domain's base path, which `event.path` keeps. */
export function pathOf(event: APIGatewayProxyEvent): string {
  const rest = event.pathParameters?.["proxy"];
  return rest === undefined ? event.resource : `/${rest}`;
}

/** A header's value by its lower-case name, whatever case it was sent in. */
export function header(event: APIGatewayProxyEvent, name: string): string | undefined {
  return Object.entries(present(event.headers)).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** The request as the endpoints that are no reports see it. */
export function plainCall(event: APIGatewayProxyEvent): Omit<PlainCall<null>, "user" | "settings"> {
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
 * @throws HttpProblem 415 for another content type or encoding, 413 over 6 MB, 400 for what is not JSON in UTF-8
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
  if (bytes.byteLength === 0)
    throw new HttpProblem(400, "The request has no body. Send an InterjectRequest as JSON.");
  if (bytes.byteLength > maxBytes) {
    throw new HttpProblem(413, "The request is larger than 6 MB. Save fewer rows at a time.");
  }
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    // The parser's own message quotes the request, which belongs in no answer and no log.
    throw new HttpProblem(400, "The request's body is not JSON in UTF-8.");
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Only what is there: the event's maps can hold undefined, or be null. */
function present(map: Readonly<Record<string, string | undefined>> | null): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
