import type { CredentialStore } from '../../../test/harness/credentials.cts';
import type { SimulatorProcess } from './simulator.cts';

/** What the sections measure, as stored in docs/performance.json. Names end with the unit. */

export type Size = 'full' | 'quick';

export interface LimitRow {
	/** ms */
	latency: number;
	concurrency: number;
	count: number;
	nodeMs: number;
	helperMs: number;
	bareMs: number;
	wallRatio: number;
	nodeCpuUs: number;
	helperCpuUs: number;
	bareCpuUs: number;
	cpuRatio: number;
	helperCpuRatio: number;
}

export interface RivalRow {
	name: string;
	count: number;
	wallMs: number;
	cpuMs: number;
	/** open at once */
	connections: number;
}

export interface CatalogueRow {
	/** ms */
	latency: number;
	/** 0 to 1, of the calls */
	faultRate: number;
	calls: number;
	wallMs: number;
	packages: number;
	failed: number;
	heapMb: number;
}

export interface SessionsRow {
	what: string;
	logins: number;
}

export interface FarRow {
	orders: number;
	/** of the node; the Error output is connected */
	settings: string;
	/** of one order */
	nodeMs: number;
	bareMs: number;
	ratio: number;
	/** the highest ratio that is good enough */
	goal: number;
}

/** The figures of one batch in its own process. */
export interface BatchFigures {
	wallMs: number;
	cpuMs: number;
	heapMb: number;
}

export interface GrowthRow extends BatchFigures {
	count: number;
	usPerItem: number;
}

export interface WeightRow {
	packedKb: number;
	files: number;
	requireMs: number;
	descriptionKb: number;
}

export interface AttackRow {
	what: string;
	/** the cost before there were limits */
	was: string;
	/** the outcome, where it is not a cost */
	now?: string;
	wallMs: number;
	/** of a process with n8n's engine, at its peak; omitted if no server is called */
	rssMb?: number;
	logins?: number;
	/** calls other than logins */
	others?: number;
	/** the file of a test */
	shownBy: string;
}

/** A row of each section. */
export interface Rows {
	limit: LimitRow;
	rival: RivalRow;
	catalogue: CatalogueRow;
	sessions: SessionsRow;
	far: FarRow;
	growth: GrowthRow;
	weight: WeightRow;
	attacks: AttackRow;
}

export type SectionName = keyof Rows;

export interface Section<TRow> {
	rows: TRow[];
	/** rival: the node's wall time divided by the other's */
	ratio?: number;
	/** limit: target ratios */
	goals?: { wallWithLatency: number; cpuWithoutLatency: number };
}

export type Sections = { [TName in SectionName]?: Section<Rows[TName]> };

/** A run, whole or in part. */
export interface RunRecord extends Sections {
	machine: string;
	size: Size;
}

/** What a section gets. */
export interface Task {
	sim: SimulatorProcess;
	credential: CredentialStore;
	/** of cards that were sold by the simulator */
	iccids: string[];
	/** folder of n8n-nodes-base */
	nodesBase?: string;
	size: Size;
	/** how often each comparison is measured */
	rounds: number;
	log: (line: string) => void;
}
