import { spawnSync } from 'node:child_process';

/** Whether tests may create network namespaces. */
export const hasNamespaces = spawnSync('unshare', ['--net', 'ip', 'link', 'set', 'lo', 'up']).status === 0;
