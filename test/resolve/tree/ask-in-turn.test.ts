import { describe, expect, it } from "vitest";
import type { Observation } from "../../../src/dns/observation.ts";
import { askInTurn } from "../../../src/resolve/tree/ask-in-turn.ts";
import type { Answered } from "../../../src/resolve/transport/answered.ts";
import type { Endpoint } from "../../../src/resolve/transport/endpoint.ts";
import { createManualClock } from "../../support/dns-clock.ts";

const NODATA: Observation = { kind: "nodata", soa: undefined, transport: "udp", roundTripMs: 1 };
const REFUSED: Observation = { kind: "lame", because: "refused", transport: "udp", roundTripMs: 1 };
const SERVERS: readonly Endpoint[] = [1, 2, 3].map((last) => ({ address: `192.0.2.${last}`, port: 53 }));
const said = (observation: Observation): Promise<Answered> =>
  Promise.resolve({ observation, reply: undefined });
const never = (signal: AbortSignal, onSent: () => void): Promise<Answered> =>
  new Promise((_resolve, reject) => {
    onSent();
    signal.addEventListener("abort", () => reject(new Error("aborted")));
  });

describe("askInTurn", () => {
  it("asks only the first when it answers", async () => {
    const asked: string[] = [];
    const ask = (endpoint: Endpoint): Promise<Answered> => (asked.push(endpoint.address), said(NODATA));
    const turn = await askInTurn(SERVERS, ask, { clock: createManualClock(), signal: undefined });
    expect([turn.answered?.observation, asked]).toStrictEqual([NODATA, ["192.0.2.1"]]);
  });

  it("prefers a slow answer to a fast failure", async () => {
    const ask = ({ address }: Endpoint): Promise<Answered> =>
      said(address === "192.0.2.3" ? NODATA : REFUSED);
    const turn = await askInTurn(SERVERS, ask, { clock: createManualClock(), signal: undefined });
    expect(turn.answered?.observation).toBe(NODATA);
    expect(turn.tried.map(({ endpoint }) => endpoint.address)).toStrictEqual([
      "192.0.2.1",
      "192.0.2.2",
      "192.0.2.3",
    ]);
  });

  it("asks the next while the first is silent, and drops the first when the next answers", async () => {
    const clock = createManualClock();
    const dropped: boolean[] = [];
    const ask = ({ address }: Endpoint, signal: AbortSignal, onSent: () => void): Promise<Answered> => {
      if (address === "192.0.2.2") return said(NODATA);
      signal.addEventListener("abort", () => dropped.push(true));
      setImmediate(() => clock.advance(300));
      return never(signal, onSent);
    };
    const turn = await askInTurn(SERVERS, ask, { clock, signal: undefined });
    expect([turn.answered?.observation, dropped]).toStrictEqual([NODATA, [true]]);
  });

  it("tells what each said when none is of use", async () => {
    const turn = await askInTurn(SERVERS, () => said(REFUSED), {
      clock: createManualClock(),
      signal: undefined,
    });
    expect([turn.answered, turn.tried.length]).toStrictEqual([undefined, 3]);
    expect(
      (await askInTurn([], () => said(NODATA), { clock: createManualClock(), signal: undefined })).answered,
    ).toBeUndefined();
  });

  it("lets a mistake of ours through instead of taking it for a silent server", async () => {
    const mistake = new TypeError("no such type");
    await expect(
      askInTurn(SERVERS, () => Promise.reject(mistake), { clock: createManualClock(), signal: undefined }),
    ).rejects.toBe(mistake);
  });

  it("rejects with the reason when aborted", async () => {
    const abort = new AbortController();
    const asking = askInTurn(SERVERS, (_endpoint, signal, onSent) => never(signal, onSent), {
      clock: createManualClock(),
      signal: abort.signal,
    });
    const rejection = expect(asking).rejects.toBe("enough");
    abort.abort("enough");
    await rejection;
  });
});
