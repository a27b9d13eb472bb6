import type { Writable } from "node:stream";
import type { APIGatewayProxyEvent, Context } from "aws-lambda";
import { decodeIdentity, type Identity } from "../identity.ts";
import { parseRequest } from "../interject/request/request.ts";
import { log } from "../log.ts";
import { DataSettings } from "../settings/data.ts";
import { decodeSettings } from "../settings/functions.ts";
import { admit, forbidden } from "./access.ts";
import { acceptedCoding } from "./compression.ts";
import { reportDocument } from "./document.ts";
import {
  header,
  isProbe,
  type ProbeEvent,
  pathOf,
  plainRequest,
  readJson,
  refuseSecondAuthorization,
} from "./event.ts";
import { routeFinder } from "./find-route.ts";
import { httpProblem, problemDocument } from "./problem.ts";
import { type ReplyHeaders, sendDocument, sendJson } from "./reply.ts";
import { logRequest, type RequestRecord, requestRecord } from "./request-record.ts";
import type { Line } from "./route.ts";
import { routeTable } from "./routes.ts";
import { stopSignal } from "./stop-signal.ts";
import { asOneRequest, surviveUnawaited } from "./survive-unawaited.ts";

const settings = decodeSettings(DataSettings, process.env);
const findRoute = routeFinder(routeTable(settings));
surviveUnawaited();

/** Answers one request that the gateway let through. */
export const handler = awslambda.streamifyResponse(
  async (event: APIGatewayProxyEvent | ProbeEvent, stream: Writable, context: Context): Promise<void> => {
    if (isProbe(event)) return (await import("./probe-action.ts")).answerProbe(settings, stream);
    const { requestId } = event.requestContext;
    const correlationId = correlate(header(event, "x-correlation-id"), requestId);
    const reply = { correlationId, corsOrigin: settings.corsOrigin };
    log.resetKeys();
    log.appendKeys({ requestId, functionRequestId: context.awsRequestId, correlationId });
    const record = requestRecord(event.httpMethod, event.requestContext.authorizer);
    try {
      const route = findRoute(event.httpMethod, pathOf(event));
      record.path = route.path;
      const exchange = { event, stream, context, reply, record };
      if (route.access === "public") return await serve(route, null, exchange);
      refuseSecondAuthorization(event);
      const identity = decodeIdentity(event.requestContext.authorizer);
      if (identity !== null) log.appendKeys({ principal: identity.principal });
      record.user = identity;
      const user = admit(route, identity, Date.now() / 1000);
      await serve(route, user, exchange);
    } catch (error) {
      record.error = error;
      const problem = httpProblem(error);
      if (problem.status >= 500) log.error("request-failed", { error });
      const body = { ...problemDocument(problem), requestId };
      await sendJson(stream, problem.status, body, reply, record, problem.headers);
    } finally {
      logRequest(record);
    }
  },
);

/** One request with all that answering it takes. */
interface Exchange {
  readonly event: APIGatewayProxyEvent;
  readonly stream: Writable;
  readonly context: Context;
  readonly reply: ReplyHeaders;
  readonly record: RequestRecord;
}

/** Runs what the route's line names, for a caller who may use it. If it throws, nothing has been sent. */
async function serve<User extends Identity | null>(
  line: Line<User>,
  user: User,
  { event, stream, context, reply, record }: Exchange,
): Promise<void> {
  if ("answer" in line) {
    return sendJson(stream, 200, line.answer({ ...plainRequest(event), user, settings }), reply, record);
  }
  const request = parseRequest(readJson(event));
  record.request = request;
  await asOneRequest(async (unawaited) => {
    const refusal = await line.report.authorize(user, request);
    if (refusal !== null) throw forbidden(refusal);
    using stop = stopSignal(stream, context.getRemainingTimeInMillis());
    const signal = AbortSignal.any([stop.signal, unawaited]);
    const surroundings = { signal, reference: reply.correlationId, settings, record };
    await sendDocument(
      stream,
      (full) => reportDocument(line.report, request, user, { ...surroundings, full }),
      acceptedCoding(header(event, "accept-encoding")),
      reply,
      stop.callerGone,
      record,
    );
  });
}

/**
 * The caller's own correlation id, or else the gateway's request id, which its access log has too. The id is
 * logged and sent back, so a free text is not accepted.
 */
function correlate(sent: string | undefined, requestId: string): string {
  return sent !== undefined && /^[\w.:-]{1,128}$/.test(sent) ? sent : requestId;
}
