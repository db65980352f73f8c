/** The script time of the first view: compiling and executing everything until the console is idle. */
export const firstView = {
  name: 'script of the first view',
  limitMs: 200,
  async measure({ page, consoleUrl }) {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    await page.goto(consoleUrl);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'ScriptDuration').value * 1000;
  },
};
