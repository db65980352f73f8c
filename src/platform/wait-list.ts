/** An entry of a `WaitList`. */
export interface Waiter {
  readonly enter: () => void;
  readonly isWaiting: boolean;
}

interface Node extends Waiter {
  isWaiting: boolean;
  previous: Node | undefined;
  next: Node | undefined;
}

/**
 * Waiters in FIFO order. A waiter can leave from any position, in constant time.
 *
 * Implemented as a linked list. A `Set` would be shorter, but finding its first element takes time proportional to the
 * elements deleted before it, and its outgrown hash tables keep finished waiters, with their requests, alive until the next
 * major GC.
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
    const node: Node = { enter, isWaiting: true, previous: this.#last, next: undefined };
    if (this.#last === undefined) this.#first = node;
    else this.#last.next = node;
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

  /** Removes a waiter of this list. Returns false if it is no longer waiting. */
  remove(waiter: Waiter): boolean {
    if (!waiter.isWaiting) return false;
    const node = waiter as Node;
    const { previous, next } = node;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
    // Unlink both ways: a node promoted to the old generation would keep its successors alive until the next major GC.
    node.previous = undefined;
    node.next = undefined;
    node.isWaiting = false;
    this.#length -= 1;
    return true;
  }
}
