/** Opens what lines are written to, so that a reader that has stalled cannot block the event loop. */
import { constants, fstatSync, open, openSync, type Stats } from 'node:fs';

/** An open descriptor and how it has to be written to. */
export interface LineTarget {
  readonly fd: number;
  /**
   * Whether a write returns at once with EAGAIN if it cannot be accepted. Otherwise it may block, and has to run on a thread of libuv's
   * pool, one at a time.
   */
  readonly isNonBlocking: boolean;
}

const STDERR = 2;

/** O_NONBLOCK has no effect on regular files. It keeps `open` from waiting for the reader of a FIFO. */
const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;

const FILE_MODE = 0o666;

/**
 * Returns stderr as a target. A pipe or a terminal is opened a second time: O_NONBLOCK on descriptor 2 itself would also apply to other
 * processes that share its file description, such as npm or a shell, and they could clear it. Sockets cannot be opened again, and
 * regular files know no O_NONBLOCK: these are written to on the thread pool.
 */
export function openStderr(): LineTarget {
  try {
    const stats = fstatSync(STDERR);
    if (stats.isFIFO() || stats.isCharacterDevice()) {
      const flags = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
      return { fd: openSync(`/proc/self/fd/${STDERR}`, flags), isNonBlocking: true };
    }
  } catch {
    // No /proc, or a pipe of another user.
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

/** Does the same on the thread pool: a disk that hangs must not block the event loop. */
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
