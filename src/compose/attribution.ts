import { AsyncLocalStorage } from "node:async_hooks";

// How several domains share a port: each call is somebody's, and the same question is asked once.

/** For whom a shared port works. */
export interface Attribution<Owner> {
  /** Whose the running call is; undefined outside of every bound port. */
  readonly owner: () => Owner | undefined;
  /** The same port, whose calls are this owner's with everything that they lead to. */
  readonly bind: <Port extends object>(port: Port, owner: Owner) => Port;
}

export function createAttribution<Owner>(): Attribution<Owner> {
  const storage = new AsyncLocalStorage<Owner>();
  const callsOf =
    (owner: Owner): Caller =>
    (method, port, given) =>
      storage.run(owner, () => Reflect.apply(method, port, given));
  return { owner: () => storage.getStore(), bind: (port, owner) => viewOf(port, {}, callsOf(owner)) };
}

/** The port with some of its members replaced. */
export function overlay<Port extends object>(port: Port, members: Partial<Port>): Port {
  return viewOf(port, members, (method, self, given) => Reflect.apply(method, self, given));
}

type Method = (...given: readonly unknown[]) => unknown;
type Caller = (method: Method, port: object, given: readonly unknown[]) => unknown;

/**
 * Adapters written elsewhere may be frozen, or instances with private fields: so the methods are called on
 * the port itself, and nothing is copied.
 */
function viewOf<Port extends object>(port: Port, members: Partial<Port>, call: Caller): Port {
  return new Proxy(Object.create(port) as Port, {
    get(_target, key): unknown {
      if (Object.hasOwn(members, key)) return Reflect.get(members, key);
      const member: unknown = Reflect.get(port, key, port);
      return isMethod(member) ? (...given: readonly unknown[]) => call(member, port, given) : member;
    },
  });
}

function isMethod(member: unknown): member is Method {
  return typeof member === "function";
}
