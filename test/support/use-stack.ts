import { type EmulatorOptions, startEmulator } from '../../src/emulator/server.js';
import { EmulatorControl } from './emulator-control.js';
import { type ProxiedStack, startProxiedStack } from './proxied-stack.js';
import { type Stack, type StackOptions, startStack } from './stack.js';

/** Action before each test: restart (and close after it), restore the demo data, only clear the ledger, or nothing. */
export type BeforeEach = 'restart' | 'reset' | 'clearLedger' | 'nothing';

export interface UseOptions {
  /** Defaults to `reset`. */
  readonly beforeEach?: BeforeEach;
}

/**
 * Registers the hooks of a stack for the tests of this file or `describe` block and returns it. It can be used inside tests and hooks that
 * are registered later.
 * @param options options of the stack. A function is called when the stack starts
 */
export function useStack(
  options: (StackOptions & UseOptions) | (() => StackOptions) = {},
  use: UseOptions = {},
): Stack {
  const stackOptions = typeof options === 'function' ? options : () => options;
  const { beforeEach } = typeof options === 'function' ? use : options;
  return useStarted(() => startStack(stackOptions()), beforeEach);
}

/** Like `useStack`, with a proxy in front of the emulator that tests control. */
export function useProxiedStack({ beforeEach }: UseOptions = {}): ProxiedStack {
  return useStarted(startProxiedStack, beforeEach);
}

/** Registers the hooks of an emulator without a server, for tests that start servers themselves. Returns its control calls. */
export function useEmulator(options: EmulatorOptions & UseOptions = {}): EmulatorControl {
  const started = useStarted(async () => {
    const { url, close } = await startEmulator(options);
    const emulator = new EmulatorControl(url);
    return { emulator, close, reset: () => emulator.reset() };
  }, options.beforeEach);
  return forwarding(() => started.emulator);
}

interface Started {
  readonly emulator: EmulatorControl;
  reset(): Promise<unknown>;
  close(): Promise<unknown>;
}

function useStarted<T extends Started>(start: () => Promise<T>, each: BeforeEach = 'reset'): T {
  let started: T | undefined;
  const begin = async () => {
    started = await start();
  };
  const end = async () => {
    await started?.close();
    started = undefined;
  };
  const current = (): T => {
    if (started === undefined) throw new Error('The stack is not started yet. Use it inside a test or a hook');
    return started;
  };
  if (each === 'restart') {
    beforeEach(begin);
    afterEach(end);
  } else {
    beforeAll(begin);
    if (each === 'reset') beforeEach(() => current().reset());
    if (each === 'clearLedger') beforeEach(() => current().emulator.clearLedger());
    afterAll(end);
  }
  return forwarding(current);
}

/** Returns a proxy for the object that `current` returns at the time of each use. */
function forwarding<T extends object>(current: () => T): T {
  return new Proxy({} as T, {
    get(_, key) {
      const target = current();
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
