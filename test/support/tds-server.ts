import { createServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Certificate } from "./certificate.ts";
import { encryption, type Login, preloginReply, readLogin } from "./tds/login.ts";
import { type Message, messageReader, packet, packetType } from "./tds/packets.ts";
import { readRequest, type SentRequest } from "./tds/requests.ts";
import * as tokens from "./tds/tokens.ts";
import { tunnel } from "./tds/tunnel.ts";

/**
 * A server that speaks TDS 7.4 as [MS-TDS] describes it, on this machine. It runs no SQL: a test says what it
 * answers to each request, and sees each request as it stood on the wire.
 */
export interface TdsServer {
  readonly port: number;
  readonly logins: readonly Login[];
  readonly requests: readonly SentRequest[];
  /** Attention signals that have come in. */
  readonly attentions: () => number;
  readonly connections: () => number;
  readonly bytesSent: () => number;
  readonly close: () => Promise<void>;
}

/** The tokens of an answer, one at a time as the network takes them; null leaves the answer to the server. */
export type Answer = Iterable<Buffer> | AsyncIterable<Buffer> | null;

/** Cuts the connection where it stands among an answer's tokens, without ending the message. */
export const cut = Buffer.from("cut");

/** Closes the connection in one go with the end of the answer; the last of an answer's tokens. */
export const hangUp = Buffer.from("hang up");

export interface TdsServerOptions {
  readonly password?: string;
  /** The access token of Microsoft Entra that it accepts; without, it accepts none. */
  readonly accessToken?: string;
  /** With one it encrypts; without, it does not. */
  readonly certificate?: Certificate;
  /** Answers what the server does not answer by itself: batches without tokens, and transactions. */
  readonly answer?: (request: SentRequest) => Answer;
  /** Tokens before the one that acknowledges an attention. */
  readonly beforeAcknowledgement?: readonly Buffer[];
  /** The error for a login with another password. */
  readonly refusal?: { readonly number: number; readonly text: string };
  /** How many bytes of tokens each packet holds; asked for each. */
  readonly packetLength?: () => number;
  /** How many bytes go to the network at once; asked for each write. */
  readonly writeLength?: () => number;
}

