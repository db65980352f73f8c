import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import { parseSync } from '@swc/core';

/** Path below src, with slashes (`graph/card/card.type.ts`), to text. Given as data, so that the checks can be tried on small fixtures. */
export type Sources = Readonly<Record<string, string>>;

/** What a module takes from another: nothing at run time, something when it is loaded, or something later (`import()`). */
export type ImportKind = 'type' | 'value' | 'dynamic';

export interface Import {
  /** As written; undefined where it is computed and nobody can tell. */
  readonly specifier: string | undefined;
  readonly kind: ImportKind;
}

export interface Module {
  /** Path below src without `.ts`. */
  readonly name: string;
  readonly imports: readonly Import[];
  /** Refers to the global `process`, or imports it. */
  readonly mentionsProcess: boolean;
  /** Holds nothing but re-exports. */
  readonly isBarrel: boolean;
  readonly lines: number;
}

/** What one row of the table allows. Patterns: `*` is a part of a name, `**` any path, `./` the file's own folder, `!` takes away. */
export interface Rule {
  /** The files that it speaks of; the first row that matches a file counts. */
  readonly files: string;
  /** Modules of the house that it may import, as values and as types. */
  readonly values: readonly string[];
  /** Modules that it may import as types only. */
  readonly types?: readonly string[];
  /** Modules that it may import with `import()` only. */
  readonly dynamic?: readonly string[];
  /** Packages that it may import, as values or as types. Modules of Node are free, but for node:process. */
  readonly packages?: readonly string[];
  /** May mention `process`. */
  readonly process?: true;
}

/** Every .ts file below a folder. */
export function readSources(root: string): Sources {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return Object.fromEntries(files.map((file) => [file.replaceAll('\\', '/'), readFileSync(join(root, file), 'utf8')]));
}

export function parseModules(sources: Sources): Module[] {
  return Object.entries(sources).map(([file, source]) => parseModule(file, source));
}

// ---- reading one module

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

function parseModule(file: string, source: string): Module {
  const { body } = parseSync(source, { syntax: 'typescript', decorators: true, target: 'es2022' });
  const imports: Import[] = [];
  let mentionsProcess = false;
  const visit = (value: unknown): void => {
    if (!isNode(value)) return; // an array is one too, without a type of its own
    const found = importOf(value);
    if (found) imports.push(found);
    if (isProcess(value) || found?.specifier?.replace('node:', '') === 'process') mentionsProcess = true;
    Object.values(value).forEach(visit);
  };
  visit(body);
  return {
    name: file.replace(/\.ts$/, ''),
    imports,
    mentionsProcess,
    isBarrel:
      body.length > 0 && body.every((item) => item.type.startsWith('Export') && 'source' in item && item.source),
    lines: source.split('\n').length - (source.endsWith('\n') ? 1 : 0),
  };
}

function importOf(node: Node): Import | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration': {
      if (!node.source) return undefined;
      const specifiers = Array.isArray(node.specifiers) ? node.specifiers : [];
      const allTypes = specifiers.length > 0 && specifiers.every((one) => isNode(one) && one.isTypeOnly === true);
      return { specifier: textOf(node.source), kind: node.typeOnly === true || allTypes ? 'type' : 'value' };
    }
    case 'TsImportType':
      return { specifier: textOf(node.argument), kind: 'type' };
    case 'TsExternalModuleReference':
      return { specifier: textOf(node.expression), kind: 'value' };
    case 'CallExpression': {
      const [first] = Array.isArray(node.arguments) ? node.arguments : [];
      const specifier = isNode(first) ? textOf(first.expression) : undefined;
      if (isNode(node.callee) && node.callee.type === 'Import') return { specifier, kind: 'dynamic' };
      return isIdentifier(node.callee, 'require') ? { specifier, kind: 'value' } : undefined;
    }
    default:
      return undefined;
  }
}

function textOf(node: unknown): string | undefined {
  return isNode(node) && node.type === 'StringLiteral' && typeof node.value === 'string' ? node.value : undefined;
}

/** A name in the place of an expression, a pattern or a type: `optional` is what the parser leaves out of mere property names. */
function isIdentifier(node: unknown, name: string): boolean {
  return isNode(node) && node.type === 'Identifier' && node.value === name && 'optional' in node;
}

