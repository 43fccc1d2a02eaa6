import { describe, expect, it } from "vitest";
import type { OwnEndpoint } from "../../src/events/endpoint.ts";
import type { EventBody } from "../../src/events/event.ts";
import { rehearsalIn } from "../../src/events/rehearsal.ts";
import { REHEARSAL, REHEARSED_HOST } from "../../src/events/samples/rehearsal.ts";
import { SAMPLES } from "../../src/events/samples/samples.ts";

const [STARTED] = SAMPLES.events["run.started"];
const [ZONE] = SAMPLES.events["zone.found"];
const GATEWAY: OwnEndpoint = { of: "provider", name: "main", url: "https://gateway.example.com" };

describe("a rehearsal", () => {
  it.each<[string, readonly EventBody[], boolean, number]>([
    ["nothing of it", [STARTED, ZONE], false, 0],
    ["all of it from the start", [{ ...STARTED, ...REHEARSAL }], true, 3],
    ["SES, and the host is the vendor's", [{ ...STARTED, ...REHEARSAL }, ZONE], true, 2],
    ["the host alone, which was found late", [STARTED, { ...ZONE, endpoint: REHEARSED_HOST }], true, 1],
    ["a gateway", [STARTED, { ...ZONE, endpoint: GATEWAY }], false, 1],
    [
      "one of two hosts that may hold the zone",
      [{ ...STARTED, endpoints: [REHEARSED_HOST, GATEWAY] }],
      false,
      2,
    ],
    [
      "a zone that was found twice",
      [STARTED, { ...ZONE, endpoint: REHEARSED_HOST }, { ...ZONE, endpoint: REHEARSED_HOST }],
      true,
      1,
    ],
  ])("is told by %s", (_what, events, rehearsal, endpoints) => {
    const told = rehearsalIn(events);
    expect([told.rehearsal === true, told.endpoints?.length ?? 0]).toEqual([rehearsal, endpoints]);
  });
});
