// As much of RFC 6455 as a feed needs: text frames both ways, pings and the close.

import { createHash } from "node:crypto";

const ACCEPT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const [TEXT, CLOSE, PING, PONG] = [1, 8, 9, 10];

/** Takes over the socket of an upgrade. `heard` is called with each text. */
export function accept(request, socket, heard) {
  const key = createHash("sha1").update(request.headers["sec-websocket-key"] + ACCEPT).digest("base64");
  const protocol = request.headers["sec-websocket-protocol"]?.split(",")[0].trim();
  socket.write(
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
      `Sec-WebSocket-Accept: ${key}\r\n${protocol ? `Sec-WebSocket-Protocol: ${protocol}\r\n` : ""}\r\n`,
  );
  socket.setNoDelay(true);
  const write = (opcode, bytes) => socket.writable && socket.write(Buffer.concat([head(opcode, bytes.length), bytes]));
  let rest = Buffer.alloc(0);
  socket.on("error", () => {});
  socket.on("data", (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    for (let frame = read(rest); frame; frame = read(rest)) {
      rest = rest.subarray(frame.size);
      if (frame.opcode === TEXT) heard(frame.body.toString());
      if (frame.opcode === PING) write(PONG, frame.body);
      if (frame.opcode === CLOSE) socket.end();
    }
  });
  return { send: (text) => write(TEXT, Buffer.from(text)), end: () => socket.destroy() };
}

function head(opcode, length) {
  if (length < 126) return Buffer.from([0x80 | opcode, length]);
  const long = length > 0xffff;
  const head = Buffer.alloc(long ? 10 : 4);
  head[0] = 0x80 | opcode;
  head[1] = long ? 127 : 126;
  if (long) head.writeBigUInt64BE(BigInt(length), 2);
  else head.writeUInt16BE(length, 2);
  return head;
}

/** The first whole frame of a client, unmasked; null while more has to come. */
function read(bytes) {
  if (bytes.length < 6) return null;
  let [length, at] = [bytes[1] & 0x7f, 2];
  if (length === 126) [length, at] = [bytes.readUInt16BE(2), 4];
  else if (length === 127) {
    if (bytes.length < 14) return null;
    [length, at] = [Number(bytes.readBigUInt64BE(2)), 10];
  }
  const size = at + 4 + length;
  if (bytes.length < size) return null;
  const mask = bytes.subarray(at, at + 4);
  const body = Buffer.from(bytes.subarray(at + 4, size)).map((byte, k) => byte ^ mask[k & 3]);
  return { opcode: bytes[0] & 15, body, size };
}
