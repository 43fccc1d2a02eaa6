import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Observation } from "../../../src/dns/observation.ts";
import { askInTurn } from "../../../src/resolve/tree/ask-in-turn.ts";
import type { Answered } from "../../../src/resolve/transport/answered.ts";
import type { Endpoint } from "../../../src/resolve/transport/endpoint.ts";
import { createManualClock } from "../../support/dns-clock.ts";

const NODATA: Observation = { kind: "nodata", soa: undefined, transport: "udp", roundTripMs: 1 };
const REFUSED: Observation = { kind: "lame", because: "refused", transport: "udp", roundTripMs: 1 };
const NO_ROUTE: Observation = { ...REFUSED, kind: "unreachable", because: "no-route", family: 4 };
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
      void setImmediate().then(() => clock.advance(300));
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

  it("gives a question that stands in line all the time it takes, and the next one none before", async () => {
    const clock = createManualClock();
    const asked: string[] = [];
    let leave = (): void => {};
    const ask = ({ address }: Endpoint, signal: AbortSignal, onSent: () => void): Promise<Answered> => {
      asked.push(address);
      if (address === "192.0.2.2") return said(NODATA);
      const answered = never(signal, () => {});
      leave = onSent;
      return answered;
    };
    const turn = askInTurn(SERVERS, ask, { clock, signal: undefined, withinMs: 2500 });
    await setImmediate();
    clock.advance(60_000);
    await setImmediate();
    expect(asked).toEqual(["192.0.2.1"]);
    leave();
    await setImmediate();
    clock.advance(300);
    const { answered, tried } = await turn;
    expect([answered?.observation, asked]).toEqual([NODATA, ["192.0.2.1", "192.0.2.2"]]);
    expect(
      tried.map(({ endpoint, observation }) => [endpoint.address, observation.kind, observation.roundTripMs]),
    ).toEqual([
      ["192.0.2.2", "nodata", 1],
      ["192.0.2.1", "unreachable", 300],
    ]);
  });

  it("prefers an answer that suffices to one that is of use, and takes the other where none does", async () => {
    const clock = createManualClock();
    const ask = ({ address }: Endpoint): Promise<Answered> =>
      said(address === "192.0.2.2" ? NODATA : REFUSED);
    const suffices = (): boolean => false;
    const turn = await askInTurn(SERVERS, ask, { clock, signal: undefined, suffices });
    expect([turn.answered, turn.tried.map(({ observation }) => observation.kind)]).toEqual([
      undefined,
      ["lame", "nodata", "lame"],
    ]);
  });

  it("waits a moment longer for a better answer than one that may have to do, and not for a silent one", async () => {
    const clock = createManualClock();
    const ask = ({ address }: Endpoint, signal: AbortSignal, onSent: () => void): Promise<Answered> => {
      if (address === "192.0.2.1") return said(NODATA);
      return never(signal, onSent);
    };
    const turn = askInTurn(SERVERS, ask, { clock, signal: undefined, suffices: () => false });
    // A head start for each of the silent ones, and the moment at the end.
    for (let moments = 0; moments < 3; moments += 1) {
      await setImmediate();
      clock.advance(300);
    }
    const { tried } = await turn;
    expect(tried.map(({ observation }) => observation.kind)).toEqual([
      "nodata",
      "unreachable",
      "unreachable",
    ]);
    expect(clock.now()).toBe(900);
  });

  it("looks for further addresses only when those before are used up", async () => {
    const clock = createManualClock();
    let looked = 0;
    async function* more(): AsyncGenerator<readonly Endpoint[], void> {
      looked += 1;
      yield [];
      yield [{ address: "192.0.2.9", port: 53 }];
    }
    const ask = ({ address }: Endpoint): Promise<Answered> =>
      said(address === "192.0.2.9" ? NODATA : REFUSED);
    const found = await askInTurn(SERVERS, ask, { clock, signal: undefined, more });
    expect([found.answered?.observation, found.tried.length, looked]).toEqual([NODATA, 4, 1]);
    await askInTurn(SERVERS, () => said(NODATA), { clock, signal: undefined, more });
    expect(looked).toBe(1);
  });

  it("does not count addresses to which there is no way among the dozen that it asks", async () => {
    const clock = createManualClock();
    const many = Array.from({ length: 30 }, (_, index) => ({ address: `192.0.2.${index + 1}`, port: 53 }));
    const ask = ({ address }: Endpoint, _signal: AbortSignal, onSent: () => void): Promise<Answered> => {
      if (Number(address.split(".")[3]) <= 13) return said(NO_ROUTE);
      onSent();
      return said(REFUSED);
    };
    const { tried } = await askInTurn(many, ask, { clock, signal: undefined });
    expect(tried).toHaveLength(13 + 12);
  });
});
