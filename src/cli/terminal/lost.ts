import { closeSync } from "node:fs";
import { isatty } from "node:tty";

const STREAMS = [0, 1, 2] as const;

/**
 * At its end Node gives the terminal back as it was, and crashes where that is closed (SIGABRT, SIGSEGV; Node 20.20,
 * November 2026). A stream that is closed it leaves alone.
 */
export function leaveLostTerminals(): void {
  const terminals = STREAMS.filter((fd) => isatty(fd));
  process.on("exit", () => {
    for (const fd of terminals) if (!isatty(fd)) close(fd);
  });
}

function close(fd: number): void {
  try {
    closeSync(fd);
  } catch {
    // It was closed before.
  }
}