export async function startTdsServer(options: TdsServerOptions = {}): Promise<TdsServer> {
  const state = { attentions: 0, bytesSent: 0, logins: [] as Login[], requests: [] as SentRequest[] };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    serve(socket, options, state);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    port: address.port,
    logins: state.logins,
    requests: state.requests,
    attentions: () => state.attentions,
    connections: () => sockets.size,
    bytesSent: () => state.bytesSent,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

interface State {
  attentions: number;
  bytesSent: number;
  readonly logins: Login[];
  readonly requests: SentRequest[];
}

const packetSize = 4_096;
/** A packet's room for tokens. */
const defaultPacketLength = packetSize - 8;

function serve(socket: Socket, options: TdsServerOptions, state: State): void {
  const {
    password = "secret",
    accessToken,
    certificate,
    answer = () => null,
    refusal,
    packetLength,
    writeLength,
  } = options;
  let wire: Duplex = socket;
  let stopped = false;
  let transaction = 0n;
  let transactions = 0n;
  let last = Promise.resolve();

  const write = async (bytes: Buffer) => {
    for (let at = 0; at < bytes.length; ) {
      const end = at + (writeLength?.() ?? bytes.length);
      const part = bytes.subarray(at, end);
      at = end;
      state.bytesSent += part.length;
      if (wire.destroyed) return;
      if (!wire.write(part)) {
        await new Promise<void>((resolve) => {
          const go = () => {
            wire.off("drain", go).off("close", go);
            resolve();
          };
          wire.on("drain", go).on("close", go);
        });
      }
    }
  };
  /** Sends an answer's tokens in packets; stops between two tokens when an attention has come in. */
  const send = async (
    answered: Iterable<Buffer> | AsyncIterable<Buffer>,
    type: number = packetType.reply,
  ) => {
    let pending = Buffer.alloc(0);
    let length = packetLength?.() ?? defaultPacketLength;
    for await (const token of answered) {
      if (token === hangUp) {
        wire.end(packet(type, pending, true));
        return;
      }
      if (token === cut) {
        if (pending.length > 0) await write(packet(type, pending, false));
        socket.destroy();
      }
      if (stopped || socket.destroyed) break;
      pending = Buffer.concat([pending, token]);
      while (pending.length > length) {
        await write(packet(type, pending.subarray(0, length), false));
        pending = pending.subarray(length);
        length = packetLength?.() ?? defaultPacketLength;
      }
    }
    if (stopped) pending = Buffer.concat([pending, tokens.done({ error: true })]);
    for (; pending.length > length; pending = pending.subarray(length)) {
      await write(packet(type, pending.subarray(0, length), false));
    }
    await write(packet(type, pending, true));
  };
  const descriptor = () => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(transaction);
    return bytes;
  };

  const answerOf = (request: SentRequest): Iterable<Buffer> | AsyncIterable<Buffer> => {
    const scripted = answer(request);
    if (scripted !== null) return scripted;
    if (request.kind === "rpc") return [tokens.returnStatus(0), tokens.doneProc()];
    if (request.kind === "batch") return [tokens.done()];
    if (request.command === "begin") {
      transactions += 1n;
      transaction = transactions;
      return [tokens.beginTransaction(descriptor()), tokens.done()];
    }
    const ended = descriptor();
    if (transaction === 0n) {
      const number = request.command === "commit" ? 3902 : 3903;
      return [tokens.error(number, "There is no transaction."), tokens.done({ error: true })];
    }
    transaction = 0n;
    return request.command === "commit"
      ? [tokens.commitTransaction(ended), tokens.done()]
      : [tokens.rollbackTransaction(ended), tokens.done()];
  };

  const reply = async (message: Message) => {
    if (message.type === packetType.prelogin) {
      if (certificate === undefined) return send([preloginReply(encryption.notSupported)]);
      await send([preloginReply(encryption.on)]);
      socket.off("data", receive);
      wire = tunnel(socket, certificate).on("data", receive);
      return;
    }
    if (message.type === packetType.login) {
      const login = readLogin(message.data);
      state.logins.push(login);
      if (login.accessToken !== undefined && login.accessToken === accessToken)
        return send([tokens.accessTokenAccepted(), tokens.loginAccepted(packetSize)]);
      if (login.password === password) return send([tokens.loginAccepted(packetSize)]);
      const { number, text } = refusal ?? { number: 18456, text: `Login failed for user '${login.user}'.` };
      return send([tokens.error(number, text, 14), tokens.done({ error: true })]);
    }
    stopped = false;
    // A request that the client took back while it sent it is not run ([MS-TDS] 2.2.3.1.2).
    if (message.ignored) return send([tokens.done({ error: true })]);
    const request = readRequest(message);
    state.requests.push(request);
    if (request.reset) transaction = 0n;
    const first = request.reset ? [tokens.resetAcknowledged()] : [];
    return send(concat(first, answerOf(request)));
  };

  const receive = messageReader((message) => {
    if (message.type === packetType.attention) {
      state.attentions++;
      stopped = true;
      // Acknowledged behind what is still being sent ([MS-TDS] 2.2.1.7).
      last = last.then(() => {
        stopped = false;
        return send([...(options.beforeAcknowledgement ?? []), tokens.done({ attention: true })]);
      });
    } else last = last.then(() => reply(message));
    last = last.catch((error: unknown) => {
      socket.destroy(error instanceof Error ? error : undefined);
    });
  });
  socket.on("data", receive);
}

async function* concat(
  first: Iterable<Buffer>,
  rest: Iterable<Buffer> | AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  yield* first;
  yield* rest;
}
