/** Opens the targets of lines so that a stalled reader cannot block the event loop. */
import { constants, fstatSync, open, openSync, type Stats } from 'node:fs';

/** An open file descriptor and how to write to it. */
export interface LineTarget {
  readonly fd: number;
  /**
   * Whether a write that cannot be accepted returns immediately with EAGAIN. Otherwise it may block, and must run on libuv's thread pool,
   * one at a time.
   */
  readonly isNonBlocking: boolean;
}

const STDERR = 2;

/** O_NONBLOCK has no effect on regular files. It keeps `open` from waiting for the reader of a FIFO. */
const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;

const FILE_MODE = 0o666;

/**
 * Returns stderr as a target. A pipe or a terminal is opened a second time, because O_NONBLOCK on descriptor 2 itself would also apply to
 * other processes that share its file description, such as npm or a shell, and they could clear it. Sockets cannot be opened again, and
 * O_NONBLOCK has no effect on regular files. Both are written to on the thread pool.
 */
export function openStderr(): LineTarget {
  try {
    const stats = fstatSync(STDERR);
    if (stats.isFIFO() || stats.isCharacterDevice()) {
      const flags = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
      return { fd: openSync(`/proc/self/fd/${STDERR}`, flags), isNonBlocking: true };
    }
  } catch {
    // /proc is missing, or the pipe belongs to another user.
  }
  return { fd: STDERR, isNonBlocking: false };
}

/**
 * Opens a file to append to, and creates it if it does not exist.
 * @throws the system's error if it cannot be opened
 */
export function openAppending(path: string): LineTarget {
  const fd = openSync(path, APPEND, FILE_MODE);
  return targetOf(fd, fstatSync(fd));
}

/** Does the same on the thread pool, because a hanging disk must not block the event loop. */
export function reopenAppending(path: string): Promise<LineTarget> {
  return new Promise((resolve, reject) => {
    open(path, APPEND, FILE_MODE, (error, fd) => {
      if (error === null) resolve(targetOf(fd, fstatSync(fd)));
      else reject(error);
    });
  });
}

function targetOf(fd: number, stats: Stats): LineTarget {
  return { fd, isNonBlocking: stats.isFIFO() || stats.isCharacterDevice() };
}
