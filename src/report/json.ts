import { redactDeep } from "../errors/redact.ts";
import { jsonLine } from "../events/json-line.ts";
import type { Renderer, RendererIo } from "./renderer.ts";

/** NDJSON on stdout: each event as it happens, each domain's last line its result. */
export function createJsonRenderer({ stdout, redact }: Pick<RendererIo, "stdout" | "redact">): Renderer {
  return {
    report: (event) => void stdout.write(jsonLine(redactDeep(event, redact))),
    pause: () => undefined,
    resume: () => undefined,
    stop: () => undefined,
  };
}
