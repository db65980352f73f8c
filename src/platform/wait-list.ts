/** A place in a `WaitList`. */
export interface Waiter {
  readonly enter: () => void;
  readonly isWaiting: boolean;
}

interface Node extends Waiter {
  isWaiting: boolean;
  before: Node | undefined;
  behind: Node | undefined;
}

/**
 * Waiters in FIFO order. A waiter can leave from any position, in constant time.
 *
 * A linked list. A `Set` would be shorter, but finding its first element takes time for each element deleted before, and
 * the hash tables that it replaces keep finished waiters, with their requests, alive until the next major GC.
 */
export class WaitList {
  #length = 0;
  #first: Node | undefined;
  #last: Node | undefined;

  get length(): number {
    return this.#length;
  }

  /** Adds a waiter at the end. */
  push(enter: () => void): Waiter {
    const node: Node = { enter, isWaiting: true, before: this.#last, behind: undefined };
    if (this.#last === undefined) this.#first = node;
    else this.#last.behind = node;
    this.#last = node;
    this.#length += 1;
    return node;
  }

  /** Removes the waiter that has waited longest, and returns it. */
  shift(): Waiter | undefined {
    const first = this.#first;
    if (first !== undefined) this.remove(first);
    return first;
  }

  /** Removes a waiter of this list. Returns false if it is not waiting any more. */
  remove(waiter: Waiter): boolean {
    if (!waiter.isWaiting) return false;
    const node = waiter as Node;
    const { before, behind } = node;
    if (before === undefined) this.#first = behind;
    else before.behind = behind;
    if (behind === undefined) this.#last = before;
    else behind.before = before;
    // Unlinked both ways: a node promoted to the old generation would keep its successors alive until the next major GC.
    node.before = undefined;
    node.behind = undefined;
    node.isWaiting = false;
    this.#length -= 1;
    return true;
  }
}
