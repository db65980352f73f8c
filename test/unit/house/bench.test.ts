import bench from '../../../bench/package.json' with { type: 'json' };
import hiveGateway from '../../../bench/peers/hive-gateway/package.json' with { type: 'json' };
import root from '../../../package.json' with { type: 'json' };

type Dependencies = Readonly<Record<string, string>>;

describe('the package of the bench', () => {
  it.each([
    ['bench', bench.dependencies],
    ['bench/peers/hive-gateway', hiveGateway.dependencies],
  ])('pins in %s the same versions as the server', (_, dependencies: Dependencies) => {
    const server: Dependencies = root.dependencies;
    const shared = Object.keys(dependencies).filter((name) => name in server);
    expect(shared).toContain('graphql');
    expect(shared.map((name) => [name, dependencies[name]])).toEqual(shared.map((name) => [name, server[name]]));
  });

  it("is not a workspace of the server, so the server's install omits it", () => {
    expect(root).not.toHaveProperty('workspaces');
  });
});
