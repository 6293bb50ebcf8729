import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { createConnection } from 'node:net';
import { delimiter, join } from 'node:path';
import { freePort, run, start, waitFor } from './processes.cts';

const DEBIAN_POSTGRES = '/usr/lib/postgresql';

/** @param dirs folders that are searched after PATH */
function findProgram(name: string, dirs: string[], debianPackage: string) {
	const found = [...(process.env.PATH ?? '').split(delimiter), ...dirs]
		.map((dir) => join(dir, name))
		.find((file) => existsSync(file));
	if (!found) {
		throw new Error(`${name} was not found: install it first (Debian: ${debianPackage})`);
	}
	return found;
}

/** Reports what is missing before anything starts. */
export function findServices() {
	const versions = existsSync(DEBIAN_POSTGRES) ? readdirSync(DEBIAN_POSTGRES).sort().reverse() : [];
	const dirs = versions.map((version) => join(DEBIAN_POSTGRES, version, 'bin'));
	return {
		redis: findProgram('redis-server', [], 'redis-server'),
		redisCli: findProgram('redis-cli', [], 'redis-tools'),
		initdb: findProgram('initdb', dirs, 'postgresql'),
		postgres: findProgram('postgres', dirs, 'postgresql'),
	};
}

/** PostgreSQL refuses to run as root: then it runs as the user that its package created. */
function unprivilegedUser() {
	if (process.getuid?.() !== 0) return {};
	const ask = (flag: string) =>
		Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
	return { uid: ask('-u'), gid: ask('-g') };
}

function accepts(port: number) {
	return new Promise((resolve) => {
		const socket = createConnection({ host: '127.0.0.1', port });
		socket.once('connect', () => resolve(socket.destroy().destroyed));
		socket.once('error', () => resolve(false));
	});
}

/**
 * An empty PostgreSQL on the loopback interface, while the script runs.
 *
 * @returns the environment that points n8n at it
 */
export async function startPostgres(
	{ initdb, postgres }: ReturnType<typeof findServices>,
	folder: string,
): Promise<Record<string, string>> {
	const user = unprivilegedUser();
	const data = join(folder, 'postgres');
	mkdirSync(data, { mode: 0o700 });
	if (user.uid !== undefined) {
		chmodSync(folder, 0o711);
		chownSync(data, user.uid, user.gid);
	}
	const log = join(folder, 'postgres.log');
	const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' };
	const options = { env, cwd: data, log, ...user };
	const init = ['-D', data, '-U', 'n8n', '--auth=trust', '--encoding=UTF8', '--no-sync'];
	const { code, output } = await run(initdb, init, options);
	if (code !== 0) throw new Error(`initdb failed\n${output}`);

	const port = await freePort();
	const settings = {
		port,
		listen_addresses: '127.0.0.1',
		unix_socket_directories: '',
		// Nothing here has to survive a power failure.
		fsync: 'off',
	};
	const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
	const alive = start(postgres, ['-D', data, ...flags], options);
	await waitFor('PostgreSQL', () => accepts(port), { limit: 30_000, alive });
	return {
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(port),
		DB_POSTGRESDB_DATABASE: 'postgres',
		DB_POSTGRESDB_USER: 'n8n',
		DB_POSTGRESDB_POOL_SIZE: '5',
	};
}

/**
 * An empty Redis on the loopback interface, while the script runs.
 *
 * @returns the environment that points n8n at it
 */
export async function startRedis(
	{ redis }: ReturnType<typeof findServices>,
	folder: string,
): Promise<Record<string, string>> {
	const port = await freePort();
	const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
	const log = join(folder, 'redis.log');
	const alive = start(redis, flags, { env: process.env, cwd: folder, log });
	await waitFor('Redis', () => accepts(port), { limit: 15_000, alive });
	return { QUEUE_BULL_REDIS_HOST: '127.0.0.1', QUEUE_BULL_REDIS_PORT: String(port) };
}
