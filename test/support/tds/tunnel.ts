import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { createSecureContext, TLSSocket } from "node:tls";
import type { Certificate } from "../certificate.ts";
import { messageReader, packet, packetType } from "./packets.ts";

/** The first byte of a TLS record that carries data, not a handshake (RFC 5246 section 6.2.1). */
const applicationData = 0x17;

/**
 * The server's end of TLS as TDS 7.4 has it ([MS-TDS] 2.2.6.5): the handshake travels in PRELOGIN packets,
 * everything behind it as it is.
 */
export function tunnel(socket: Socket, { cert, key }: Certificate): TLSSocket {
  let isPlain = false;
  const wire = new Duplex({
    read: () => {},
    write: (chunk: Buffer, _, done) => {
      socket.write(isPlain ? chunk : packet(packetType.prelogin, chunk, true), done);
    },
    final: (done) => {
      socket.end(done);
    },
  });
  const unwrap = messageReader(({ data }) => wire.push(data));
  socket.on("data", (chunk: Buffer) => {
    isPlain ||= chunk[0] === applicationData;
    if (isPlain) wire.push(chunk);
    else unwrap(chunk);
  });
  socket.on("close", () => wire.destroy());
  const secureContext = createSecureContext({ cert, key, maxVersion: "TLSv1.2" });
  return new TLSSocket(wire, { isServer: true, secureContext }).on("error", () => socket.destroy());
}