function isProcess(node: Node): boolean {
  if (isIdentifier(node, 'process')) return true;
  if (node.type !== 'MemberExpression' || !isNode(node.property)) return false;
  const property = node.property.type === 'Computed' ? textOf(node.property.expression) : node.property.value;
  return property === 'process' && (isIdentifier(node.object, 'globalThis') || isIdentifier(node.object, 'global'));
}

// ---- the checks; each answers the list of what is wrong

/** Imports and mentions of `process` that the table does not allow, and files without a row. */
export function brokenRules(modules: readonly Module[], rules: readonly Rule[]): string[] {
  const names = new Set(modules.map(({ name }) => name));
  return modules.flatMap((module) => {
    const rule = rules.find(({ files }) => matches(module.name, [files], ''));
    if (!rule) return [`${module.name}: no row of the table speaks of it`];
    const broken = module.imports.flatMap((one) => complaint(module, one, rule, names) ?? []);
    if (module.mentionsProcess && !rule.process) broken.push('may not mention process');
    return broken.map((text) => `${module.name}: ${text}`);
  });
}

function complaint({ name }: Module, { specifier, kind }: Import, rule: Rule, names: ReadonlySet<string>) {
  if (specifier === undefined) return 'imports something computed, which no check can follow';
  if (isBuiltin(specifier)) return undefined;
  if (!specifier.startsWith('.')) {
    const owner = packageOf(specifier);
    return rule.packages?.includes(owner) ? undefined : `may not import the package ${owner}`;
  }
  const target = targetOf(name, specifier);
  if (!names.has(target)) return `imports ${specifier}, which is no file of src`;
  const allowed = [
    ...rule.values,
    ...(kind === 'type' ? (rule.types ?? []) : []),
    ...(kind === 'dynamic' ? (rule.dynamic ?? []) : []),
  ];
  return matches(target, allowed, posix.dirname(name)) ? undefined : `may not import ${target} (${kind})`;
}

/** Packages that are loaded at run time, sorted, each once. */
export function packagesOf(modules: readonly Module[]): string[] {
  const specifiers = modules.flatMap(({ imports }) =>
    imports.flatMap((one) => (one.kind === 'type' ? [] : (one.specifier ?? []))),
  );
  return [...new Set(specifiers.filter((one) => !one.startsWith('.') && !isBuiltin(one)).map(packageOf))].sort();
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** Circles of imports; one by types alone is none, since nothing of it is left at run time. */
export function cycles(modules: readonly Module[]): string[] {
  const targets = new Map(
    modules.map(({ name, imports }) => [
      name,
      imports.flatMap(({ specifier, kind }) =>
        kind !== 'type' && specifier?.startsWith('.') ? [targetOf(name, specifier)] : [],
      ),
    ]),
  );
  const found: string[] = [];
  const done = new Set<string>();
  const follow = (name: string, path: readonly string[]): void => {
    const start = path.indexOf(name);
    if (start >= 0) found.push([...path.slice(start), name].join(' → '));
    if (start >= 0 || done.has(name)) return;
    for (const target of targets.get(name) ?? []) follow(target, [...path, name]);
    done.add(name);
  };
  for (const { name } of modules) follow(name, []);
  return found;
}

/** Files too long to be read at once, but for `tables`, and names and forms that say nothing about what is inside. */
export function brokenLayout(modules: readonly Module[], maxLines: number, tables: readonly string[]): string[] {
  return modules.flatMap(({ name, lines, isBarrel }) => {
    const broken: string[] = [];
    if (lines > maxLines && !matches(name, tables, '')) broken.push(`${lines} lines, more than ${maxLines}`);
    const vague = name.split('/').find((part) => /^(utils?|helpers?|common|services?)$/.test(part));
    if (vague) broken.push(`the name ${vague} does not say what is inside`);
    if (isBarrel || posix.basename(name) === 'index') broken.push('a barrel: import from the file itself');
    return broken.map((text) => `${name}: ${text}`);
  });
}

function targetOf(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier).replace(/\.js$/, '');
}

function matches(name: string, patterns: readonly string[], folder: string): boolean {
  const is = (pattern: string) => {
    const source = posix.join(pattern.startsWith('./') ? folder : '', pattern);
    return new RegExp(`^${source.replace(/[.]/g, '\\.').replace(/\*+/g, (s) => (s === '*' ? '[^/]*' : '.*'))}$`).test(
      name,
    );
  };
  const [refused, allowed] = [patterns.filter((p) => p.startsWith('!')), patterns.filter((p) => !p.startsWith('!'))];
  return allowed.some(is) && !refused.some((pattern) => is(pattern.slice(1)));
}
