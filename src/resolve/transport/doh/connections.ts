import { shareTask, type Shared } from "../../../async/memory.ts";
import { connectTo } from "../../../net/connect.ts";
import type { Environment } from "../../../net/proxy.ts";
import type { HttpAnswer } from "./answer.ts";
import { openHttp, PROTOCOLS, type HttpConnection } from "./connection.ts";

/** The connections to all resolvers. */
export interface Connections {
  /**
   * One question, by a connection that stands or by a new one. HTTP/2 takes any number of questions on one; by HTTP/1.1
   * each question on its way has its own, which the next one finds.
   * @throws OnboardError CONFIG_INVALID for the proxy; ConnectError or Node's own of the network; the signal's reason
   */
  post(url: URL, octets: Buffer, signal: AbortSignal): Promise<HttpAnswer>;
}

export interface ConnectionSettings {
  readonly env: Environment;
  /** Milliseconds until a connection stands by way of a proxy. */
  readonly connectMs: number;
  /** The authorities that are trusted, as PEM; absent: Node's own. */
  readonly authorities?: string | undefined;
}

export function createConnections(settings: ConnectionSettings): Connections {
  const lines = new Map<string, Line>();
  return {
    async post(url, octets, signal) {
      const line = lines.get(url.href) ?? newLine();
      lines.set(url.href, line);
      for (;;) {
        signal.throwIfAborted();
        const connection = findFree(line);
        if (connection === undefined) {
          await openingOf(line, (ended) => open(url, settings, ended)).wait(signal);
          continue;
        }
        try {
          return await connection.post(octets, signal);
        } catch (error) {
          signal.throwIfAborted();
          // One that was kept was closed meanwhile, which is no word about this question.
          if (!connection.hasAnswered()) throw error;
        }
      }
    },
  };
}

async function open(url: URL, settings: ConnectionSettings, signal: AbortSignal): Promise<HttpConnection> {
  return openHttp(url, await connectTo(url, { ...settings, signal, protocols: PROTOCOLS }));
}

/** What leads to one resolver. */
interface Line {
  readonly kept: Set<HttpConnection>;
  /** The one that is being made: whoever comes meanwhile waits for it, as long as it may take many questions. */
  opening: Shared<void> | undefined;
  takesMany: boolean;
}

function newLine(): Line {
  return { kept: new Set(), opening: undefined, takesMany: true };
}

function findFree({ kept }: Line): HttpConnection | undefined {
  for (const connection of kept) if (connection.isOver()) kept.delete(connection);
  return [...kept].find((connection) => connection.isFree());
}

function openingOf(line: Line, create: (signal: AbortSignal) => Promise<HttpConnection>): Shared<void> {
  const { opening: before, takesMany } = line;
  if (takesMany && before !== undefined && !before.isDeserted()) return before;
  const opening = shareTask(async (ended) => {
    try {
      const made = await create(ended);
      line.kept.add(made);
      line.takesMany = made.takesMany;
    } finally {
      if (line.opening === opening) line.opening = undefined;
    }
  });
  line.opening = opening;
  return opening;
}
