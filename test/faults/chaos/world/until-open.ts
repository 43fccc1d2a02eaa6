import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as pass } from "node:timers/promises";

const LOOK_MS = 50;
/** Longer than any fault keeps a port closed. */
const MOST_LOOKS = 200;

/** A port that a fault has closed opens again by itself: until it does, nothing is calm. */
export async function untilOpen(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const socket = connect(Number(port), hostname);
    const isOpen = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await pass(LOOK_MS);
  }
}
