import type { Plan, Sku } from '../lib/catalogue.cts';
import type { EditorPage } from '../lib/editor-page.cts';
import type { Pictures } from '../lib/pictures.cts';
import type { Report } from '../lib/report.cts';
import type { SimulatorCredential } from '../lib/simulator.cts';
import type { Workbench } from '../lib/workbench.cts';

/** What every check gets. */
export interface Bench extends Workbench {
	report: Report;
	pictures: Pictures;
}

/** With a credential, and something to buy. */
export interface ReadyBench extends Bench {
	credential: SimulatorCredential;
	sku: Sku;
	plan: Plan;
}

/** With the editor open. */
export interface EditorBench extends ReadyBench {
	editor: EditorPage;
}
