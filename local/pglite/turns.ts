import { type Backend, Stopped } from "./backend.ts";
import { type Client, dismiss, hasMessage, isComplete, takeMessages } from "./client.ts";
import { errorResponse, readyForQuery } from "./messages.ts";
import { WholeMessages } from "./pieces.ts";
import { makeNew, makeTransactionFail } from "./session-state.ts";

/** What runs may end by itself for so long, before it is ended by opening the folder anew. */
const graceMs = 100;

/** Who talks to the one session. */
export interface Turns {
  /** A complete message of the client waits. */
  readonly wants: (client: Client) => void;
  /** The client's connection has ended. */
  readonly left: (client: Client) => void;
  /** The client asks for the end of what it has running, over another connection. */
  readonly cancel: (client: Client) => void;
}

/**
 * Clients take turns at the session, first come first served. A turn lasts from one idle moment to the next:
 * a statement, or a transaction from its beginning to its end. Between turns of two clients the session is
 * made as good as new, so nothing of one is seen by another; what a client sets, prepares or stores
 * temporarily outside a transaction lasts only until another's turn.
 */
export function takingTurns(
  backendOpens: Promise<Backend>,
  { idleInTransactionMs }: { readonly idleInTransactionMs: number },
): Turns {
  const queue: Client[] = [];
  /** Whom the session's state belongs to. */
  let holder: Client | null = null;
  let inTransaction = false;
  /** Whose messages the session works on at this moment. */
  let running: Client | null = null;
  let turnsBegun = 0;
  let serving = false;
  let silence: NodeJS.Timeout | undefined;

  const bound = () =>
    holder !== null && !holder.gone && (inTransaction || holder.unfinished || holder.skipping);

  function next(): Client | null {
    if (!bound()) return queue.shift() ?? null;
    if (holder !== null && hasMessage(holder)) return holder;
    if (holder !== null && queue.length > 0) limitSilence(holder);
    return null;
  }

  async function serve(): Promise<void> {
    if (serving) return;
    serving = true;
    const backend = await backendOpens;
    for (let client = next(); client !== null; client = next()) {
      clearTimeout(silence);
      silence = undefined;
      await turn(backend, client);
      if (client !== holder || !bound()) requeue(client);
    }
    serving = false;
  }

  function requeue(client: Client): void {
    if (!client.gone && !queue.includes(client) && hasMessage(client)) queue.push(client);
  }

  /**
   * Has the session work on what the client has sent, up to the end of a statement or to what has arrived.
   */
  async function turn(backend: Backend, client: Client): Promise<void> {
    const messages = takeMessages(client);
    if (messages.length === 0) return;
    if (client !== holder && !(await handOver(backend, client))) return;
    running = client;
    turnsBegun += 1;
    const outgoing = new WholeMessages();
    try {
      inTransaction = await backend.run(Buffer.concat(messages), (chunk, taken) => {
        const whole = outgoing.add(chunk);
        if (whole.length === 0 || client.gone) taken();
        else client.socket.write(whole, () => taken());
      });
      client.unfinished = !isComplete(messages);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      await stopped(backend, client, messages);
    } finally {
      running = null;
      client.cancelled = false;
    }
  }

  /** Makes the session the client's own; false when the client is dismissed instead. */
  async function handOver(backend: Backend, client: Client): Promise<boolean> {
    if (holder !== null) holder.unfinished = holder.skipping = false;
    holder = null;
    inTransaction = false;
    const refusal = await makeNew(backend, client);
    if (refusal === null) holder = client;
    else dismiss(client, refusal.code, refusal.text);
    return refusal === null;
  }

  /**
   * The session ended while it worked for the client, and there is a new one. If the client asked for it,
   * it finds itself where a server would have left it: with a failed statement, and in a failed transaction
   * if it was in one.
   */
  async function stopped(backend: Backend, client: Client, messages: readonly Buffer[]): Promise<void> {
    const wasInTransaction = inTransaction;
    holder = null;
    inTransaction = false;
    client.unfinished = false;
    if (client.gone) return;
    if (!client.cancelled) {
      dismiss(
        client,
        "57P02",
        "The database ended with this statement and has started again (COPY FROM STDIN does that).",
      );
      return;
    }
    if (!(await handOver(backend, client))) return;
    if (wasInTransaction) inTransaction = await makeTransactionFail(backend);
    sayCancelled(client, messages);
  }

  function sayCancelled(client: Client, messages: readonly Buffer[]): void {
    client.socket.write(errorResponse("ERROR", "57014", "canceling statement due to user request"));
    if (isComplete(messages))
      client.socket.write(readyForQuery(client === holder && inTransaction ? "E" : "I"));
    else client.skipping = true;
  }

  function limitSilence(client: Client): void {
    silence ??= setTimeout(() => {
      silence = undefined;
      if (queue.length === 0) return;
      dismiss(
        client,
        "25P03",
        "Others wait for this connection's transaction, and nothing came from it for too long.",
      );
      void serve();
    }, idleInTransactionMs);
  }

  function interruptSoon(client: Client): void {
    const turn = turnsBegun;
    setTimeout(() => {
      if (running !== client || turn !== turnsBegun) return;
      void backendOpens.then((backend) => backend.interrupt());
    }, graceMs);
  }

  return {
    wants(client) {
      if (!(client === holder && bound()) && running !== client) requeue(client);
      void serve();
    },
    left(client) {
      const place = queue.indexOf(client);
      if (place >= 0) queue.splice(place, 1);
      if (running === client) interruptSoon(client);
      void serve();
    },
    cancel(client) {
      const place = queue.indexOf(client);
      if (running === client) {
        client.cancelled = true;
        interruptSoon(client);
      } else if (place >= 0) {
        queue.splice(place, 1);
        const messages = takeMessages(client);
        if (messages.length > 0) sayCancelled(client, messages);
      }
    },
  };
}
