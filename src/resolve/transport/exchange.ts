import type { Clock } from "../../async/clock.ts";
import type { Text } from "../../errors/phrase.ts";
import type { Decoded } from "../message/reply.ts";

/** What is sent. */
export interface Message {
  readonly octets: Buffer;
  /** What a message means as a reply to ours; undefined: it is none, so keep listening. */
  readonly decode: (octets: Buffer) => Decoded | undefined;
}

/** One message to one server and what came of it. */
export interface Exchange {
  readonly message: Message;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** Told of each message sent. */
  readonly onSend: () => void;
}

export type ExchangeResult = (Decoded | NoReply) & Faulty;

export interface Faulty {
  /** Of a question by HTTPS that came to nothing. */
  readonly failure?: HttpsFailure | undefined;
}

export interface HttpsFailure {
  /** What the resolver does, as words behind its name. */
  readonly seen: Text;
  /** What whoever runs us can do about it; undefined: nothing but let it through. */
  readonly hint: Text | undefined;
}

export interface NoReply {
  readonly kind: "unreachable";
  readonly because: "timeout" | "refused" | "no-route" | "reset";
  /** This host itself knows no way to any address of the family; not the word of a router far away. */
  readonly familyMissing: boolean;
}

export const TIMED_OUT: NoReply = { kind: "unreachable", because: "timeout", familyMissing: false };
/** Nothing was sent: this host has no route of that family, or the transport is not allowed. */
export const NO_ROUTE: NoReply = { kind: "unreachable", because: "no-route", familyMissing: false };
export const CLOSED: NoReply = { kind: "unreachable", because: "reset", familyMissing: false };

/** Errors of the socket layer (errno names of Linux, macOS and Windows as Node gives them). */
const BECAUSE_BY_ERRNO: Readonly<Record<string, NoReply["because"]>> = {
  ECONNREFUSED: "refused",
  ECONNRESET: "reset",
  ECONNABORTED: "reset",
  EPIPE: "reset",
  ETIMEDOUT: "timeout",
};

const FAMILY_MISSING: ReadonlySet<string> = new Set(["ENETUNREACH", "EADDRNOTAVAIL", "EAFNOSUPPORT"]);

/** No socket can be opened: the process, or the whole machine, has as many files as it may. Nobody was asked. */
export function isOutOfFiles(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "EMFILE" || error.code === "ENFILE");
}

/**
 * What a socket's error says of the way to the server. What is left of the table are ways that don't exist:
 * ENETUNREACH, EHOSTUNREACH, EINVAL, EACCES, …
 */
export function noReplyOf(error: Error, connected: boolean): NoReply {
  const errno = "code" in error && typeof error.code === "string" ? error.code : "";
  const because = BECAUSE_BY_ERRNO[errno] ?? "no-route";
  return { kind: "unreachable", because, familyMissing: !connected && FAMILY_MISSING.has(errno) };
}
