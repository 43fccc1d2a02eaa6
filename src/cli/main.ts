#!/usr/bin/env node
import { sayPlainly } from "./ending/say-plainly.ts";

try {
  process.cwd();
  const [{ startProcess }, { main }] = await Promise.all([import("./process.ts"), import("./cli.ts")]);
  await startProcess(main);
} catch (thrown) {
  process.exitCode = sayPlainly(thrown);
}
