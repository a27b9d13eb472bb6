import { type ByteReader, readBytes } from "./bytes.ts";
import { type Message, packetType } from "./packets.ts";

/** A value that a client sent, with the type that it declared: `nvarchar(4000)`, `decimal(38,4)`. */
export interface SentParameter {
  readonly name: string;
  readonly isOutput: boolean;
  readonly type: string;
  readonly value: SentValue;
}
export type SentValue = string | number | bigint | boolean | Buffer | null | SentTable;

/** A table-valued parameter ([MS-TDS] 2.2.5.5.5). */
export interface SentTable {
  readonly typeName: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SentValue[])[];
}

/** What a client asked for, as it stood on the wire. */
export type SentRequest = { readonly reset: boolean; readonly transaction: bigint } & (
  | { readonly kind: "batch"; readonly text: string }
  | { readonly kind: "rpc"; readonly procedure: string; readonly parameters: readonly SentParameter[] }
  | {
      readonly kind: "transaction";
      readonly command: "begin" | "commit" | "rollback";
      /** Empty without one. */
      readonly name: string;
    }
);

const commands: Readonly<Record<number, "begin" | "commit" | "rollback">> = {
  5: "begin",
  7: "commit",
  8: "rollback",
};
/** Procedures that go by number ([MS-TDS] 2.2.6.6). */
const procedures: Readonly<Record<number, string>> = { 10: "sp_executesql" };

export function readRequest({ type, reset, data }: Message): SentRequest {
  const reader = readBytes(data);
  const transaction = readHeaders(reader);
  if (type === packetType.batch) {
    const text = data.subarray(data.readUInt32LE(0)).toString("utf16le");
    return { kind: "batch", reset, transaction, text };
  }
  if (type === packetType.transaction) {
    const command = commands[reader.u16()];
    if (command === undefined) throw new Error("an unknown transaction request");
    // The isolation level stands before the name of what begins ([MS-TDS] 2.2.6.9).
    if (command === "begin") reader.u8();
    // The name's length is in bytes (B_VARBYTE).
    const name = reader.text(reader.u8() / 2);
    return { kind: "transaction", reset, transaction, command, name };
  }
  const length = reader.u16();
  const number = length === 0xffff ? reader.u16() : null;
  const procedure = number === null ? reader.text(length) : (procedures[number] ?? `procedure ${number}`);
  reader.u16();
  const parameters: SentParameter[] = [];
  while (!reader.isAtEnd()) parameters.push(readParameter(reader));
  return { kind: "rpc", reset, transaction, procedure, parameters };
}

/** ALL_HEADERS ([MS-TDS] 2.2.5.3): the transaction's descriptor is the one that a client must send. */
function readHeaders(reader: ByteReader): bigint {
  let rest = reader.u32() - 4;
  let transaction = 0n;
  while (rest > 0) {
    const length = reader.u32();
    if (reader.u16() === 2) {
      transaction = reader.u64();
      reader.bytes(length - 14);
    } else reader.bytes(length - 6);
    rest -= length;
  }
  return transaction;
}

function readParameter(reader: ByteReader): SentParameter {
  const name = reader.text(reader.u8());
  const isOutput = (reader.u8() & 0x01) !== 0;
  const type = reader.u8();
  if (type === 0xf3) return { name, isOutput, ...readTable(reader) };
  const column = readType(reader, type);
  return { name, isOutput, type: column.name, value: column.read() };
}

interface SentType {
  readonly name: string;
  readonly read: () => SentValue;
}

