/** Packets and the messages that they carry ([MS-TDS] 2.2.3). */

export const packetType = {
  batch: 0x01,
  rpc: 0x03,
  reply: 0x04,
  attention: 0x06,
  transaction: 0x0e,
  login: 0x10,
  prelogin: 0x12,
} as const;

const headerLength = 8;
/** Status bits ([MS-TDS] 2.2.3.1.2). */
const endOfMessage = 0x01;
const ignore = 0x02;
const resetConnection = 0x08;

export interface Message {
  readonly type: number;
  /** The client asks that the connection is reset before the request runs. */
  readonly reset: boolean;
  /** The client has thought better of it: the message is to be answered, but not run. */
  readonly ignored: boolean;
  readonly data: Buffer;
}

/** Puts bytes together to messages, wherever the network cut them. */
export function messageReader(onMessage: (message: Message) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let reset = false;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= headerLength && rest.length >= rest.readUInt16BE(2)) {
      const packet = rest.subarray(0, rest.readUInt16BE(2));
      rest = rest.subarray(packet.length);
      const status = packet.readUInt8(1);
      reset ||= (status & resetConnection) !== 0;
      parts.push(packet.subarray(headerLength));
      if ((status & endOfMessage) === 0) continue;
      const message = {
        type: packet.readUInt8(0),
        reset,
        ignored: (status & ignore) !== 0,
        data: Buffer.concat(parts),
      };
      parts = [];
      reset = false;
      onMessage(message);
    }
  };
}

/** One packet. */
export function packet(type: number, data: Buffer, isLast: boolean): Buffer {
  const header = Buffer.alloc(headerLength);
  header.writeUInt8(type, 0);
  header.writeUInt8(isLast ? endOfMessage : 0, 1);
  header.writeUInt16BE(headerLength + data.length, 2);
  return Buffer.concat([header, data]);
}
