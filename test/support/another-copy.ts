import { vi } from "vitest";

/** The errors again, as an adapter or a program that brings a copy of its own of this package has them. */
export async function loadAnotherCopy() {
  vi.resetModules();
  const [errors, interruption] = await Promise.all([
    import("../../src/errors/onboard-error.ts"),
    import("../../src/errors/interruption.ts"),
  ]);
  return { ...errors, ...interruption };
}
