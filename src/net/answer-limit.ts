import type { Agent, ClientRequest } from "node:http";

// Whoever answers decides how much comes: each way out reads so much and no more.

const MEGABYTE = 1_000_000;
/** Octets: far more than any answer that we ask for, and few enough to keep. */
export const MOST_OCTETS = 16 * MEGABYTE;

/** By which an SDK that wraps it is seen through. */
export const TOO_LONG = "AnswerTooLong";

/** More came than is read. */
export class AnswerTooLong extends Error {
  override readonly name = TOO_LONG;
  readonly mostMegabytes: number;

  constructor(mostOctets: number) {
    const mostMegabytes = Math.floor(mostOctets / MEGABYTE);
    super(`the answer is longer than ${mostMegabytes} MB`);
    this.mostMegabytes = mostMegabytes;
  }
}

/**
 * Adds up the octets of one answer.
 * @throws AnswerTooLong when they are more than these
 */
export function createMeter(mostOctets: number): (piece: { readonly length: number }) => void {
  let octets = 0;
  return ({ length }) => {
    octets += length;
    if (octets > mostOctets) throw new AnswerTooLong(mostOctets);
  };
}

/** The whole of an answer. @throws AnswerTooLong as soon as it is */
export async function readText(
  pieces: AsyncIterable<Uint8Array>,
  { mostOctets = MOST_OCTETS }: { readonly mostOctets?: number } = {},
): Promise<string> {
  const count = createMeter(mostOctets);
  const read: Uint8Array[] = [];
  for await (const piece of pieces) {
    count(piece);
    read.push(piece);
  }
  return Buffer.concat(read).toString("utf8");
}

/**
 * For a client that reads whatever comes, and listens as soon as the answer begins: the connection ends where the
 * answer is too long. And nothing unpacks what is packed: nobody asks for that, and one octet of it may stand for a
 * thousand. On the answer and not on the socket: node-fetch 2.7 takes another listener there for a cut answer.
 */
export function limitAnswers<A extends Agent>(agent: A, mostOctets: number): A {
  const queue = agent as unknown as Queue;
  const add = queue.addRequest.bind(agent);
  queue.addRequest = (request, ...options) => {
    request.once("response", (response) => {
      delete response.headers["content-encoding"];
      const count = createMeter(mostOctets);
      response.on("data", (piece: Buffer) => {
        try {
          count(piece);
        } catch (error) {
          response.socket.destroy(error as AnswerTooLong);
        }
      });
    });
    add(request, ...options);
  };
  return agent;
}

/** How a request comes to its agent; not in Node's types. */
interface Queue {
  addRequest: (request: ClientRequest, ...options: readonly unknown[]) => void;
}
