import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";

/**
 * What a server of the test's own says: its greeting offers what `capabilities` says, then it answers
 * each packet in turn.
 */
export interface HostileServer {
  readonly port: number;
  /** All bytes that it was sent. */
  readonly received: () => Buffer;
  readonly close: () => void;
}

/** CLIENT_SSL is 0x800 and CLIENT_LOCAL_FILES 0x80; all else that a server of today offers. */
const capabilities = 0x00_3f_f7_ff;

/**
 * A server that speaks MySQL's handshake (MySQL Internals, "Connection Phase") and then only what
 * the test gives it.
 * @param answers what it says to the client's first packet, second, ...; a packet's body without its header
 */
export async function hostileServer(answers: readonly Buffer[]): Promise<HostileServer> {
  const chunks: Buffer[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    let answered = 0;
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      chunks.push(chunk);
      const answer = answers[answered++];
      // The packet behind the client's: its sequence number is one higher.
      if (answer !== undefined) socket.write(packet(answer, (chunk[3] ?? 0) + 1));
    });
    socket.write(packet(greeting(), 0));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    received: () => Buffer.concat(chunks),
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** `AuthSwitchRequest`: asks for the password in another way. */
export function askForClearPassword(): Buffer {
  return Buffer.concat([Buffer.of(0xfe), Buffer.from("mysql_clear_password\0")]);
}

/** `OK_Packet`. */
export const ok = Buffer.of(0, 0, 0, 2, 0, 0, 0);

/** `LOCAL INFILE Request`: asks for a file of the client's machine. */
export function askForFile(path: string): Buffer {
  return Buffer.concat([Buffer.of(0xfb), Buffer.from(path)]);
}

function packet(body: Buffer, sequence: number): Buffer {
  const header = Buffer.alloc(4);
  header.writeUIntLE(body.length, 0, 3);
  header.writeUInt8(sequence % 256, 3);
  return Buffer.concat([header, body]);
}

function greeting(): Buffer {
  const numbers = Buffer.alloc(8);
  numbers.writeUInt16LE(capabilities & 0xffff, 0);
  numbers.writeUInt8(45, 2);
  numbers.writeUInt16LE(2, 3);
  numbers.writeUInt16LE(capabilities >>> 16, 5);
  numbers.writeUInt8(21, 7);
  return Buffer.concat([
    Buffer.of(10),
    Buffer.from("8.0.36\0"),
    Buffer.of(1, 0, 0, 0),
    Buffer.from("saltsalt\0"),
    numbers,
    Buffer.alloc(10),
    Buffer.from("moresaltsalt\0"),
    Buffer.from("mysql_native_password\0"),
  ]);
}