/** TYPE_INFO, with what reads a value of it ([MS-TDS] 2.2.5.4 to 2.2.5.6). */
function readType(reader: ByteReader, type: number): SentType {
  const counted = (read: (bytes: Buffer) => SentValue) => () => {
    const bytes = reader.bytes(reader.u8());
    return bytes.length === 0 ? null : read(bytes);
  };
  switch (type) {
    case 0x26: {
      const size = reader.u8();
      const name = { 1: "tinyint", 2: "smallint", 4: "int", 8: "bigint" }[size] ?? "int?";
      return { name, read: counted((bytes) => wholeNumber(bytes)) };
    }
    case 0x68:
      reader.u8();
      return { name: "bit", read: counted((bytes) => bytes[0] === 1) };
    case 0x6d: {
      const size = reader.u8();
      const read = counted((bytes) => (bytes.length === 4 ? bytes.readFloatLE() : bytes.readDoubleLE()));
      return { name: size === 4 ? "real" : "float", read };
    }
    case 0x6a: {
      reader.u8();
      const [precision, scale] = [reader.u8(), reader.u8()];
      return { name: `decimal(${precision},${scale})`, read: counted((bytes) => decimalText(bytes, scale)) };
    }
    case 0x6f: {
      reader.u8();
      const read = counted((bytes) => `${bytes.readInt32LE(0)} days, ${bytes.readUInt32LE(4)} ticks`);
      return { name: "datetime", read };
    }
    case 0x28:
      return { name: "date", read: counted((bytes) => `${bytes.readUIntLE(0, 3)} days`) };
    case 0x29:
    case 0x2a:
    case 0x2b: {
      const name = { 41: "time", 42: "datetime2", 43: "datetimeoffset" }[type] ?? "";
      const tail = { 41: 0, 42: 3, 43: 5 }[type] ?? 0;
      const scale = reader.u8();
      const read = counted((bytes) => {
        const end = bytes.length - tail;
        const days = tail === 0 ? "" : `${bytes.readUIntLE(end, 3)} days, `;
        return `${days}${bytes.readUIntLE(0, end)} units`;
      });
      return { name: `${name}(${scale})`, read };
    }
    case 0x24:
      reader.u8();
      return { name: "uniqueidentifier", read: counted((bytes) => Buffer.from(bytes)) };
    case 0xe7:
    case 0xa7:
    case 0xa5:
      return readLongType(reader, type);
    default:
      throw new Error(`a parameter of the type 0x${type.toString(16)}`);
  }
}

function readLongType(reader: ByteReader, type: 0xe7 | 0xa7 | 0xa5): SentType {
  const name = { 231: "nvarchar", 167: "varchar", 165: "varbinary" }[type];
  const size = reader.u16();
  if (type !== 0xa5) reader.bytes(5);
  const decode = (bytes: Buffer) =>
    type === 0xa5 ? Buffer.from(bytes) : bytes.toString(type === 0xe7 ? "utf16le" : "latin1");
  if (size === 0xffff) {
    const read = () => {
      const bytes = readChunked(reader);
      return bytes === null ? null : decode(bytes);
    };
    return { name: `${name}(max)`, read };
  }
  const read = () => {
    const length = reader.u16();
    if (length === 0xffff) return null;
    if (length > size) throw new Error(`${length} bytes for a ${name} of ${size}`);
    return decode(reader.bytes(length));
  };
  return { name: `${name}(${type === 0xe7 ? size / 2 : size})`, read };
}

function readChunked(reader: ByteReader): Buffer | null {
  if (reader.u64() === 0xffff_ffff_ffff_ffffn) return null;
  const chunks: Buffer[] = [];
  for (let length = reader.u32(); length > 0; length = reader.u32()) chunks.push(reader.bytes(length));
  return Buffer.concat(chunks);
}

function readTable(reader: ByteReader): { readonly type: string; readonly value: SentTable | null } {
  const [, schema, typeName] = [0, 1, 2].map(() => reader.text(reader.u8()));
  const name = `${schema}.${typeName}`;
  const count = reader.u16();
  const columns: SentType[] = [];
  for (let index = 0; index < count && count !== 0xffff; index++) {
    reader.u32();
    reader.u16();
    columns.push(readType(reader, reader.u8()));
    reader.text(reader.u8());
  }
  if (reader.u8() !== 0) throw new Error("optional metadata of a table");
  if (count === 0xffff) {
    reader.u8();
    return { type: "table", value: null };
  }
  const rows: SentValue[][] = [];
  while (reader.u8() === 1) rows.push(columns.map(({ read }) => read()));
  return { type: "table", value: { typeName: name, columns: columns.map((column) => column.name), rows } };
}

function wholeNumber(bytes: Buffer): number | bigint {
  if (bytes.length === 8) return bytes.readBigInt64LE();
  return bytes.length === 1 ? bytes.readUInt8() : bytes.readIntLE(0, bytes.length);
}

function decimalText(bytes: Buffer, scale: number): string {
  const units = BigInt(`0x${Buffer.from(bytes.subarray(1)).reverse().toString("hex")}`);
  const digits = String(units).padStart(scale + 1, "0");
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return bytes[0] === 1 ? text : `-${text}`;
}
