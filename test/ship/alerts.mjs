import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const RULES = 'deploy/alerts.yml';
const TESTS = 'test/ship/alerts.test.yml';

/** Checks the alert rules with promtool, runs their unit tests, and requires that each alert fires in one test and not in another. */
export function problemsOfAlerts(root) {
  const problems = problemsOfTests(root);
  if (spawnSync('promtool', ['--version']).error) return { problems, skipped: 'promtool is not installed' };
  for (const args of [
    ['check', 'rules', RULES],
    ['test', 'rules', TESTS],
  ]) {
    const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: root, encoding: 'utf8' });
    if (status !== 0) problems.push(`promtool ${args.join(' ')}: ${stdout}${stderr}`);
  }
  return { problems };
}

function problemsOfTests(root) {
  const read = (path) => parse(readFileSync(join(root, path), 'utf8'));
  const alerts = read(RULES).groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
  const tests = read(TESTS).tests.flatMap((test) => test.alert_rule_test);
  return alerts.flatMap((alert) => {
    const own = tests.filter(({ alertname }) => alertname === alert);
    return [
      ...(own.some(({ exp_alerts }) => exp_alerts.length > 0) ? [] : [`no test in which ${alert} fires`]),
      ...(own.some(({ exp_alerts }) => exp_alerts.length === 0) ? [] : [`no test in which ${alert} does not fire`]),
    ];
  });
}
