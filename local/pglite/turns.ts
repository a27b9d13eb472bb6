import { type Backend, Stopped } from "./backend.ts";
import { type Client, dismiss, hasMessage, isComplete, takeMessages } from "./client.ts";
import { errorResponse, readyForQuery } from "./messages.ts";
import { WholeMessages } from "./pieces.ts";
import { makeNew, makeTransactionFail } from "./session-state.ts";

/** A statement may end by itself for this long before the thread is ended and the folder reopened. */
const graceMs = 100;

/** Decides which client talks to the session. */
export interface Turns {
  /** A complete message of the client waits. */
  readonly wants: (client: Client) => void;
  /** The client's connection has ended. */
  readonly left: (client: Client) => void;
  /** The client asks for the end of what it has running, over another connection. */
  readonly cancel: (client: Client) => void;
}

/**
 * Clients take turns at the session, first come first served. A turn is a statement, or a transaction from
 * its beginning to its end. When the turn passes to another client, the session is made as good as new, so
 * that no client sees anything of another. Settings, prepared statements and temporary tables that a client
 * makes outside a transaction are therefore lost when another client has its turn.
 */
export function takingTurns(
  backendOpens: Promise<Backend>,
  { idleInTransactionMs }: { readonly idleInTransactionMs: number },
): Turns {
  const queue: Client[] = [];
  /** The client whose settings and transaction the session has. */
  let holder: Client | null = null;
  let inTransaction = false;
  /** The client whose messages the session works on at this moment. */
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

  /** Lets the session work on the client's messages: up to the end of a statement, or as far as they came. */
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
   * The session ended while it worked for the client, and a new session has begun. If the client had asked to
   * cancel, it sees what a server would show: its statement has failed, and so has the transaction around it.
   * Otherwise the client is dismissed.
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
