// What Maven, npm test and the image's build run:
//   node build.js install              installs CCXT; where it can't be had, says so in one line and leaves it out
//   node build.js install --required   fails where it can't be had
//   node build.js test [<report>]      runs the bridge's tests; with a file for the report only what failed is printed
// It takes Node.js and npm alone, so that it does the same on every system.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
// npm writes it last, so an install that was interrupted has none.
const INSTALLED = join(HERE, 'node_modules', '.package-lock.json');
const OLDEST = [20, 19];
// The tests mostly wait: more at once than there are processors is faster, until they are late.
const TESTS_AT_ONCE = 3;
const MOST_OUTPUT = 1 << 28;
// By default npm waits for more than a minute where there is no network.
const NPM_CI = ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--fetch-retries=1', '--fetch-retry-mintimeout=1000'];

const [command, ...rest] = process.argv.slice(2);
if (command === 'install') install({ required: rest.includes('--required') });
else if (command === 'test') test(rest[0]);
else throw new Error(`${command} is neither install nor test`);

function install({ required }) {
  const trouble = isTooOld() ?? (isInstalled() ? undefined : npmCi());
  if (trouble === undefined) return;
  console.error(`CCXT is left out: ${trouble}`);
  if (required) process.exitCode = 1;
}

function test(report) {
  const trouble = isTooOld() ?? (isInstalled() ? undefined : 'it is not installed');
  if (trouble !== undefined) {
    console.error(`The CCXT bridge's tests are skipped: ${trouble}`);
    return;
  }
  const files = readdirSync(join(HERE, 'test')).filter((name) => name.endsWith('.test.js'));
  const args = ['--test', '--test-reporter=spec', `--test-concurrency=${TESTS_AT_ONCE}`, ...files.map((name) => join('test', name))];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: HERE, encoding: 'utf8', maxBuffer: MOST_OUTPUT, stdio: report === undefined ? 'inherit' : 'pipe' });
  process.exitCode = status === 0 ? 0 : 1;
  if (report === undefined) return;
  mkdirSync(dirname(report), { recursive: true });
  writeFileSync(report, stdout + stderr);
  if (status === 0) {
    console.log(`The CCXT bridge's tests: ${/^\S+ (pass \d+)$/m.exec(stdout)?.[1]}`);
  } else {
    console.error(stdout.slice(Math.max(stdout.indexOf('failing tests:'), 0)) + stderr);
    console.error(`The CCXT bridge's tests failed: ${report}`);
  }
}

function isTooOld() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const young = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
  return young ? undefined : `it takes Node.js ${OLDEST.join('.')} or newer, and ${process.execPath} is ${process.versions.node}`;
}

/** Whether all that package-lock.json names is there, and in the version that it names. */
function isInstalled() {
  const wanted = packagesOf(join(HERE, 'package-lock.json'));
  const found = packagesOf(INSTALLED);
  return Object.entries(wanted).every(
    ([path, { version, integrity, dev, optional }]) => path === '' || dev || optional || (found[path]?.version === version && found[path].integrity === integrity),
  );
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch (error) {
    if (file === INSTALLED) return {};
    throw error;
  }
}

/** Why it failed, or undefined. */
function npmCi() {
  console.log('Installing CCXT');
  rmSync(INSTALLED, { force: true });
  const { status, error, stderr } = npm(NPM_CI);
  if (error?.code === 'ENOENT') return 'there is no npm, which usually comes with Node.js';
  if (status === 0 && isInstalled()) return undefined;
  // After the code and the number of the error comes what it is.
  const told = /^npm error (?!code |syscall |errno |$)(.*)$/m.exec(stderr)?.[1];
  return `npm ci failed in ${HERE}: ${told ?? error?.message ?? `it ended with ${status}`}`;
}

function npm(args) {
  const path = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const env = { ...process.env, [path]: dirname(process.execPath) + delimiter + process.env[path] };
  const how = { cwd: HERE, env, encoding: 'utf8', maxBuffer: MOST_OUTPUT };
  // On Windows npm is a command file, which takes a shell.
  return process.platform === 'win32' ? spawnSync(['npm', ...args].join(' '), { ...how, shell: true }) : spawnSync('npm', args, how);
}
