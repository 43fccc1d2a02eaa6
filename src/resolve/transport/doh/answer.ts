import type { Readable } from "node:stream";

/** What came of a question by HTTP, whichever version of it. */
export interface HttpAnswer {
  readonly status: number;
  /** Without its parameters, in lower case; empty: none was named. */
  readonly mediaType: string;
  /** Undefined: longer than a DNS message can be. */
  readonly body: Buffer | undefined;
}

export const MEDIA_TYPE = "application/dns-message";
/** No DNS message is longer: its length goes in two octets over TCP. */
export const LONGEST_MESSAGE_OCTETS = 65_535;

/** A POST (RFC 8484 section 4.1): a GET could be answered from a cache on the way. */
export const METHOD = "POST";

export function headersFor(octets: Buffer): Readonly<Record<string, string | number>> {
  return { accept: MEDIA_TYPE, "content-type": MEDIA_TYPE, "content-length": octets.length };
}

/** @throws Error of the network */
export async function readAnswer(
  { status, contentType }: { readonly status: number; readonly contentType: string | undefined },
  pieces: Readable,
): Promise<HttpAnswer> {
  const [mediaType = ""] = (contentType ?? "").split(";");
  const head = { status, mediaType: mediaType.trim().toLowerCase() };
  const read: Buffer[] = [];
  let octets = 0;
  for await (const piece of pieces as AsyncIterable<Buffer>) {
    octets += piece.length;
    // Who leaves the loop ends the stream.
    if (octets > LONGEST_MESSAGE_OCTETS) return { ...head, body: undefined };
    read.push(piece);
  }
  return { ...head, body: Buffer.concat(read) };
}

/** The connection ended before an answer came, in Node's own word for it. */
export function closedEarly(): Error {
  return Object.assign(new Error("closed before an answer"), { code: "ECONNRESET" });
}
