import { Agent, createServer, get, type IncomingHttpHeaders, type RequestListener } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { AnswerTooLong, limitAnswers, readText } from "../../src/net/answer-limit.ts";

/** Listens as soon as the answer begins, as node-fetch does. */
async function ask(
  agent: Agent,
  listener: RequestListener,
): Promise<{ readonly headers: IncomingHttpHeaders; readonly octets: Buffer }> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const request = get({ host: "127.0.0.1", port, agent }, (response) => {
      const read: Buffer[] = [];
      response
        .on("data", (piece: Buffer) => void read.push(piece))
        .on("end", () => resolve({ headers: response.headers, octets: Buffer.concat(read) }))
        .on("error", () => undefined);
    });
    request.on("error", reject);
  });
}

async function* pieces(count: number): AsyncGenerator<Buffer> {
  for (let sent = 0; sent < count; sent += 1) yield await Promise.resolve(Buffer.alloc(1_000, 0x61));
}

describe("the whole of an answer", () => {
  it("is read up to the limit", async () => {
    expect(await readText(pieces(1_000), { mostOctets: 1_000_000 })).toHaveLength(1_000_000);
  });

  it("is given up beyond it, and no more is taken than that", async () => {
    let taken = 0;
    const counted = async function* () {
      for await (const piece of pieces(5_000)) {
        taken += piece.length;
        yield piece;
      }
    };
    await expect(readText(counted(), { mostOctets: 1_000_000 })).rejects.toThrow(
      "the answer is longer than 1 MB",
    );
    expect(taken).toBe(1_001_000);
  });
});

describe("an agent for clients that read whatever comes", () => {
  it("ends the connection where the answer is too long", async () => {
    const agent = limitAnswers(new Agent(), 1_000_000);
    const answer = ask(agent, (_request, response) => void response.end(Buffer.alloc(3_000_000)));
    await expect(answer).rejects.toBeInstanceOf(AnswerTooLong);
  });

  it("lets an answer through that is not, and nothing in it be unpacked", async () => {
    const packed = gzipSync("a".repeat(100_000));
    const agent = limitAnswers(new Agent(), 1_000_000);
    const { headers, octets } = await ask(agent, (_request, answer) =>
      answer.writeHead(200, { "content-encoding": "gzip" }).end(packed),
    );
    expect(headers).not.toHaveProperty("content-encoding");
    expect(octets).toHaveLength(packed.length);
  });
});
