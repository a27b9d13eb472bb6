import * as v from "valibot";
import { pattern } from "./checks.ts";

const message = 'it must be a list of Interject\'s public client ids, such as ["ACME"], or the text any';

/**
 * Whose users may call: Interject's public client ids, compared to the letter, or `any`, said in so many
 * words. The whole deployment, a connection and a line of the route table can each name theirs.
 */
export const Clients = v.union(
  [v.literal("any"), v.pipe(v.array(pattern(/./, message), message), v.minLength(1, message))],
  message,
);
export type Clients = v.InferOutput<typeof Clients>;

/**
 * Whether `clients` let a caller in. A list lets nobody in whose token names no client.
 * @param clients undefined, where a connection or a line names no clients of its own, lets everyone in
 */
export function admitsClient(clients: Clients | undefined, clientId: string | null): boolean {
  if (clients === undefined || clients === "any") return true;
  return clientId !== null && clients.includes(clientId);
}
